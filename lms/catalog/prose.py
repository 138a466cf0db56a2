"""Lessons, and the Markdown of lessons, briefs and questions: proofread, then turned into HTML."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import Final

from markupsafe import Markup

from lms.catalog.pack import Image, Lesson, Passage, Term, Unit
from lms.catalog.parts import PARTS, Part, Writing, term
from lms.catalog.parts.desk import Shot
from lms.catalog.proof import Proof, unknown
from lms.catalog.section import Section
from lms.catalog.sheet import decoded, divided, parsed
from lms.kit.markup import CALLOUTS, Fence, Picture, Text
from lms.kit.words import N_, Bilingual, Reason

LESSON: Final = re.compile(r"lessons/\d\d-([a-z0-9]+(?:-[a-z0-9]+)*)\.md")
"""The number gives the order, the rest is the slug: lessons can change places without losing who has read them."""
MAX_BYTES: Final = 200_000
"""Of one lesson, as much as a hundred pages: what is longer was not meant to be one, and is not even parsed."""
CARD: Final = (250, 700)
"""Characters of a card: less says nothing, more is folded away by WhatsApp."""

_NOWHERE: Final = N_(
    'The link "%(link)s" leads nowhere; write an address with https://, or the file name of a lesson like 01-lead.md.'
)
_NOWHERE_OUTSIDE: Final = N_('The link "%(link)s" leads nowhere; write an address with https://.')
_INSIDE: Final = N_('The part "%(part)s" stands inside something else; begin its ``` at the left edge of the lesson.')
_ELSEWHERE = re.compile(r"(?:https?://[^/\s]+|mailto:[^@\s]+@)\S*")


class Prose:
    """Turns the texts of one module into HTML and remembers which images they show.

    `terms` are those of the module's glossary, by key.
    """

    def __init__(
        self,
        proof: Proof,
        module: str,
        edition: str,
        images: Mapping[str, Image],
        lesson_paths: Collection[str],
        terms: Mapping[str, Term],
    ) -> None:
        self.shown: set[str] = set()
        self.terms = terms
        self._proof = proof
        self._pictures = {
            f"images/{name}": Picture(f"/courses/{module}/images/{name}?v={edition}", image.width, image.height)
            for name, image in images.items()
        }
        self._links = term.targets(terms) | {
            path.removeprefix("lessons/"): matched[1] for path in lesson_paths if (matched := LESSON.fullmatch(path))
        }

    def brief(self, file: str, line: int, markdown: str, tables: Iterator[int] | None = None) -> Markup:
        """What belongs to no lesson, so that no link leads to one. `line` is the line of `file` it begins on.

        `tables` counts on through the texts of one page.
        """
        text = Text(markdown)
        self.proofread(text, file, line, {})
        return text.html(pictures=self._pictures, links={}, tables=tables)

    def picture(self, file: str, line: int, target: str) -> Picture | None:
        """The picture behind a target like images/a.svg; noted, and None, where the module has no such picture."""
        self.shown.add(target.removeprefix("images/"))
        if target not in self._pictures:
            self._proof.note(file, line, unknown(N_("image"), target, self._pictures))
        return self._pictures.get(target)

    def proofread(self, text: Text, file: str, line: int, links: Mapping[str, str]) -> None:
        for image in text.images():
            self.picture(file, line + image.line - 1, image.target)
            if not image.words:
                sentence = N_('The image "%(image)s" has no alt text; say between the brackets what it shows.')
                self._proof.note(file, line + image.line - 1, Reason(sentence, {"image": image.target}))
        for link in text.links():
            if link.target not in links and not _ELSEWHERE.fullmatch(link.target):
                reason = Reason(_NOWHERE if links else _NOWHERE_OUTSIDE, {"link": link.target})
                if link.target.startswith(term.SCHEME):
                    reason = unknown(N_("term"), link.target.removeprefix(term.SCHEME), self.terms)
                self._proof.note(file, line + link.line - 1, reason)
        for tag in text.raw_html():
            sentence = N_('HTML is not shown: "%(tag)s"; write it in Markdown.')
            self._proof.note(file, line + tag.line - 1, Reason(sentence, {"tag": tag.target}))
        for callout in text.unknown_callouts():
            self._proof.note(file, line + callout.line - 1, unknown(N_("call-out"), callout.target, CALLOUTS))

    def reader(self, file: str) -> "Reader":
        return Reader(self, self._proof, file, self._pictures, self._links)


class Reader:
    """Reads one lesson: the desk on which its parts are read, and the terms it has named so far."""

    def __init__(
        self, prose: Prose, proof: Proof, file: str, pictures: Mapping[str, Picture], links: Mapping[str, str]
    ) -> None:
        self.number = 0
        self._prose, self._proof, self._file = prose, proof, file
        self._pictures, self._links = pictures, links
        self._tables = count(1)
        self._named: dict[str, Term] = {}

    @property
    def terms(self) -> tuple[Term, ...]:
        """From A to Z."""
        return tuple(sorted(self._named.values(), key=lambda named: named.title.casefold()))

    def blocks(self, line: int, markdown: str) -> Iterator[Passage | Part]:
        """`line` is the line of the file on which `markdown` begins."""
        text = Text(markdown)
        self._proofread(text, line, [fence for fence in text.fences() if not fence.alone])
        for piece in text.pieces(pictures=self._pictures, links=self._links, tables=self._tables):
            self.number += 1
            if piece.fence is None:
                yield Passage(self.number, piece.html, piece.plain, piece.heading)
            elif not piece.fence.name:
                yield Passage(self.number, piece.html, piece.fence.content.strip())
            else:
                part = self._part(piece.fence, line + piece.fence.line - 1)
                if part:
                    yield part

    def _part(self, fence: Fence, line: int) -> Part | None:
        if fence.name not in PARTS:
            self._proof.note(self._file, line, unknown(N_("part"), fence.name, PARTS))
        elif not fence.closed:
            sentence = N_('The part "%(part)s" does not end; write ``` alone on the line below it.')
            self._proof.note(self._file, line, Reason(sentence, {"part": fence.name}))
        elif not fence.content.strip():
            sentence = N_('The part "%(part)s" is empty; write its keys between the two lines of ```.')
            self._proof.note(self._file, line, Reason(sentence, {"part": fence.name}))
        else:
            sheet = parsed(self._proof, self._file, fence.content, offset=line)
            part = PARTS[fence.name](sheet, self)
            sheet.close()
            return part
        return None

    # --- the desk of the parts ---------------------------------------------------------------------------------------

    def text(self, sheet: Section, key: str) -> Writing:
        markdown, line = sheet.passage(key)
        return self._writing(Text(markdown), line)

    def line(self, sheet: Section, key: str) -> Writing:
        markdown, line = sheet.passage(key)
        return self._writing(Text(markdown, line=True), line)

    def lines(self, sheet: Section, key: str) -> tuple[Writing, ...]:
        return tuple(
            self._writing(Text(markdown, line=True), line) for markdown, line in sheet.passages(key, required=True)
        )

    def shot(self, sheet: Section, key: str) -> Shot:
        target, alt = sheet.text(key), sheet.text("alt")
        picture = self._prose.picture(self._file, sheet.line_of(key), target) if target else None
        return Shot(picture.src, picture.width, picture.height, alt) if picture else Shot("", 1, 1, alt)

    def _writing(self, text: Text, line: int) -> Writing:
        self._proofread(text, line, text.fences())
        html = text.html(pictures=self._pictures, links=self._links, tables=self._tables)
        return Writing(html.strip(), text.plain)

    def _proofread(self, text: Text, line: int, inside: Iterable[Fence]) -> None:
        """Of the blocks `inside` something else none can be a part."""
        self._prose.proofread(text, self._file, line, self._links)
        for fence in inside:
            if fence.name:
                self._proof.note(self._file, line + fence.line - 1, Reason(_INSIDE, {"part": fence.name}))
        for link in text.links():
            key = link.target.removeprefix(term.SCHEME)
            if link.target.startswith(term.SCHEME) and key in self._prose.terms:
                self._named.setdefault(key, self._prose.terms[key])


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
        sentence = N_("A lesson is named like 01-lead-berita.md: two digits, then small letters, digits and hyphens.")
        proof.note(file, 1, Reason(sentence))
        return None
    if len(content) > MAX_BYTES:
        sentence = N_("The lesson has %(size)s kB of text; a lesson has at most %(most)s kB. Divide it.")
        proof.note(file, 1, Reason(sentence, {"size": round(len(content) / 1000), "most": MAX_BYTES // 1000}))
        return None
    text = decoded(proof, file, content)
    if text is None:
        return None
    opening, front, body = divided(text)
    if not opening:
        sentence = N_(
            "The front matter is missing: begin with ---, then title, unit, minutes, objectives, …, then --- again."
        )
        proof.note(file, 1, Reason(sentence))
        return None
    proof.note_double(name[1], file, 1, among=f"lessons of {module}")
    sheet = parsed(proof, file, front, offset=1)
    reader = prose.reader(file)
    blocks = tuple(reader.blocks(opening, body))
    lesson = Lesson(
        key=f"{module}/{name[1]}",
        title=sheet.said("title"),
        unit=sheet.word("unit", [unit.code for unit in units] or None, N_("unit")),
        minutes=sheet.whole("minutes", least=1, most=240),
        objectives=_objectives(sheet),
        requires=tuple(f"{module}/{slug}" for slug in sheet.words("requires", None, N_("lesson"), required=False)),
        competencies=sheet.words("competencies", competencies, N_("competency")),
        blocks=blocks,
        card=_card(sheet),
        sources=tuple(writing.html for writing in reader.lines(sheet, "sources")),
        terms=reader.terms,
        words=sum(len(block.plain.split()) for block in blocks if isinstance(block, Passage)),
    )
    codes = {unit.code for unit in units}
    for unit in units:
        if unit.lesson_key == lesson.key and unit.code != lesson.unit and lesson.unit in codes:
            sentence = N_("In module.yaml this lesson belongs to unit %(unit)s; write the same unit in both places.")
            sheet.note("unit", Reason(sentence, {"unit": unit.code}))
    sheet.close()
    if not body.strip():
        proof.note(file, opening, Reason(N_("The lesson has no text; write it below the second ---.")))
    return lesson


def _objectives(sheet: Section) -> tuple[Bilingual, ...]:
    said, english = sheet.texts("objectives", required=True), sheet.texts("objectives_en")
    if english and len(english) != len(said):
        sentence = N_("Objectives: %(count)s, but in English %(english)s; write one in English for each.")
        sheet.note("objectives_en", Reason(sentence, {"count": len(said), "english": len(english)}))
    return tuple(Bilingual(words, en) for words, en in zip(said, english or [""] * len(said), strict=False))


def _card(sheet: Section) -> str:
    card = sheet.text("card")
    least, most = CARD
    if card and not least <= len(card) <= most:
        sentence = N_("The card has %(count)s characters; it should have from %(least)s to %(most)s.")
        sheet.note("card", Reason(sentence, {"count": len(card), "least": least, "most": most}))
    if "](" in card:
        sentence = N_("The card is for WhatsApp, which knows no [words](address): write the address itself.")
        sheet.note("card", Reason(sentence))
    return card
