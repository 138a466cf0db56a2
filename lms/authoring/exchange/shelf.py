"""The place of what was found: its lesson, difficulty, competency and id, beside the questions that are there already."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from types import MappingProxyType
from typing import Final

from markupsafe import Markup

from lms.authoring.exchange.found import MOST_QUESTIONS, Broken, Event, Found, Noted, Rejected, Unfit, short
from lms.authoring.exchange.judge import fit
from lms.catalog.bank import Difficulty, Option, Question, QuestionKind
from lms.catalog.pack import Module
from lms.catalog.section import SLUG
from lms.kit.words import N_, Reason

DIFFICULTIES: Final[Mapping[str, Difficulty]] = {
    "easy": Difficulty.EASY,
    "mudah": Difficulty.EASY,
    "medium": Difficulty.MEDIUM,
    "sedang": Difficulty.MEDIUM,
    "hard": Difficulty.HARD,
    "sulit": Difficulty.HARD,
}
EXPLAINED: Final = N_("It has no explanation; the right answer stands there for now.")
RENAMED: Final = N_("Another question of the lesson has its id; it came in under a new one.")
_LONGEST_ID: Final = 40
_WRITTEN_ID: Final = 200


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a module has: the competencies of each lesson by its slug, all codes, its pictures and its questions by id."""

    lessons: Mapping[str, Collection[str]]
    competencies: Collection[str]
    pictures: Collection[str] = ()
    questions: Mapping[str, Question] = field(default_factory=lambda: MappingProxyType({}))


def shelf_of(module: Module, competencies: Iterable[str]) -> Shelf:
    return Shelf(
        lessons={lesson.key.partition("/")[2]: lesson.competencies for lesson in module.lessons},
        competencies=tuple(competencies),
        pictures=frozenset(f"images/{name}" for name in module.images),
        questions=module.questions,
    )


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence about questions that came in, with the lines they begin on."""

    reason: Reason
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a file brings: questions in its order with the line of each, what stays outside, what did not come along.

    A broken file brings no question, and one rejection that says why.
    """

    questions: tuple[Question, ...]
    lines: tuple[int, ...]
    rejected: tuple[Rejected, ...]
    notes: tuple[Note, ...]


def taken_in(events: Iterable[Event], shelf: Shelf, lesson: str = "") -> Delivery:
    """`lesson` is the slug of the one for questions whose category names none."""
    tray = _Tray(shelf, lesson)
    for event in events:
        if isinstance(event, Found):
            tray.take(event)
        elif isinstance(event, Rejected):
            tray.rejected.append(event)
        elif isinstance(event, Noted):
            tray.note(event)
        if isinstance(event, Broken) or tray.full:
            reason = event.reason if isinstance(event, Broken) else Reason(_TOO_MANY, {"most": MOST_QUESTIONS})
            return Delivery((), (), (Rejected(event.line, "", reason),), ())
    if not tray.questions and not tray.rejected:
        return Delivery((), (), (Rejected(1, "", Reason(N_("There is no question in this file."))),), ())
    notes = tuple(Note(reason, tuple(lines)) for reason, lines in tray.notes.values())
    return Delivery(tuple(tray.questions), tuple(tray.lines), tuple(tray.rejected), notes)


_TOO_MANY: Final = N_("The file has more than %(most)s questions. Divide it.")


class _Tray:
    """What has been taken so far."""

    def __init__(self, shelf: Shelf, lesson: str) -> None:
        self._shelf, self._lesson = shelf, lesson
        self._ids = set(shelf.questions)
        self._known = {_print(row.lesson, row.kind, row.text, row.options): row.id for row in shelf.questions.values()}
        self.questions: list[Question] = []
        self.lines: list[int] = []
        self.rejected: list[Rejected] = []
        self.notes: dict[str, tuple[Reason, list[int]]] = {}

    @property
    def full(self) -> bool:
        return len(self.questions) + len(self.rejected) > MOST_QUESTIONS

    def note(self, noted: Noted) -> None:
        self.notes.setdefault(noted.reason.msgid, (noted.reason, []))[1].append(noted.line)

    def take(self, found: Found) -> None:
        try:
            question = self._placed(found)
        except Unfit as unfit:
            self.rejected.append(Rejected(found.line, found.name or short(found.text), unfit.reason))
            return
        self.questions.append(question)
        self.lines.append(found.line)
        if not found.explanation:
            self.note(Noted(found.line, Reason(EXPLAINED)))

    def _placed(self, found: Found) -> Question:
        options = fit(found, self._shelf.pictures)
        lesson = self._lesson_of(found)
        tags = {tag.strip().casefold(): tag for tag in found.tags}
        return Question(
            id=self._id(found, lesson, options),
            lesson=lesson,
            kind=found.kind,
            difficulty=next((DIFFICULTIES[tag] for tag in tags if tag in DIFFICULTIES), Difficulty.MEDIUM),
            competency=self._competency(tags, lesson),
            text=found.text,
            html=Markup(),
            options=options,
            explanation=found.explanation or _answer(found.kind, options),
            exact_case=found.exact_case,
            otherwise=found.otherwise,
            unit=found.unit,
            image=found.image,
            image_alt=found.image_alt,
        )

    def _lesson_of(self, found: Found) -> str:
        last = found.category.replace("//", "-").rpartition("/")[2]
        named = slug_of(last) if last else ""
        if named in self._shelf.lessons:
            return named
        if self._lesson:
            return self._lesson
        if last:
            raise Unfit(N_("Its category “%(name)s” is no lesson of this module. Choose a lesson."), name=last[:60])
        raise Unfit(N_("It has no category that names a lesson. Choose a lesson."))

    def _competency(self, tags: Mapping[str, str], lesson: str) -> str:
        codes = {code.casefold(): code for code in self._shelf.competencies}
        named = next((codes[tag] for tag in tags if tag in codes), "")
        code = named or next(iter(self._shelf.lessons[lesson]), "") or next(iter(self._shelf.competencies), "")
        if not code:
            raise Unfit(N_("Neither the question nor its lesson names a competency."))
        return code

    def _id(self, found: Found, lesson: str, options: tuple[Option, ...]) -> str:
        """The one it asks for, from its title, or from its words; with a number where another question has that."""
        seen = _print(lesson, found.kind, found.text, options)
        name = slug_of(found.wish, most=_WRITTEN_ID) or slug_of(found.name) or f"q-{seen.hex()[:8]}"
        known = self._known.get(seen)
        if known and (known == f"{lesson}/{name}" or not found.wish):
            raise Unfit(N_("The same question is there already, as %(id)s."), id=known)
        chosen, number = f"{lesson}/{name}", 1
        while chosen in self._ids:
            number += 1
            chosen = f"{lesson}/{name}-{number}"
        if number > 1 and found.wish:
            self.note(Noted(found.line, Reason(RENAMED)))
        self._ids.add(chosen)
        self._known[seen] = chosen
        return chosen


def _print(lesson: str, kind: QuestionKind, text: str, options: tuple[Option, ...]) -> bytes:
    """The same for questions that ask the same and take the same answers."""
    said = [lesson, kind, text, *(part for option in options for part in (option.text, option.match))]
    return sha256("\0".join(said).encode(errors="surrogatepass")).digest()[:16]


def _answer(kind: QuestionKind, options: tuple[Option, ...]) -> str:
    """What is right, in a sentence for the reader of a result."""
    if kind is QuestionKind.ESSAY:
        return "Bandingkan jawaban Anda dengan materi."
    if kind is QuestionKind.MATCH:
        right = [f"{row.text} – {row.match}" for row in options if row.text]
    elif kind is QuestionKind.ORDER:
        right = [row.text for row in options]
    else:
        most = max(row.weight for row in options)
        right = [row.text for row in options if row.weight == most or (row.correct and kind is QuestionKind.MULTIPLE)]
    return f"Jawaban yang tepat: {'; '.join(right).rstrip('.')}."


def slug_of(name: str, *, most: int = _LONGEST_ID) -> str:
    """Small letters, digits and hyphens; a name that is made so already stays."""
    if len(name) <= most and SLUG.fullmatch(name):
        return name
    plain = unicodedata.normalize("NFKD", name[: 4 * most]).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:most].strip("-")
