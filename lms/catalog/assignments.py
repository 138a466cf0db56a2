"""Rubrics and assignments of a module, and work as it looks on each level."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from typing import Final

from lms.activities import AUDIENCES, KINDS
from lms.catalog.frame import Frame
from lms.catalog.pack import LEVELS, Activity, Criterion, Exemplar, Late, LiveUrl, Rubric
from lms.catalog.proof import Proof
from lms.catalog.prose import Prose
from lms.catalog.section import SLUG, Section
from lms.catalog.sheet import decoded, divided, parsed
from lms.checks import CHECKS, CheckUse, Severity
from lms.kit.words import N_, Reason

MAX_PHOTOS: Final = 8
"""What a post can carry."""
EXEMPLAR: Final = re.compile(rf"exemplars/({SLUG.pattern})-([1-4])\.md")


@dataclass(frozen=True, slots=True)
class Bench:
    """What the assignments of one module are made with; `rubrics` is None where their file cannot be read."""

    module: str
    edition: str
    frame: Frame
    rubrics: Mapping[str, Rubric] | None
    prose: Prose
    files: Mapping[str, bytes]


def read_rubrics(sheet: Section, module: str, competencies: Collection[str] | None) -> dict[str, Rubric]:
    """Rubrics by key: every top key of rubrics.yaml is one."""
    rubrics = {}
    for key in sheet.names():
        with sheet.group(key) as section:
            rubrics[key] = Rubric(key, section.text("title"), _criteria(section, f"{module}/{key}", competencies))
    return rubrics


def _criteria(section: Section, rubric: str, competencies: Collection[str] | None) -> tuple[Criterion, ...]:
    criteria = tuple(
        Criterion(
            key=row.name("key", among=f"criteria of {rubric}"),
            title=row.text("title"),
            weight=row.whole("weight", least=1, most=100),
            competency=row.word("competency", competencies, N_("competency")),
            must_pass=row.flag("must_pass", default=False),
            levels=row.level_texts("levels", LEVELS),
        )
        for row in section.groups("criteria")
    )
    total = sum(criterion.weight for criterion in criteria)
    if all(criterion.weight for criterion in criteria) and section.has("criteria") and total != 100:
        sentence = N_("The weights of the criteria add up to %(total)s; they should add up to 100.")
        section.note("criteria", Reason(sentence, {"total": total}))
    return criteria


def read_assignment(row: Section, slug: str, bench: Bench) -> Activity:
    """`row` is the file assignments/<slug>.yaml."""
    kind = row.word("kind", KINDS, N_("kind"))
    rubric = row.word("rubric", bench.rubrics, N_("rubric"))
    judged_by = (bench.rubrics or {}).get(rubric)
    brief, line = row.markdown("brief")
    photos_needed = int(kind in KINDS and KINDS[kind].photos_required)
    least_photos, most_photos = _span(row, "photos", most=MAX_PHOTOS)
    least_words, most_words = _span(row, "words")
    tables = count(1)  # a page shows the brief and the exemplars
    return Activity(
        key=f"{bench.module}/{slug}",
        code=row.name("code", among="codes of assignments", pattern=None),
        kind=kind,
        title=row.said("title"),
        brief_html=bench.prose.brief(row.file, line, brief, tables),
        starter=row.markdown("starter")[0].rstrip() if row.has("starter") else "",
        checklist=row.texts("checklist"),
        exemplars=read_exemplars(row.proof, slug, judged_by, bench, tables),
        rubric=judged_by or Rubric(rubric, "", ()),
        checks=tuple(_check(use, least_words, most_words) for use in row.groups("checks", required=False)),
        platforms=row.words("platforms", bench.frame.platforms, N_("platform"), required=False),
        audiences=row.words("audiences", AUDIENCES, N_("audience"), required=False),
        min_photos=photos_needed if least_photos is None else least_photos,
        max_photos=MAX_PHOTOS if most_photos is None else most_photos,
        min_words=least_words,
        max_words=most_words,
        live_url=row.choice("live_url", LiveUrl, N_("answer"), LiveUrl.NONE),
        due_days=row.whole("due_days", least=1, most=366),
        late=row.choice("late", Late, N_("answer"), Late.ACCEPT),
        max_revisions=row.whole("max_revisions", 2, most=9),
        mandatory=row.flag("mandatory", default=True),
        edition=bench.edition,
    )


def _span(row: Section, key: str, *, most: int = 100_000) -> tuple[int | None, int | None]:
    """The optional `min` and `max` under `key`."""
    with row.group(key, required=False) as span:
        least, top = span.whole_or_none("min", most=most), span.whole_or_none("max", most=most)
        _note_reversed(span, least, top)
        return least, top


def _note_reversed(section: Section, least: int | None, most: int | None) -> None:
    if least is not None and most is not None and least > most:
        sentence = N_('"min" is %(least)s but "max" is %(most)s; write the smaller number as "min".')
        section.note("min", Reason(sentence, {"least": least, "most": most}))


def _check(use: Section, least_words: int | None, most_words: int | None) -> CheckUse:
    """A check that cannot speak without a number takes those of the assignment's words."""
    key = use.word("check", CHECKS, N_("check"))
    severity = use.choice("severity", Severity, N_("severity"))
    if key not in CHECKS:
        use.forgive()
        return CheckUse(key, severity, {})
    read = {name: use.whole_or_none(name) for name in sorted(CHECKS[key].settings)}
    _note_reversed(use, read.get("min"), read.get("max"))
    settings = {name: number for name, number in read.items() if number is not None}
    if CHECKS[key].needs_a_setting and not settings:
        words = {"min": least_words, "max": most_words}
        settings = {name: number for name, number in words.items() if number is not None}
        if not settings:
            sentence = N_('"%(check)s" needs "min" or "max", here or under "words".')
            use.note("check", Reason(sentence, {"check": key}))
    return CheckUse(key, severity, settings)


def read_exemplars(
    proof: Proof, slug: str, rubric: Rubric | None, bench: Bench, tables: Iterator[int]
) -> tuple[Exemplar, ...]:
    """Those of one assignment, from the best level down; none where its rubric cannot be read."""
    found = {}
    for name, content in bench.files.items():
        shape = EXEMPLAR.fullmatch(name)
        if shape and shape[1] == slug and rubric:
            found[int(shape[2])] = _exemplar(
                proof, f"{bench.module}/{name}", content, int(shape[2]), rubric, bench.prose, tables
            )
    return tuple(exemplar for _level, exemplar in sorted(found.items(), reverse=True) if exemplar)


def _exemplar(
    proof: Proof, file: str, content: bytes, level: int, rubric: Rubric, prose: Prose, tables: Iterator[int]
) -> Exemplar | None:
    text = decoded(proof, file, content)
    if text is None:
        return None
    opening, front, body = divided(text)
    if not opening:
        sentence = N_("The front matter is missing: begin with ---, then marks, remarks, then --- again.")
        proof.note(file, 1, Reason(sentence))
        return None
    sheet = parsed(proof, file, front, offset=1)
    with sheet.group("marks") as marks:
        marked = {row.key: marks.whole(row.key, least=1, most=4) for row in rubric.criteria}
    with sheet.group("remarks") as remarks:
        remarked = {row.key: remarks.text(row.key) for row in rubric.criteria}
    if all(marked.values()):
        mean = sum(marked[row.key] * row.weight for row in rubric.criteria)
        if (mean + 50) // 100 != level:
            given = (Decimal(mean) / 100).quantize(Decimal("0.01"))
            sentence = N_(
                "The marks give %(mean)s on average, which is not level %(level)s as the file's name says; change the marks,"
                " or the number in the name."
            )
            sheet.note("marks", Reason(sentence, {"mean": given, "level": level}))
    sheet.close()
    if not body.strip():
        proof.note(file, opening, Reason(N_("The exemplar has no text; write it below the second ---.")))
    return Exemplar(level, marked, remarked, body.strip(), prose.brief(file, opening, body, tables))
