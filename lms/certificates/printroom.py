"""The print room: what of a batch can go onto paper, what did, and asking for it. The bindery makes the files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.batches import service as batches
from lms.batches.service import BatchCard
from lms.certificates import bindery, printlog, service
from lms.certificates.filenames import ascii_name
from lms.certificates.models import Certificate, Printed, PrintRun
from lms.certificates.press import Impression
from lms.certificates.rules import Copy, Signing
from lms.certificates.runs import progress_of
from lms.certificates.service import CertificateCard
from lms.certificates.tickets import Output, Ticket
from lms.kit import jobs
from lms.kit.db import session, transaction
from lms.kit.errors import Invalid, NotFound
from lms.kit.i18n import _l
from lms.kit.jobs import JobCard, JobState, enqueue
from lms.kit.words import N_, Reason
from lms.people import service as people
from lms.people.actor import Actor
from lms.people.rules import Permission

REASON_LENGTH: Final = 300
SHORTEST_REASON: Final = 10


@dataclass(frozen=True, slots=True)
class RollLine:
    """A certificate that may be printed; `sheets` says how often it was, or is about to be, and `printed_at` when last."""

    card: CertificateCard
    organisation: str
    sheets: int
    printed_at: datetime | None

    @property
    def fresh(self) -> bool:
        """Whether it never went onto paper and is in no run under way."""
        return self.sheets == 0


@dataclass(frozen=True, slots=True)
class PrintRoom:
    """`roll` in print order: by OPD, then by name. `left_out` is who cannot be printed, and why."""

    batch: BatchCard
    roll: tuple[RollLine, ...]
    left_out: tuple[tuple[CertificateCard, Reason], ...]
    impression: Impression
    """As it was printed last."""
    log: tuple[printlog.LogLine, ...]
    spoiled: int
    """Sheets that had to be printed again."""

    @property
    def fresh(self) -> tuple[RollLine, ...]:
        return tuple(line for line in self.roll if line.fresh)

    @property
    def printed(self) -> tuple[RollLine, ...]:
        return tuple(line for line in self.roll if not line.fresh)

    @property
    def proposed(self) -> tuple[int, ...]:
        """What is ticked at first: those never printed, or all once everybody was."""
        return tuple(line.card.id for line in self.fresh or self.roll)


@dataclass(frozen=True, slots=True)
class PrintRunCard:
    """How far a run of the print room is. `left_out` was asked for and is not in the file, because it no longer held."""

    id: int
    batch: BatchCard | None
    ticket: Ticket
    at: datetime
    job: JobCard
    digest: str | None
    pages: int
    reason: str
    left_out: tuple[tuple[CertificateCard, Reason], ...]

    @property
    def working(self) -> bool:
        return self.digest is None and self.job.state in (JobState.QUEUED, JobState.RUNNING, JobState.FAILED)

    @property
    def file_name(self) -> str:
        """ "sertifikat-Angkatan-I-cetak-7.pdf"."""
        batch = ascii_name(self.batch.name) if self.batch else ""
        stem, ending = {
            Output.SHEETS: (f"sertifikat-{batch}-cetak-{self.id}", "pdf"),
            Output.ZIP: (f"sertifikat-{batch}-{self.id}", "zip"),
            Output.HANDOVER: (f"tanda-terima-{batch}-{self.id}", "pdf"),
            Output.CALIBRATION: (f"kalibrasi-{self.ticket.impression.paper.value}", "pdf"),
            Output.BOOK: (f"buku-register-{self.ticket.year}", "pdf"),
        }[self.ticket.output]
        return f"{stem}.{ending}"


def print_room(by: Actor, batch_id: int, *, before: int | None = None) -> PrintRoom:
    """What the page shows; the log from before the run `before`. Raises Forbidden for anybody but admins, NotFound."""
    by.must(Permission.ISSUE)
    batch = batches.open_batch(by, batch_id)
    cards = service.cards_of_batch(batch_id)
    printed = printlog.prints_of(batch_id)
    spoiled = sum(copy is Copy.AGAIN for prints in printed.values() for copy, _at in prints)
    return PrintRoom(
        batch=batch,
        roll=_roll(cards, printed, printlog.under_way(batch_id)),
        left_out=tuple((card, why) for card in cards if (why := why_not(card))),
        impression=printlog.last_impression(),
        log=printlog.log_of(batch_id, before=before),
        spoiled=spoiled,
    )


def why_not(card: CertificateCard) -> Reason | None:
    """Why this certificate is not printed; None when it may be."""
    if card.replaced_by is not None:
        return Reason(N_("It was replaced; print the newer one."))
    if card.revoked is not None:
        return Reason(N_("It was revoked."))
    if card.waiting:
        waits = {Signing.SEAL: N_("It still waits for its seal."), Signing.TTE: N_("It still waits for its signature.")}
        return Reason(waits[card.signing])
    return None


def print_batch(by: Actor, batch_id: int, at: datetime) -> int:
    """Asks for what most people want: sheets of everybody who has none, printed as the last ones were; the id of the run.

    Raises Forbidden for anybody but admins, Invalid when there is nobody.
    """
    room = print_room(by, batch_id)
    if room.roll and not room.fresh:
        raise Invalid(_l("All of them were printed before. To print one again, tick it and give the reason."))
    fresh = tuple(line.card.id for line in room.fresh)
    return ask(by, batch_id, Ticket(Output.SHEETS, fresh, room.impression), "", at)


def ask(by: Actor, batch_id: int, wanted: Ticket, reason: str, at: datetime) -> int:
    """Asks for a file of these certificates of the batch; the id of the run. They are printed in roll order.

    Raises Forbidden for anybody but admins. Raises Invalid for nobody, for what may not be printed, and for sheets of somebody who
    was printed before without a reason and a kind of copy.
    """
    by.must(Permission.ISSUE)
    batches.open_batch(by, batch_id)
    if wanted.output is Output.CALIBRATION:
        with transaction() as writing:
            return _enqueue(writing, Ticket(wanted.output, impression=wanted.impression), batch_id, "", by, at)
    with transaction() as writing:
        _lock(writing, wanted.certificate_ids)
        roll = _roll(service.cards_of_batch(batch_id), printlog.prints_of(batch_id), printlog.under_way(batch_id))
        chosen = [line for line in roll if line.card.id in set(wanted.certificate_ids)]
        _must_be_printable(roll, chosen, wanted)
        ticket = replace(wanted, certificate_ids=tuple(line.card.id for line in chosen), copy=None, before=frozenset())
        before = frozenset(line.card.id for line in chosen if not line.fresh)
        if before and wanted.output is Output.SHEETS:
            _must_be_explained(wanted.copy, reason, len(before))
            ticket = replace(ticket, copy=wanted.copy, before=before)
        return _enqueue(writing, ticket, batch_id, reason if ticket.copy else "", by, at)


def hand_over(by: Actor, run_id: int, at: datetime) -> int:
    """Asks for the list to be signed by those whose certificates a run printed; the id of the new run."""
    run = open_print_run(by, run_id)
    if run.batch is None:
        raise NotFound
    gone = {card.id for card, _why in run.left_out}
    ids = tuple(one for one in run.ticket.certificate_ids if one not in gone)
    return ask(by, run.batch.id, Ticket(Output.HANDOVER, ids), "", at)


def ask_for_book(by: Actor, year: int, at: datetime) -> int:
    """Asks for the register of a year as a book; the id of the run. Raises Forbidden, and Invalid for an empty year."""
    by.must(Permission.ISSUE)
    if not service.cards_of_year(year, limit=1):
        raise Invalid(_l("The register of %(year)s is empty.", year=year))
    with transaction() as writing:
        return _enqueue(writing, Ticket(Output.BOOK, year=year), None, "", by, at)


def book_years(by: Actor) -> list[int]:
    """The years of which there is a register, the newest first. Raises Forbidden for anybody but admins."""
    by.must(Permission.ISSUE)
    return list(session().scalars(select(Certificate.year).distinct().order_by(Certificate.year.desc())))


def cancel(by: Actor, run_id: int) -> None:
    """Stops a run that is not done; nothing is written down as printed. Raises NotFound."""
    jobs.cancel(open_print_run(by, run_id).job.id)


def go_on(by: Actor, run_id: int) -> None:
    """Lets a run that was stopped begin again. What another run printed in the meantime is left out. Raises NotFound."""
    jobs.resume(open_print_run(by, run_id).job.id)


def open_print_run(by: Actor, run_id: int) -> PrintRunCard:
    """A run, for admins who may open its batch; `digest` names the file once it is done. Raises NotFound otherwise."""
    by.must(Permission.ISSUE)
    run = session().get(PrintRun, run_id)
    if run is None or run.job_id is None:
        raise NotFound
    ticket = Ticket.of(run)
    job = progress_of(run.job_id, len(ticket.certificate_ids) or run.pages // 2)
    return PrintRunCard(
        id=run.id,
        batch=batches.open_batch(by, run.batch_id) if run.batch_id is not None else None,
        ticket=ticket,
        at=run.at,
        job=job,
        digest=run.digest,
        pages=run.pages,
        reason=run.reason,
        left_out=_left_out(run, ticket) if job.state is JobState.DONE else (),
    )


def _left_out(run: PrintRun, ticket: Ticket) -> tuple[tuple[CertificateCard, Reason], ...]:
    """What was asked for and is not among the sheets; of the other files, what does not hold now."""
    if ticket.output is Output.SHEETS:
        there = set(session().scalars(select(Printed.certificate_id).where(Printed.run_id == run.id)))
        cards = service.cards_by_id(one for one in ticket.certificate_ids if one not in there)
        missing = list(cards.values())
    else:
        missing = [card for card in service.cards_by_id(ticket.certificate_ids).values() if not card.holds]
    return tuple((card, why_not(card) or Reason(N_("Another run printed it meanwhile."))) for card in missing)


def _enqueue(writing: Session, ticket: Ticket, batch_id: int | None, reason: str, by: Actor, at: datetime) -> int:
    run = PrintRun(
        batch_id=batch_id,
        output=ticket.output.value,
        certificate_ids=list(ticket.certificate_ids),
        options=ticket.options(),
        reason=reason,
        by_id=by.id,
        at=at,
    )
    writing.add(run)
    writing.flush()
    run.job_id = enqueue(bindery.KIND, {"run_id": run.id}, key=f"{bindery.KIND}:{run.id}")
    return run.id


def _lock(writing: Session, ids: Iterable[int]) -> None:
    """Whoever asks for the same certificates at the same moment waits, and then sees that they are being printed."""
    wanted = select(Certificate.id).where(Certificate.id.in_(set(ids))).order_by(Certificate.id)
    writing.execute(wanted.with_for_update())


def _must_be_printable(roll: tuple[RollLine, ...], chosen: list[RollLine], wanted: Ticket) -> None:
    if not roll:
        raise Invalid(_l("There is nothing to print yet: issue certificates first."))
    if not wanted.certificate_ids:
        raise Invalid(fields={"certificate": _l("Tick at least one certificate.")})
    if len(chosen) != len(set(wanted.certificate_ids)):
        sentence = _l("Some of these can no longer be printed. They are listed below; look at what is ticked now.")
        raise Invalid(fields={"certificate": sentence})


def _must_be_explained(copy: Copy | None, reason: str, how_many: int) -> None:
    wrong = {}
    if copy not in (Copy.AGAIN, Copy.DUPLICATE):
        wrong["copy"] = _l("Printed before: %(count)s of them. Say which copy this is.", count=how_many)
    if len(reason) < SHORTEST_REASON:
        wrong["reason"] = _l("Write the reason in at least ten characters; auditors will read it.")
    if wrong:
        raise Invalid(fields=wrong)


def _roll(
    cards: Iterable[CertificateCard], printed: printlog.Prints, under_way: Mapping[int, int]
) -> tuple[RollLine, ...]:
    valid = [card for card in cards if card.holds]
    persons = people.names_of(card.person_id for card in valid)
    lines = [
        RollLine(
            card=card,
            organisation=persons[card.person_id].organisation_name,
            sheets=len(printed.get(card.id, ())) + under_way.get(card.id, 0),
            printed_at=printed[card.id][-1][1] if card.id in printed else None,
        )
        for card in valid
    ]
    return tuple(sorted(lines, key=lambda one: (one.organisation, one.card.facts.name, one.card.id)))
