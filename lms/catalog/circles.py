"""Lessons that ask for each other: nobody could begin."""

from collections.abc import Mapping, Sequence

from lms.catalog.proof import Proof, unknown
from lms.catalog.prose import LESSON
from lms.catalog.reading import Lesson
from lms.kit.words import N_, Reason


def note_circles(proof: Proof, module: str, files: Mapping[str, bytes], lessons: Sequence[Lesson]) -> None:
    """Notes every `requires` that names no lesson of the module, and each lesson that in the end requires itself."""
    asked = {lesson.key: lesson.requires for lesson in lessons}
    for lesson in lessons:
        file, line = _place(module, files, lesson.key)
        for key in lesson.requires:
            if key not in asked:
                slugs = [one.partition("/")[2] for one in asked]
                proof.note(file, line, unknown(N_("lesson"), key.partition("/")[2], slugs))
        circle = _way_back(lesson.key, asked)
        if circle:
            way = " → ".join(key.partition("/")[2] for key in circle)
            sentence = N_("These lessons require each other, so nobody could begin: %(way)s. Take one away.")
            proof.note(file, line, Reason(sentence, {"way": way}))


def _way_back(start: str, asked: Mapping[str, Sequence[str]]) -> list[str]:
    """The lessons from `start` to itself along what each requires; none where there is no such way."""
    ways = [[start, key] for key in asked[start]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        if way[-1] == start:
            return way
        if way[-1] not in seen:
            seen.add(way[-1])
            ways += [[*way, key] for key in asked.get(way[-1], ())]
    return []


def _place(module: str, files: Mapping[str, bytes], key: str) -> tuple[str, int]:
    """The file of a lesson, and the line on which it says what it requires."""
    slug = key.partition("/")[2]
    name = next(name for name in files if (shape := LESSON.fullmatch(name)) and shape[1] == slug)
    lines = files[name].decode("utf-8-sig").splitlines()
    return f"{module}/{name}", next((at for at, line in enumerate(lines, 1) if line.startswith("requires:")), 1)
