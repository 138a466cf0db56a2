"""Reads the course packs of a directory: one Catalog, or every error at once."""

import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from lms.catalog.exercises import Bench, read_assignment, read_quiz, read_rubrics
from lms.catalog.frame import SHARED, Frame, read_frame
from lms.catalog.pack import BrokenPack, Catalog, Module, Quiz, Unit, edition_of
from lms.catalog.pictures import read_images
from lms.catalog.proof import Proof
from lms.catalog.prose import LESSON, Prose, read_lesson
from lms.catalog.section import SLUG, Section
from lms.catalog.sheet import open_sheet

_QUIZ = re.compile(rf"{SLUG.pattern}\.yaml")


def load(directory: Path) -> Catalog:
    """The packs under `directory`. Raises BrokenPack, whose errors name files relative to `directory`."""
    proof = Proof()
    folders = sorted(entry.name for entry in directory.glob("[!.]*") if entry.is_dir())
    shared = {name: (directory / name).read_bytes() for name in SHARED if (directory / name).is_file()}
    frame = read_frame(proof, shared, folders)
    modules = {
        key: _module(proof, key, _files(proof, directory, key), shared, frame)
        for key in frame.modules
        if key in folders
    }
    for folder in folders:
        if frame.modules and folder not in frame.modules:
            proof.note(folder, 1, "This folder is not listed under modules in programme.yaml.")
    if len(proof):
        raise BrokenPack(proof.errors())
    return Catalog(frame.programme, frame.competencies or {}, frame.platforms or {}, modules)


def summary_lines(catalog: Catalog) -> list[str]:
    """What was loaded, for people who check a pack: the programme, then a line for each module."""
    modules = catalog.modules.values()
    hours = sum(module.jp for module in modules)
    shared = f"competencies {len(catalog.competencies)}, platforms {len(catalog.platforms)}"
    lines = [f"{catalog.programme.title}: modules {len(modules)}, JP {hours}, {shared}"]
    for module in modules:
        questions = sum(len(quiz.questions) for quiz in module.quizzes)
        lines.append(
            f"{module.code} {module.title}, edition {module.edition}: JP {module.jp}, lessons {len(module.lessons)}, "
            f"quizzes {len(module.quizzes)} (questions {questions}), assignments {len(module.activities)}"
        )
    return lines


def _files(proof: Proof, directory: Path, module: str) -> dict[str, bytes]:
    """Every file of a module by its path inside it; hidden files, which editors leave, are not part of it."""
    files = {}
    for path in sorted((directory / module).rglob("*")):
        name = path.relative_to(directory / module)
        if any(part.startswith(".") for part in name.parts):
            continue
        if path.is_symlink():
            proof.note(f"{module}/{name.as_posix()}", 1, "This only points to another place; put the file itself here.")
        elif path.is_file():
            files[name.as_posix()] = path.read_bytes()
    return files


def _module(proof: Proof, key: str, files: Mapping[str, bytes], shared: Mapping[str, bytes], frame: Frame) -> Module:
    edition = edition_of({**shared, **{f"{key}/{name}": content for name, content in files.items()}})
    lesson_files = [name for name in files if name.startswith("lessons/")]
    images = read_images(proof, key, files)
    prose = Prose(proof, key, edition, images, lesson_files)
    with open_sheet(proof, f"{key}/rubrics.yaml", files.get("rubrics.yaml")) as sheet:
        rubrics = read_rubrics(sheet, key, frame.competencies)
    bench = Bench(key, edition, frame, rubrics or None, prose)
    with open_sheet(proof, f"{key}/module.yaml", files.get("module.yaml")) as sheet:
        units = _units(sheet, key, lesson_files)
        lessons = [
            read_lesson(proof, key, name, files[name], prose, frame.competencies, units) for name in lesson_files
        ]
        module = Module(
            key=key,
            code=sheet.name("code", among="codes of modules", pattern=None),
            title=sheet.text("title"),
            edition=edition,
            summary=sheet.text("summary"),
            units=units,
            lessons=tuple(lesson for lesson in lessons if lesson),
            quizzes=_quizzes(sheet, bench, files),
            activities=tuple(read_assignment(row, bench) for row in sheet.groups("assignments", required=False)),
            rubrics=tuple(rubrics.values()),
            images=images,
        )
        _note_hours(sheet, units)
        _note_strangers(sheet, module, files, prose.shown if all(lessons) else images)
    return module


def _units(sheet: Section, module: str, lesson_files: Sequence[str]) -> tuple[Unit, ...]:
    """The curriculum; a unit may name the file of its lesson."""
    slugs = {Path(name).stem: matched[1] for name in lesson_files if (matched := LESSON.fullmatch(name))}
    units = []
    for row in sheet.groups("units"):
        lesson = slugs.get(row.word("lesson", slugs, "lesson", ""))
        units.append(
            Unit(
                code=row.name("code", among="codes of units", pattern=None),
                title=row.text("title"),
                objective=row.text("objective"),
                jp=row.whole("jp", least=1, most=40),
                lesson_key=f"{module}/{lesson}" if lesson else None,
            )
        )
    return tuple(units)


def _quizzes(sheet: Section, bench: Bench, files: Mapping[str, bytes]) -> tuple[Quiz, ...]:
    found = {name.removeprefix("quizzes/"): name for name in files if name.startswith("quizzes/")}
    listed = sheet.words("quizzes", found, "quiz", required=False)
    quizzes = []
    for name in listed:
        if name in found and not _QUIZ.fullmatch(name):
            sheet.note(
                "quizzes", f'A quiz is named like post-test.yaml: small letters, digits and hyphens; not "{name}".'
            )
        elif name in found:
            with open_sheet(sheet.proof, f"{bench.module}/{found[name]}", files[found[name]]) as quiz:
                quizzes.append(read_quiz(quiz, name.removesuffix(".yaml"), bench))
    return tuple(quizzes)


def _note_hours(sheet: Section, units: Sequence[Unit]) -> None:
    """A module may say how many JP it has; then its units must give as many."""
    before = len(sheet.proof)
    said, given = sheet.whole_or_none("jp", least=1), sum(unit.jp for unit in units)
    if said is not None and said != given and len(sheet.proof) == before:
        sheet.note("jp", f"The module says {said} JP, but its units add up to {given}.")


def _note_strangers(sheet: Section, module: Module, files: Mapping[str, bytes], shown: Collection[str]) -> None:
    """Every file of a module is used: otherwise it is a slip, and would change the edition for nothing."""
    if not sheet.readable:
        return
    quizzes = {f"quizzes/{quiz.key.partition('/')[2]}.yaml" for quiz in module.quizzes}
    for name in files:
        folder = name.partition("/")[0]
        if folder == "quizzes" and name not in quizzes:
            sentence = "This quiz is not listed under quizzes in module.yaml."
        elif folder == "images" and name.removeprefix("images/") in set(module.images) - set(shown):
            sentence = "No lesson and no brief shows this image."
        elif folder not in ("quizzes", "images", "lessons", "module.yaml", "rubrics.yaml", "README.md"):
            sentence = "A module has no such file; there are module.yaml, rubrics.yaml, lessons, quizzes and images."
        else:
            continue
        sheet.proof.note(f"{module.key}/{name}", 1, sentence)
