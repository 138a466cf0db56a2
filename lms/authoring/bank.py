"""The bank of questions that is taught now: counted, handed out, and questions from other systems brought into it."""

import zlib
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from markupsafe import Markup

from lms.authoring import service
from lms.authoring.exchange import bank_file
from lms.authoring.exchange.formats import FORMATS, events, template
from lms.authoring.exchange.found import LARGEST_FILE
from lms.authoring.exchange.shelf import Delivery, shelf_of, slug_of, taken_in
from lms.authoring.exchange.written import Written
from lms.catalog.editions import EditionCard
from lms.catalog.pack import Difficulty, Lesson, Module, Question, QuestionKind
from lms.catalog.service import current_catalog
from lms.kit.errors import NotFound
from lms.kit.markup import Text
from lms.people.actor import Actor

LARGEST_PARCEL: Final = 900_000
"""Characters of what a form without files can carry; some 5 MB of questions."""


@dataclass(frozen=True, slots=True)
class LessonBank:
    """A lesson with its questions in the order of the bank."""

    lesson: Lesson
    slug: str
    questions: tuple[Question, ...]

    @property
    def difficulties(self) -> Mapping[Difficulty, int]:
        counted = Counter(question.difficulty for question in self.questions)
        return {difficulty: counted[difficulty] for difficulty in Difficulty}

    @property
    def kinds(self) -> Mapping[QuestionKind, int]:
        """Only those there are, in the order of their list."""
        counted = Counter(question.kind for question in self.questions)
        return {kind: counted[kind] for kind in QuestionKind if counted[kind]}


@dataclass(frozen=True, slots=True)
class ModuleBank:
    module: Module
    lessons: tuple[LessonBank, ...]


def banks(by: Actor) -> list[ModuleBank]:
    """Of every module, in the order of the programme."""
    return [open_bank(by, key) for key in current_catalog().modules]


def open_bank(by: Actor, module_key: str) -> ModuleBank:
    """Raises NotFound."""
    module = service.taught_module(by, module_key)
    by_lesson: dict[str, list[Question]] = {}
    for question in module.questions.values():
        by_lesson.setdefault(question.lesson, []).append(question)
    slugs = [(lesson, lesson.key.partition("/")[2]) for lesson in module.lessons]
    return ModuleBank(module, tuple(LessonBank(lesson, slug, tuple(by_lesson.get(slug, ()))) for lesson, slug in slugs))


def open_lesson(by: Actor, module_key: str, slug: str) -> tuple[Module, LessonBank]:
    """Raises NotFound."""
    bank = open_bank(by, module_key)
    found = next((row for row in bank.lessons if row.slug == slug), None)
    if found is None:
        raise NotFound
    return bank.module, found


def handed_out(by: Actor, module_key: str, lesson: str, name: str) -> Written:
    """The bank of a module, or of one lesson, in a format. Raises NotFound for a format or lesson there is none of."""
    bank = open_bank(by, module_key)
    if name not in FORMATS or (lesson and lesson not in [row.slug for row in bank.lessons]):
        raise NotFound
    asked = [question for row in bank.lessons if lesson in ("", row.slug) for question in row.questions]
    return FORMATS[name].write(asked, module_key)


def blank_table(by: Actor, module_key: str) -> str:
    """The template, made out to the first lesson. Raises NotFound."""
    lessons = open_bank(by, module_key).lessons
    if not lessons:
        raise NotFound
    return template(lessons[0].slug, next(iter(lessons[0].lesson.competencies), ""))


def looked_into(by: Actor, module_key: str, lesson: str, name: str, content: bytes) -> Delivery:
    """What a file called `name` would bring; `lesson` is the slug for what names none, or empty. Raises NotFound."""
    bank = open_bank(by, module_key)
    if lesson and lesson not in [row.slug for row in bank.lessons]:
        raise NotFound
    return taken_in(events(name, content), shelf_of(bank.module, current_catalog().competencies), lesson)


def shown(question: Question) -> Markup:
    """The text of a question that is not in a pack yet; of a picture its description."""
    return Text(question.text).html(pictures={}, links={})


def propose(
    by: Actor, module_key: str, lesson: str, name: str, content: bytes, note: str, at: datetime
) -> EditionCard | None:
    """What the file brings becomes a proposal; None where it brings nothing. Raises NotFound, BrokenPack."""
    delivery = looked_into(by, module_key, lesson, name, content)
    if not delivery.questions:
        return None
    word = slug_of(name.rpartition(".")[0]) or "import"
    files = {path: text.encode() for path, text in bank_file.files(delivery.questions, word).items()}
    return service.propose_files(by, module_key, files, note, at)


# --- between the look and the proposal the file travels in the form --------------------------------------------------


def packed(content: bytes) -> str:
    """A file small enough to travel; empty for a larger one."""
    parcel = b64encode(zlib.compress(content, 6)).decode()
    return parcel if len(parcel) <= LARGEST_PARCEL else ""


def unpacked(parcel: str) -> bytes:
    """The file again; empty where the parcel was damaged."""
    opened = zlib.decompressobj()
    try:
        content = opened.decompress(b64decode(parcel, validate=True), LARGEST_FILE + 1)
    except (zlib.error, NotBase64, ValueError):
        return b""
    return content if len(content) <= LARGEST_FILE else b""
