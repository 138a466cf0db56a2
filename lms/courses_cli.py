"""The command line of those who write courses: `lms check`, `lms course …`. In Bahasa Indonesia; English on demand."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from lms.catalog import loader, plain
from lms.catalog.pack import BrokenPack, Note
from lms.kit.i18n import sentence_in
from lms.kit.words import N_, Reason
from lms.questions_cli import language_option, settings, stop

if TYPE_CHECKING:
    from lms.config import Settings

TO_MEND: Final = N_("To mend: %(count)s.")


@click.command()
@click.argument("directory", required=False, type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--module", metavar="KEY", help="Only this module, like journalism.")
@language_option
def check(directory: Path | None, module: str | None, language: str) -> None:
    """Check course packs, every error at once as file:line: sentence, and whether the seal can be used.

    What would make a lesson plainer to read is advice and no error.
    """
    try:
        catalog = loader.load(directory or settings().courses, only=module)
    except BrokenPack as broken:
        count = {"count": len(broken.errors)}
        stop(*lines(broken.errors, language), sentence_in(language, Reason(TO_MEND, count)))
    for reason in loader.summary(catalog):
        click.echo(sentence_in(language, reason))
    for found in catalog.modules.values():
        for one in plain.advice(found):
            click.echo(f"{one.lesson}: {sentence_in(language, one.reason)}")
    if directory is None and module is None:
        check_seal(settings(), language)


@click.group()
def course() -> None:
    """Packs of one's own."""


@course.command()
@click.argument("key")
@click.option("--title", required=True, help="What people call it: “Pelayanan publik”.")
@click.option("--code", required=True, help="Its letter in the curriculum: D.")
@click.option(
    "--in",
    "directory",
    type=click.Path(path_type=Path, file_okay=False),
    help="A courses folder; the own one if left out.",
)
@language_option
def new(key: str, title: str, code: str, directory: Path | None, language: str) -> None:
    """Begin a module called KEY: sound files to write over."""
    from lms.authoring.beginning import CannotBegin, begin_module

    courses = directory or settings().courses
    try:
        written = begin_module(courses, key, code, title)
    except CannotBegin as cannot:
        stop(sentence_in(language, cannot.reason))
    for path in written:
        click.echo(path)
    look = N_("Look at it while you write: %(command)s")
    click.echo(sentence_in(language, Reason(look, {"command": f"./run lms preview {courses}"})))


def lines(notes: Iterable[Note], language: str) -> list[str]:
    """Each as file:line: sentence."""
    return [f"{note.place}: {sentence_in(language, note.reason)}" for note in notes]


def check_seal(settings: "Settings", language: str) -> None:
    """Says whose seal is set up and until when it holds; ends the command when it cannot be used."""
    from lms.certificates.signing.seal import SealUnusable, open_seal

    if not settings.seal.given:
        click.echo(sentence_in(language, Reason(N_("No electronic seal is set up."))))
        return
    sentence = N_("The seal of %(name)s can be used; its certificate holds until %(day)s.")
    try:
        with open_seal(settings) as seal:
            until = seal.identity.certificate.not_valid_after_utc.date().isoformat()
            click.echo(sentence_in(language, Reason(sentence, {"name": seal.identity.name, "day": until})))
    except SealUnusable as unusable:
        stop(str(unusable))
