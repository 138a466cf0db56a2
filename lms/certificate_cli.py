"""The command line of certificates: `lms certificate …`. Thin over the services; whoever acts is named with --by."""

import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

import click

from lms.certificates.rules import Kind

if TYPE_CHECKING:
    from flask import Flask

    from lms.kit.jobs import JobCard
    from lms.kit.words import Reason
    from lms.people.actor import Actor

FIRST_PAGES: Final = 5
LOOK_AGAIN: Final = 0.5
"""Seconds between two looks at a job that another worker has."""

Opening = Callable[[], "Flask"]
"""Opens the installation; the command line hands it down."""

by_option = click.option(
    "--by", "login", required=True, metavar="LOGIN", help="The sign-in name of the admin who acts."
)
kind_option = click.option(
    "--kind", type=click.Choice([kind.value for kind in Kind]), default=Kind.CERTIFICATE.value, show_default=True
)
wording_option = click.option("--wording", default="", help="What an award is for: “Peserta Terbaik I”.")
people_option = click.option(
    "--person", "people", multiple=True, metavar="LOGIN", help="Only these; without it everybody who has earned one."
)
batch_argument = click.argument("batch", type=int)


@click.group()
def certificate() -> None:
    """Issue, preview, print, verify, revoke certificates, and read their register."""


@certificate.command()
@batch_argument
@by_option
@kind_option
@wording_option
@people_option
@click.confirmation_option(prompt="Numbers are given and never taken back. Issue now?")
@click.pass_obj
def issue(application: Opening, batch: int, login: str, kind: str, wording: str, people: tuple[str, ...]) -> None:
    """Issue certificates of BATCH to everybody who has earned one and has none."""
    from lms.certificates import issuing
    from lms.kit import clock

    with acting(application, login) as by:
        chosen = _chosen(by, batch, Kind(kind), people)
        run_id = issuing.issue(by, batch, chosen, clock.now(), kind=Kind(kind), wording=wording)
        _work_until_done(lambda: issuing.open_issue_run(by, run_id).job)
        for name, problems in issuing.open_issue_run(by, run_id).refused.items():
            _refuse(name, problems)


@certificate.command()
@batch_argument
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@by_option
@kind_option
@wording_option
@people_option
@click.pass_obj
def preview(
    application: Opening, batch: int, file: Path, login: str, kind: str, wording: str, people: tuple[str, ...]
) -> None:
    """Write the first certificates that BATCH would get into FILE (PDF), and say who has a problem. Gives no number."""
    from lms.certificates import rehearsal
    from lms.certificates.numbers import Numbering
    from lms.kit import clock

    with acting(application, login) as by:
        chosen, at = _chosen(by, batch, Kind(kind), people), clock.now()
        rehearsed = rehearsal.rehearse(by, batch, chosen, at, kind=Kind(kind), asked=Numbering(), wording=wording)
        for line in rehearsed.lines:
            click.echo(f"{line.number}  {line.candidate.person.full_name}")
            _refuse(line.candidate.person.full_name, (*line.problems, *line.doubts))
        proofs = rehearsal.proofs(by, rehearsed, at, wording, FIRST_PAGES)
        file.write_bytes(proofs)
        click.echo(f"{file}: {min(rehearsed.printable, FIRST_PAGES)} of {rehearsed.printable}")


@certificate.command("print")
@batch_argument
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@by_option
@click.option("--output", type=click.Choice(["sheets", "zip", "handover"]), default="sheets", show_default=True)
@click.option("--paper", type=click.Choice(["a4", "f4"]), default="a4", show_default=True)
@click.option("--background/--no-background", default=True, help="Leave frame and ornament to pre-printed paper.")
@click.option(
    "--turn-back", is_flag=True, help="Turn the back by 180°, for printers that turn the sheet on the long edge."
)
@click.option("--again", "copy", flag_value="again", help="The first sheets were spoiled; prints like the original.")
@click.option("--duplicate", "copy", flag_value="duplicate", help="The holder lost theirs; prints DUPLIKAT.")
@click.option("--reason", default="", help="Why something is printed once more.")
@click.option("--number", "numbers", multiple=True, help="Only these; without it everything that was never printed.")
@click.pass_obj
def print_(
    application: Opening,
    batch: int,
    file: Path,
    login: str,
    output: str,
    paper: str,
    background: bool,
    turn_back: bool,
    copy: str | None,
    reason: str,
    numbers: tuple[str, ...],
) -> None:
    """Write the print file of BATCH into FILE, and note in the print log what went onto paper."""
    from lms.certificates import printroom
    from lms.certificates.press import Impression, Paper
    from lms.certificates.rules import Copy
    from lms.certificates.tickets import Output, Ticket
    from lms.kit import clock
    from lms.kit.storage import current_storage

    with acting(application, login) as by:
        room = printroom.print_room(by, batch)
        lines = room.roll if numbers or output != "sheets" else room.fresh
        ids = tuple(line.card.id for line in lines if not numbers or line.card.number in numbers)
        if not ids:
            stop(
                "Nothing is left to print. To print something once more: --number, --again or --duplicate, and --reason."
            )
        impression = Impression(paper=Paper(paper), background=background, turn_back=turn_back)
        ticket = Ticket(Output(output), ids, impression, Copy(copy) if copy else None)
        run_id = printroom.ask(by, batch, ticket, reason, clock.now())
        _work_until_done(lambda: printroom.open_print_run(by, run_id).job)
        run = printroom.open_print_run(by, run_id)
        if run.digest is None:
            stop(f"The file was not made: {run.job.error}")
        with current_storage().open(run.digest) as made, file.open("wb") as target:
            shutil.copyfileobj(made, target)
        click.echo(f"{file}: {run.pages} pages" if run.pages else f"{file}")


@certificate.command()
@click.argument("number")
@by_option
@click.option("--reason", required=True, help="At least ten characters; auditors read it.")
@click.pass_obj
def revoke(application: Opening, number: str, login: str, reason: str) -> None:
    """Withdraw the certificate NUMBER: its QR answers so from now on, the number stays used."""
    from lms.certificates import finding, service
    from lms.certificates.finding import Sought
    from lms.kit import clock

    with acting(application, login) as by:
        numbered = finding.search(by, Sought(text=number))
        card = next((one for one in numbered if one.number == number and one.replaced_by is None), None)
        if card is None:
            stop(f"The register has no certificate {number}.")
        service.revoke(by, card.id, reason, clock.now())
        click.echo(f"{number} is revoked.")


@certificate.command()
@by_option
@click.option("--year", type=int, help="Of this year alone.")
@click.option("--find", "text", default="", help="Part of a number or of a name.")
@click.pass_obj
def register(application: Opening, login: str, year: int | None, text: str) -> None:
    """Print the register, newest first, a line each with tabs between: number, name, date, state, code."""
    from lms.certificates import finding
    from lms.certificates.finding import Sought, state_of

    with acting(application, login) as by:
        before = None
        while cards := finding.search(by, Sought(year=year, text=text), before=before):
            for card in cards:
                parts = (card.number, card.facts.name, card.facts.issued_on, state_of(card).value, card.token)
                click.echo("\t".join(parts))
            before = cards[-1].id


@contextmanager
def acting(application: Opening, login: str) -> Iterator["Actor"]:
    """The person behind a sign-in name, inside the application; what a service refuses ends the command as a sentence."""
    from lms.kit.errors import AppError, Invalid
    from lms.people.service import actor_of

    app = application()
    with app.app_context(), app.test_request_context():
        by = actor_of(login)
        if by is None:
            stop(f"Nobody signs in as {login!r}.")
        try:
            yield by
        except Invalid as refusal:
            stop(*map(str, refusal.fields.values() or [refusal.message]))
        except AppError as refusal:
            stop(f"{refusal.title}. {refusal.message}")


def stop(*sentences: str) -> NoReturn:
    """Ends the command; each sentence is a line."""
    click.echo("\n".join(sentences), err=True)
    raise SystemExit(1)


def _chosen(by: "Actor", batch: int, kind: Kind, people: tuple[str, ...]) -> list[int]:
    """Enrolments: of the people named, or of everybody for whom this kind may be issued."""
    from lms.certificates import eligibility
    from lms.people.service import actor_of

    table = eligibility.table_of(by, batch, kind)
    if not people:
        return [candidate.enrolment.id for candidate in table.ready]
    wanted = {login: actor_of(login) for login in people}
    by_person = {candidate.person.id: candidate.enrolment.id for candidate in table.candidates}
    found = {login: by_person.get(person.id) for login, person in wanted.items() if person}
    missing = [login for login in people if found.get(login) is None]
    if missing:
        stop(f"Not in this batch: {', '.join(missing)}.")
    return [enrolment for enrolment in found.values() if enrolment is not None]


def _work_until_done(look: "Callable[[], JobCard]") -> None:
    """Does what waits here and now; a worker that was faster is watched until it has ended."""
    from lms.kit import jobs
    from lms.kit.jobs import JobState

    jobs.drain()
    while (job := look()).state in (JobState.QUEUED, JobState.RUNNING, JobState.FAILED):
        time.sleep(LOOK_AGAIN)
        jobs.drain()
    click.echo(f"{job.done} of {job.total}")
    if job.state is not JobState.DONE:
        stop(f"The job ended as {job.state.value}: {job.error}")


def _refuse(name: str, problems: "Iterable[Reason]") -> None:
    for problem in problems:
        click.echo(f"  {name}: {problem.msgid % problem.params}", err=True)
