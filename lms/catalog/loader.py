"""Turns the files of course packs into a Catalog, or into every error at once. What has not changed is not read again."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeVar

from lms.catalog.assignments import EXEMPLAR, Bench, read_assignment, read_rubrics
from lms.catalog.circles import note_circles
from lms.catalog.frame import SHARED, Frame, read_frame
from lms.catalog.glossary import read_glossary
from lms.catalog.pack import Activity, BrokenPack, Catalog, Lesson, Module, Question, Quiz, Unit, edition_of
from lms.catalog.pictures import read_images
from lms.catalog.proof import Proof, unknown
from lms.catalog.prose import LESSON, Prose, read_lesson
from lms.catalog.questions import BANK, read_questions, read_quiz
from lms.catalog.section import SLUG, Section
from lms.catalog.sheet import open_sheet
from lms.kit.words import N_, Reason

Files = Mapping[str, bytes]
"""The files of a courses folder by their path in it, like "journalism/lessons/01-lead.md"."""

LISTED: Final = re.compile(rf"({SLUG.pattern})\.yaml")
LARGEST_FILE: Final = 2_000_000
"""Bytes. The longest text of our own courses has 20,000."""
FOLDERS: Final = ("lessons", "questions", "quizzes", "assignments", "exemplars", "images")
OWN_FILES: Final = ("module.yaml", "rubrics.yaml", "glossary.yaml", "README.md")
BESIDE: Final = ("schemas",)
"""Folders of a courses folder that are not a module."""
_NOT_LISTED: Final = N_("This file is not listed under %(key)s in module.yaml; list it there, or delete it.")
_NO_SUCH_FILE: Final = N_("A module has no such file; there are: %(known)s. Rename it, or take it away.")
KEPT: Final = 64
"""What is kept in memory as it was read: modules, and those of older editions that batches still run on."""


def load(directory: Path, *, only: str | None = None) -> Catalog:
    """The packs under `directory`, or `only` one module. Raises BrokenPack, whose errors name files relative to `directory`."""
    proof = Proof()
    return build(read_files(proof, directory), proof, only=only)


def read_files(proof: Proof, directory: Path) -> dict[str, bytes]:
    """What is in a courses folder; hidden files, which editors leave, are not part of it."""
    files = {}
    for path in sorted(directory.rglob("*")):
        name = path.relative_to(directory)
        if any(part.startswith(".") for part in name.parts) or name.parts[0] in BESIDE:
            continue
        if path.is_symlink():
            sentence = N_("This only points to another place; put the file itself here.")
            proof.note(name.as_posix(), 1, Reason(sentence))
        elif path.is_file():
            files[name.as_posix()] = path.read_bytes()
    return files


def build(files: Files, proof: Proof, *, only: str | None = None) -> Catalog:
    """The catalog these files are; with `only` that one module, whatever else the programme lists. Raises BrokenPack."""
    for name, content in files.items():
        if len(content) > LARGEST_FILE:
            sentence = N_("The file has %(size)s kB; at most %(most)s kB can be read. Make it smaller or divide it.")
            proof.note(name, 1, Reason(sentence, {"size": -(-len(content) // 1000), "most": LARGEST_FILE // 1000}))
    files = {name: content for name, content in files.items() if len(content) <= LARGEST_FILE}
    shared: Files = {name: files[name] for name in SHARED if name in files}
    folders = sorted({name.partition("/")[0] for name in files if "/" in name})
    frame = _framed(proof, shared, None if only else folders)
    modules = {
        key: _remembered(proof, key, files_of(files, key), shared, frame)
        for key in ((only,) if only else frame.modules)
        if key in folders
    }
    for folder in {*folders, *([only] if only else [])}:
        if frame.modules and folder not in frame.modules:
            sentence = N_("This folder is not listed under modules in programme.yaml; list it there, or take it away.")
            proof.note(folder, 1, Reason(sentence))
    if len(proof):
        raise BrokenPack(proof.errors())
    return Catalog(frame.programme, frame.competencies or {}, frame.platforms or {}, modules)


def files_of(files: Files, key: str) -> dict[str, bytes]:
    """The files of one module by their path in its folder."""
    return {name.removeprefix(f"{key}/"): content for name, content in files.items() if name.startswith(f"{key}/")}


def module_edition(files: Files, key: str) -> str:
    """The edition of a module: it changes with its files and with those that all modules share."""
    return edition_of(
        {name: content for name, content in files.items() if name in SHARED or name.startswith(f"{key}/")}
    )


def summary(catalog: Catalog) -> Iterator[Reason]:
    """What was loaded, for people who check a pack: the programme, then a sentence about each module."""
    modules = catalog.modules.values()
    yield Reason(
        N_("%(title)s: modules %(modules)s, JP %(jp)s, competencies %(competencies)s, platforms %(platforms)s"),
        {
            "title": catalog.programme.title,
            "modules": len(modules),
            "jp": sum(module.jp for module in modules),
            "competencies": len(catalog.competencies),
            "platforms": len(catalog.platforms),
        },
    )
    for module in modules:
        yield Reason(
            N_(
                "%(code)s %(title)s, edition %(edition)s: JP %(jp)s, lessons %(lessons)s, questions %(questions)s,"
                " quizzes %(quizzes)s, assignments %(assignments)s"
            ),
            {
                "code": module.code,
                "title": module.title,
                "edition": module.edition,
                "jp": module.jp,
                "lessons": len(module.lessons),
                "questions": len(module.questions),
                "quizzes": len(module.quizzes),
                "assignments": len(module.activities),
            },
        )


# --- what was read before --------------------------------------------------------------------------------------------

_known: dict[str, Frame | Module] = {}
Read = TypeVar("Read", Frame, Module)


def _kept(key: str, read: Callable[[], Read], proof: Proof) -> Read:
    """What was read under this key before, or is now; nothing with errors is kept."""
    before = len(proof)
    known: Read = _known.pop(key) if key in _known else read()  # type: ignore[assignment]  # the key says which it is
    if len(proof) == before:
        _known[key] = known
    while len(_known) > KEPT:
        del _known[next(iter(_known))]
    return known


def _framed(proof: Proof, shared: Files, folders: Collection[str] | None) -> Frame:
    key = f"{edition_of(shared)} {folders}"
    return _kept(key, lambda: read_frame(proof, shared, folders), proof)


def _remembered(proof: Proof, key: str, files: Files, shared: Files, frame: Frame) -> Module:
    edition = edition_of({**shared, **{f"{key}/{name}": content for name, content in files.items()}})
    return _kept(f"{key} {edition}", lambda: _module(proof, key, edition, files, frame), proof)


# --- one module ------------------------------------------------------------------------------------------------------


def _module(proof: Proof, key: str, edition: str, files: Files, frame: Frame) -> Module:
    lesson_files = [name for name in files if name.startswith("lessons/")]
    images = read_images(proof, key, files)
    with open_sheet(proof, f"{key}/glossary.yaml", files.get("glossary.yaml", b"terms: []\n")) as sheet:
        glossary = read_glossary(sheet)
    prose = Prose(proof, key, edition, images, lesson_files, glossary.terms)
    with open_sheet(proof, f"{key}/rubrics.yaml", files.get("rubrics.yaml")) as sheet:
        rubrics = read_rubrics(sheet, key, frame.competencies)
    bench = Bench(key, edition, frame, None if proof.names(f"{key}/rubrics.yaml") else rubrics, prose, files)
    with open_sheet(proof, f"{key}/module.yaml", files.get("module.yaml")) as sheet:
        units = _units(sheet, key, lesson_files)
        read = [read_lesson(proof, key, name, files[name], prose, frame.competencies, units) for name in lesson_files]
        lessons = tuple(lesson for lesson in read if lesson)
        note_circles(proof, key, files, lessons)
        questions = _questions(proof, key, files, lessons, frame, prose)
        bank = None if proof.names(f"{key}/lessons/") or proof.names(f"{key}/questions/") else questions
        module = Module(
            key=key,
            code=sheet.name("code", among="codes of modules", pattern=None),
            title=sheet.said("title"),
            edition=edition,
            summary=sheet.said("summary"),
            units=units,
            lessons=lessons,
            questions=questions,
            glossary=glossary.terms,
            everyday=glossary.everyday,
            quizzes=_quizzes(sheet, bench, lessons, bank),
            activities=_activities(sheet, bench),
            rubrics=tuple(rubrics.values()),
            retired=frozenset(sheet.texts("retired")),
            images=images,
        )
        _note_hours(sheet, units)
        if sheet.readable:
            _note_strangers(sheet, module, files, images if proof.names(f"{key}/") else prose.shown)
    return module


def _units(sheet: Section, module: str, lesson_files: Sequence[str]) -> tuple[Unit, ...]:
    """The curriculum; a unit may name the file of its lesson."""
    slugs = {Path(name).stem: matched[1] for name in lesson_files if (matched := LESSON.fullmatch(name))}
    units = []
    for row in sheet.groups("units"):
        lesson = slugs.get(row.word("lesson", slugs, N_("lesson"), ""))
        units.append(
            Unit(
                code=row.name("code", among="codes of units", pattern=None),
                title=row.said("title"),
                objective=row.said("objective"),
                jp=row.whole("jp", least=1, most=40),
                lesson_key=f"{module}/{lesson}" if lesson else None,
            )
        )
    return tuple(units)


def _questions(
    proof: Proof, key: str, files: Files, lessons: Sequence[Lesson], frame: Frame, prose: Prose
) -> dict[str, Question]:
    """The bank: the files of a lesson are questions/<slug>.yaml and questions/<slug>.<word>.yaml."""
    slugs = [lesson.key.partition("/")[2] for lesson in lessons]
    questions: dict[str, Question] = {}
    for name in files:
        shape = BANK.fullmatch(name)
        if shape and shape[1] in slugs:
            with open_sheet(proof, f"{key}/{name}", files[name]) as sheet:
                questions.update(read_questions(sheet, shape[1], frame.competencies, prose))
        elif shape and not proof.names(f"{key}/lessons/"):
            proof.note(f"{key}/{name}", 1, unknown(N_("lesson"), shape[1], slugs))
    return questions


def _quizzes(
    sheet: Section, bench: Bench, lessons: Sequence[Lesson], bank: Mapping[str, Question] | None
) -> tuple[Quiz, ...]:
    slugs = [lesson.key.partition("/")[2] for lesson in lessons]
    quizzes = []
    for slug, name in _listed(sheet, bench.files, "quizzes", N_("quiz"), "post-test.yaml"):
        with open_sheet(sheet.proof, f"{bench.module}/{name}", bench.files[name]) as quiz:
            quizzes.append(read_quiz(quiz, slug, bench.module, bench.edition, slugs, bank))
    return tuple(quizzes)


def _activities(sheet: Section, bench: Bench) -> tuple[Activity, ...]:
    activities = []
    for slug, name in _listed(sheet, bench.files, "assignments", N_("assignment"), "press-release.yaml"):
        with open_sheet(sheet.proof, f"{bench.module}/{name}", bench.files[name]) as assignment:
            activities.append(read_assignment(assignment, slug, bench))
    return tuple(activities)


def _listed(sheet: Section, files: Files, folder: str, what: str, example: str) -> Iterator[tuple[str, str]]:
    """Slug and path of every file of a folder that module.yaml lists, in its order."""
    found = {name.removeprefix(f"{folder}/"): name for name in files if name.startswith(f"{folder}/")}
    for name in sheet.words(folder, found, what, required=False):
        shape = LISTED.fullmatch(name)
        if name in found and shape is None:
            sentence = N_('A file is named like %(example)s: small letters, digits and hyphens; not "%(name)s".')
            sheet.note(folder, Reason(sentence, {"example": example, "name": name}))
        elif name in found and shape:
            yield shape[1], found[name]


def _note_hours(sheet: Section, units: Sequence[Unit]) -> None:
    """A module may say how many JP it has; then its units must give as many."""
    before = len(sheet.proof)
    said, given = sheet.whole_or_none("jp", least=1), sum(unit.jp for unit in units)
    if said is not None and said != given and len(sheet.proof) == before:
        sentence = N_("The module says %(said)s JP, but its units add up to %(given)s; change one of them.")
        sheet.note("jp", Reason(sentence, {"said": said, "given": given}))


def _note_strangers(sheet: Section, module: Module, files: Files, shown: Collection[str]) -> None:
    """Every file of a module is used: otherwise it is a slip, and would change the edition for nothing."""
    listed = {f"quizzes/{_slug(quiz.key)}.yaml" for quiz in module.quizzes}
    listed |= {f"assignments/{_slug(activity.key)}.yaml" for activity in module.activities}
    work = {_slug(activity.key) for activity in module.activities}
    for name in files:
        folder = name.partition("/")[0]
        exemplar = EXEMPLAR.fullmatch(name)
        if folder in ("quizzes", "assignments") and name not in listed:
            reason = Reason(_NOT_LISTED, {"key": folder})
        elif folder == "images" and name.removeprefix("images/") in set(module.images) - set(shown):
            reason = Reason(N_("No lesson, question, brief or exemplar shows this image; show it, or delete it."))
        elif folder == "exemplars" and (exemplar is None or exemplar[1] not in work):
            reason = Reason(N_("An exemplar is named after its assignment and its level, like press-release-4.md."))
        elif folder == "questions" and not BANK.fullmatch(name):
            reason = Reason(N_("A file of questions is named after its lesson, like lead-and-pyramid.yaml."))
        elif folder not in FOLDERS and name not in OWN_FILES:
            reason = Reason(_NO_SUCH_FILE, {"known": ", ".join((*OWN_FILES, *FOLDERS))})
        else:
            continue
        sheet.proof.note(f"{module.key}/{name}", 1, reason)


def _slug(key: str) -> str:
    return key.partition("/")[2]
