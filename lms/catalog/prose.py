"""Lessons, and the Markdown of lessons and briefs: proofread, then turned into HTML."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from markupsafe import Markup

from lms.catalog.pack import Image, Lesson, Unit
from lms.catalog.proof import Proof, unknown
from lms.catalog.sheet import decoded, parsed
from lms.kit.markup import CALLOUTS, Picture, Text

LESSON: Final = re.compile(r"lessons/\d\d-([a-z0-9]+(?:-[a-z0-9]+)*)\.md")
"""The number gives the order, the rest is the slug: lessons can change places without losing who has read them."""

_ELSEWHERE = re.compile(r"(?:https?://[^/\s]+|mailto:[^@\s]+@)\S*")


class Prose:
    """Turns the texts of one module into HTML and remembers which images they show."""

    def __init__(
        self, proof: Proof, module: str, edition: str, images: Mapping[str, Image], lesson_paths: Collection[str]
    ) -> None:
        self.shown: set[str] = set()
        self._proof = proof
        self._pictures = {
            f"images/{name}": Picture(f"/courses/{module}/images/{name}?v={edition}", image.width, image.height)
            for name, image in images.items()
        }
        self._lessons = {
            path.removeprefix("lessons/"): matched[1] for path in lesson_paths if (matched := LESSON.fullmatch(path))
        }

    def lesson(self, file: str, line: int, markdown: str) -> Markup:
        """May link to its sister lessons by their file names."""
        return self._html(file, line, markdown, self._lessons)

    def brief(self, file: str, line: int, markdown: str) -> Markup:
        return self._html(file, line, markdown, {})

    def _html(self, file: str, line: int, markdown: str, links: Mapping[str, str]) -> Markup:
        """`line` is the line of `file` on which `markdown` begins."""
        text = Text(markdown)
        for image in text.images():
            self.shown.add(image.target.removeprefix("images/"))
            if image.target not in self._pictures:
                self._proof.note(file, line + image.line - 1, unknown("image", image.target, self._pictures))
            if not image.words:
                sentence = f'The image "{image.target}" has no alt text; say between the brackets what it shows.'
                self._proof.note(file, line + image.line - 1, sentence)
        for link in text.links():
            if link.target not in links and not _ELSEWHERE.fullmatch(link.target):
                self._proof.note(file, line + link.line - 1, f'The link "{link.target}" leads nowhere.')
        for tag in text.raw_html():
            sentence = f'HTML is not shown: "{tag.target}"; write it in Markdown.'
            self._proof.note(file, line + tag.line - 1, sentence)
        for callout in text.unknown_callouts():
            self._proof.note(file, line + callout.line - 1, unknown("call-out", callout.target, CALLOUTS))
        return text.html(pictures=self._pictures, links=links)


def read_lesson(
    proof: Proof,
    module: str,
    path: str,
    content: bytes,
    prose: Prose,
    competencies: Collection[str] | None,
    units: Sequence[Unit],
) -> Lesson | None:
    """A lesson file: front matter between two lines of ---, then Markdown. None where not even that can be read.

    `units` are empty where module.yaml cannot be read.
    """
    file = f"{module}/{path}"
    name = LESSON.fullmatch(path)
    if name is None:
        proof.note(
            file, 1, "A lesson is named like 01-lead-berita.md: two digits, then small letters, digits and hyphens."
        )
        return None
    text = decoded(proof, file, content)
    if text is None:
        return None
    opening, front, body = _divided(text)
    if not opening:
        proof.note(
            file,
            1,
            "The front matter is missing: begin with ---, then title, unit, minutes, objective, competencies, ---.",
        )
        return None
    proof.note_double(name[1], file, 1, among=f"lessons of {module}")
    sheet = parsed(proof, file, front, offset=1)
    lesson = Lesson(
        key=f"{module}/{name[1]}",
        title=sheet.text("title"),
        unit=sheet.word("unit", [unit.code for unit in units] or None, "unit"),
        minutes=sheet.whole("minutes", least=1, most=240),
        objective=sheet.text("objective"),
        html=prose.lesson(file, opening, body),
        competencies=sheet.words("competencies", competencies, "competency"),
    )
    codes = {unit.code for unit in units}
    for unit in units:
        if unit.lesson_key == lesson.key and unit.code != lesson.unit and lesson.unit in codes:
            sheet.note("unit", f"In module.yaml this lesson belongs to unit {unit.code}.")
    sheet.close()
    if not body.strip():
        proof.note(file, opening, "The lesson has no text.")
    return lesson


def _divided(text: str) -> tuple[int, str, str]:
    """The line on which the body begins (0 where there is no front matter), the front matter, the body."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return 0, "", text
    for at, line in enumerate(lines[1:], start=1):
        if line.rstrip() == "---":
            return at + 2, "\n".join(lines[1:at]), "\n".join(lines[at + 1 :])
    return 0, "", text
