"""The command line of question banks: `lms questions …`. Reads and writes files beside the courses; the database is not asked."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, NoReturn

import click

from lms.authoring.exchange import bank_file
from lms.authoring.exchange.formats import FORMATS, events, template
from lms.authoring.exchange.found import LARGEST_FILE
from lms.authoring.exchange.shelf import Delivery, shelf_of, slug_of, taken_in
from lms.catalog.loader import build, read_files
from lms.catalog.pack import BrokenPack, Catalog, Module
from lms.catalog.proof import Proof
from lms.config import BrokenSettings, Settings
from lms.kit.i18n import LOCALES, sentence_in
from lms.kit.words import N_, Reason

COME_IN: Final = N_("Questions that come in: %(come_in)s, that stay outside: %(outside)s.")
WRITTEN: Final = N_("Questions written: %(written)s, left out: %(left_out)s.")
LEFT_OUT: Final = N_("Left out: %(id)s: %(why)s")
ON_LINES: Final = N_("%(sentence)s Lines: %(lines)s.")
LINES_SHOWN: Final = 5
"""Of a sentence that holds for many questions."""

language_option = click.option(
    "--language", type=click.Choice(list(LOCALES)), default=LOCALES[0], show_default=True, help="Of what is printed."
)
module_option = click.option(
    "--module", "module_key", required=True, metavar="KEY", help="The folder of the module, like journalism."
)
lesson_option = click.option("--lesson", default="", metavar="SLUG", help="A lesson, like lead-and-pyramid.")


@click.group()
def questions() -> None:
    """Bring question banks in from GIFT, Moodle XML and CSV, and write them out."""


@questions.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@module_option
@lesson_option
@click.option("--dry-run", is_flag=True, help="Only say what would come in and what would not.")
@language_option
def import_(file: Path, module_key: str, lesson: str, dry_run: bool, language: str) -> None:
    """Write the questions of FILE into a new bank file of the module. Those whose category names no lesson go to --lesson."""
    courses = settings().courses
    proof = Proof()
    files = read_files(proof, courses)
    catalog = built(files, proof, module_key)
    module = module_of(catalog, module_key, lesson)
    with file.open("rb") as stream:
        content = stream.read(LARGEST_FILE + 1)
    delivery = taken_in(events(file.name, content), shelf_of(module, catalog.competencies), lesson)
    say(file.name, delivery, language)
    if not delivery.questions:
        stop("Nothing came in.")
    written = bank_file.files(delivery.questions, slug_of(file.stem) or "import")
    new = {f"{module_key}/{name}": text.encode() for name, text in written.items()}
    refuse_overwriting(courses, new)
    if dry_run:
        click.echo(f"Nothing was written; it would be {', '.join(new)}.")
        return
    write_all(courses, new)
    click.echo(f"Written: {', '.join(new)}. `lms check` proves the whole pack; then restart the server.")


@questions.command()
@module_option
@lesson_option
@click.option("--format", "name", type=click.Choice(list(FORMATS)), required=True)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Without it: standard output.")
@language_option
def export(module_key: str, lesson: str, name: str, output: Path | None, language: str) -> None:
    """Write the bank of a module, or of one of its lessons, for another system."""
    proof = Proof()
    module = module_of(built(read_files(proof, settings().courses), proof, module_key), module_key, lesson)
    asked = [question for question in module.questions.values() if lesson in ("", question.lesson)]
    written = FORMATS[name].write(asked, module_key)
    put(written.text, output)
    for left in written.left_out:
        click.echo(sentence_in(language, Reason(LEFT_OUT, {"id": left.id, "why": left.reason})), err=True)
    counts = {"written": len(asked) - len(written.left_out), "left_out": len(written.left_out)}
    click.echo(sentence_in(language, Reason(WRITTEN, counts)), err=True)


@questions.command("template")
@module_option
@lesson_option
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Without it: standard output.")
def template_(module_key: str, lesson: str, output: Path | None) -> None:
    """Write the CSV template, with an example of each kind to write over."""
    proof = Proof()
    module = module_of(built(read_files(proof, settings().courses), proof, module_key), module_key, lesson)
    chosen = next((row for row in module.lessons if lesson in ("", row.key.partition("/")[2])), None)
    if chosen is None:
        stop(f"The module {module_key} has no lessons.")
    put(template(chosen.key.partition("/")[2], next(iter(chosen.competencies), "")), output)


# --- courses ---------------------------------------------------------------------------------------------------------


def settings() -> Settings:
    try:
        return Settings()
    except BrokenSettings as broken:
        stop(*broken.errors, "The settings have to be mended first.")


def built(files: Mapping[str, bytes], proof: Proof, module_key: str) -> Catalog:
    """The catalog with this module, or a clear end."""
    modules = sorted({name.partition("/")[0] for name in files if name.endswith("/module.yaml")})
    if module_key not in modules:
        stop(f"There is no module {module_key}; there are: {', '.join(modules)}.")
    try:
        return build(files, proof, only=module_key)
    except BrokenPack as broken:
        stop(*map(str, broken.errors), "The course pack has to be mended first; nothing was written.")


def module_of(catalog: Catalog, module_key: str, lesson: str) -> Module:
    module = catalog.modules[module_key]
    slugs = [row.key.partition("/")[2] for row in module.lessons]
    if lesson and lesson not in slugs:
        stop(f"The module {module_key} has no lesson {lesson}; there are: {', '.join(slugs)}.")
    return module


def refuse_overwriting(courses: Path, names: Iterable[str]) -> None:
    there = [name for name in names if (courses / name).exists()]
    if there:
        stop(f"{there[0]} is there already. Give the source another name, or delete that file; nothing was written.")


def write_all(courses: Path, files: Mapping[str, bytes]) -> None:
    """All of the files or none: they get their names when every one of them is written."""
    waiting: list[tuple[Path, Path]] = []
    try:
        for name, content in files.items():
            path = courses / name
            path.parent.mkdir(exist_ok=True)
            draft = path.with_name(f".{path.name}.{os.getpid()}")
            waiting.append((draft, path))
            draft.write_bytes(content)
            draft.chmod(0o644)
        for draft, path in waiting:
            draft.rename(path)
    except OSError as error:
        for draft, _path in waiting:
            draft.unlink(missing_ok=True)
        stop(f"Nothing was written: {error.strerror}.")


# --- words -----------------------------------------------------------------------------------------------------------


def say(name: str, delivery: Delivery, language: str) -> None:
    """Every rejected question with its line, what holds for many, and the counts."""
    for rejected in delivery.rejected:
        known_as = f" ({rejected.name})" if rejected.name else ""
        click.echo(f"{name}:{rejected.line}: {sentence_in(language, rejected.reason)}{known_as}", err=True)
    for note in delivery.notes:
        more = ["…"] if len(note.lines) > LINES_SHOWN else []
        lines = ", ".join([*map(str, note.lines[:LINES_SHOWN]), *more])
        told = Reason(ON_LINES, {"sentence": note.reason, "lines": lines})
        click.echo(f"{name}: {sentence_in(language, told)}", err=True)
    counts = {"come_in": len(delivery.questions), "outside": len(delivery.rejected)}
    click.echo(sentence_in(language, Reason(COME_IN, counts)))


def put(text: str, output: Path | None) -> None:
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        output.write_bytes(text.encode())
    except OSError as error:
        stop(f"{output} was not written: {error.strerror}.")


def stop(*sentences: str) -> NoReturn:
    click.echo("\n".join(sentences), err=True)
    raise SystemExit(1)
