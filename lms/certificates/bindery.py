"""The bindery: the job that makes the file of a print run. It may be killed at any moment and is simply done again."""

import hashlib
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from tempfile import TemporaryFile
from types import MappingProxyType
from typing import BinaryIO, Final, cast

import pikepdf

from lms.certificates import office, printlog, service, wording
from lms.certificates.filenames import certificate_names
from lms.certificates.models import Printed, PrintRun
from lms.certificates.press import Print, lists, press_many
from lms.certificates.press.calibration import calibration_sheet
from lms.certificates.printing import dressed
from lms.certificates.rules import Copy, Signing
from lms.certificates.service import CertificateCard
from lms.certificates.tickets import Output, Ticket
from lms.config import current_settings
from lms.kit.clock import wib
from lms.kit.db import session, transaction
from lms.kit.errors import StorageFull
from lms.kit.jobs import JobContext, job
from lms.kit.storage import FULL, current_storage

KIND: Final = "certificates.print"
LARGEST: Final = 2 * 1024**3
"""Bytes of one file."""
STEP: Final = 25
"""Certificates from one word about the progress to the next."""
DUPLICATE_MARK: Final = "DUPLIKAT"
CHECKSUMS: Final = "SHA256SUMS.txt"
WAITING: Final = {Signing.SEAL: "Menunggu segel elektronik", Signing.TTE: "Menunggu tanda tangan elektronik"}

Said = Callable[[int, int], None]
"""Hears how far it is: done, of how many."""


@dataclass(frozen=True, slots=True)
class Bound:
    """What was put into the file: how many pages and certificates, and which of these go onto paper as which copy."""

    pages: int
    certificates: int
    copies: Mapping[int, Copy] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Work:
    """What a binding needs: the run, its ticket, when it was asked for, the file to write, and whom to tell how far it is."""

    run_id: int
    ticket: Ticket
    at: datetime
    file: BinaryIO
    say: Said

    def holding(self) -> list[CertificateCard]:
        """Those of the ticket that are in force now, in its order."""
        cards = service.cards_by_id(self.ticket.certificate_ids)
        return [cards[one] for one in self.ticket.certificate_ids if one in cards and cards[one].holds]


@job(KIND)
def bind(context: JobContext) -> None:
    """Makes the file in the instance's own folder, stores it, and writes it down together with the print log.

    When nothing is left to print (all were revoked meanwhile) there is no file, and the run ends without one.
    """
    run = session().get_one(PrintRun, int(context.payload["run_id"]))
    run_id, ticket, at, ready = run.id, Ticket.of(run), run.at, run.digest is not None
    if ticket.output is Output.SHEETS and run.batch_id is not None and not ticket.certificate_ids:
        ticket = whole_batch(run.batch_id)
    session().rollback()
    if ready:
        return
    try:
        with TemporaryFile(dir=current_settings().instance) as file:
            bound = BINDINGS[ticket.output](Work(run_id, ticket, at, cast(BinaryIO, file), context.progress))
            if bound is None:
                return
            file.seek(0)
            stored = current_storage().put(cast(BinaryIO, file), limit=LARGEST)
    except OSError as error:
        if error.errno in FULL:
            raise StorageFull from error
        raise
    done = bound.certificates
    with transaction() as writing:
        context.progress(done, done)  # whoever was cancelled or overtaken hears it here and writes nothing
        row = writing.get_one(PrintRun, run_id, with_for_update=True)
        overtaken = printlog.printed_elsewhere(run_id, bound.copies) - ticket.before
        if overtaken:
            raise RuntimeError(f"printed by another run at the same moment: {sorted(overtaken)}")
        if row.digest is None:
            row.digest, row.pages = stored.digest, bound.pages
            writing.add_all(
                Printed(run_id=run_id, certificate_id=certificate_id, copy=copy)
                for certificate_id, copy in bound.copies.items()
            )


def whole_batch(batch_id: int) -> Ticket:
    """For runs asked for before one could choose."""
    return Ticket(Output.SHEETS, tuple(card.id for card in service.cards_of_batch(batch_id)))


def _sheets(work: Work) -> Bound | None:
    """Whoever another run printed in the meantime, while this one lay still, is left out: nobody gets two originals."""
    ticket, known = work.ticket, printlog.printed_elsewhere(work.run_id, work.ticket.certificate_ids)
    cards = [card for card in work.holding() if card.id not in known or card.id in ticket.before]
    if not cards:
        return None

    def prints() -> Iterator[Print]:
        for place, card in enumerate(cards):
            if place % STEP == 0:
                work.say(place, len(cards))
            mark = DUPLICATE_MARK if ticket.copy_of(card.id) is Copy.DUPLICATE else ""
            yield Print(card.facts, mark)

    press_many(prints(), ticket.impression, office.pictures(), file=work.file)
    return Bound(_pages(work.file), len(cards), {card.id: ticket.copy_of(card.id) for card in cards})


def _archive(work: Work) -> Bound | None:
    """Each PDF as it is published, byte for byte; the archive too is the same each time."""
    cards = work.holding()
    if not cards:
        return None
    names = certificate_names((card.id, card.number, card.facts.name) for card in cards)
    sums: list[str] = []
    newest = max(card.facts.issued_on for card in cards)
    with zipfile.ZipFile(work.file, "w") as archive:
        for place, card in enumerate(cards):
            if place % STEP == 0:
                work.say(place, len(cards))
            content = service.published_pdf(card)
            sums.append(f"{hashlib.sha256(content).hexdigest()}  {names[card.id]}\n")
            archive.writestr(_entry(names[card.id], card.facts.issued_on), content)
        archive.writestr(_entry(CHECKSUMS, newest), "".join(sums))
    return Bound(0, len(cards))


def _entry(name: str, day: str) -> zipfile.ZipInfo:
    """An entry of that day, stored as it is: a PDF is compressed already."""
    year, month, day_of_month = map(int, day.split("-"))
    entry = zipfile.ZipInfo(name, (year, month, day_of_month, 0, 0, 0))
    entry.create_system, entry.external_attr = 3, 0o644 << 16
    return entry


def _handover(work: Work) -> Bound | None:
    cards = work.holding()
    if not cards:
        return None
    work.say(0, len(cards))
    list_of, pages = lists.handover(
        [card.facts for card in cards],
        city=office.current_office().letterhead.city,
        printed=_day(work.at),
        pictures=office.pictures(),
    )
    work.file.write(list_of)
    return Bound(pages, len(cards))


def _calibration(work: Work) -> Bound | None:
    impression = work.ticket.impression
    work.file.write(calibration_sheet(impression.paper, impression))
    return Bound(_pages(work.file), 0)


def _book(work: Work) -> Bound | None:
    """The register of the year as it stands now."""
    year = work.ticket.year or wib(work.at).year
    cards = list(_year(year, work.say))
    if not cards:
        return None
    now = office.current_office()
    face = dressed(cards[-1].facts, now, cards[-1].kind, wib(work.at).date())
    book, pages = lists.register_book(
        year,
        [lists.Entry(card.facts, remark(card)) for card in cards],
        totals=totals(cards),
        letterhead=face.letterhead,
        signature=face.signature,
        city=now.letterhead.city,
        printed=_day(work.at),
        pictures=office.pictures(),
    )
    work.file.write(book)
    return Bound(pages, len(cards))


def _year(year: int, say: Said) -> Iterator[CertificateCard]:
    after, told = 0, 0
    while cards := service.cards_of_year(year, after=after):
        yield from cards
        told, after = told + len(cards), cards[-1].id
        say(told, told)


def remark(card: CertificateCard) -> str:
    """What became of it, as the register book says; several things may have."""
    said = []
    if card.replaces:
        said.append(f"Pengganti sertifikat bernomor sama yang terbit {_day(card.replaces.at)}: {card.replaces.reason}")
    if card.revoked:
        said.append(f"Dicabut {_day(card.revoked.at)}: {card.revoked.reason}")
    if card.replaced_by:
        said.append(f"Diganti {_day(card.replaced_by.at)}: {card.replaced_by.reason}")
    if card.waiting and not card.revoked and not card.replaced_by:
        said.append(WAITING[card.signing])
    return ". ".join(part.rstrip(". ") for part in said)


def totals(cards: Iterable[CertificateCard]) -> list[str]:
    """The sums under the register book; one that was replaced and then revoked counts as replaced."""
    counted = Counter(
        "diganti" if card.replaced_by else "dicabut" if card.revoked else "menunggu" if card.waiting else "berlaku"
        for card in cards
    )
    parts = [f"{word} {counted[word]}" for word in ("berlaku", "dicabut", "diganti", "menunggu") if counted[word]]
    return [f"Jumlah: {counted.total()} sertifikat", f"Di antaranya {', '.join(parts)}"]


def _day(moment: datetime) -> str:
    return wording.date_text(wib(moment).date())


def _pages(file: BinaryIO) -> int:
    file.seek(0)
    with pikepdf.open(file) as pdf:
        return len(pdf.pages)


BINDINGS: Final[Mapping[Output, Callable[[Work], Bound | None]]] = MappingProxyType(
    {
        Output.SHEETS: _sheets,
        Output.ZIP: _archive,
        Output.HANDOVER: _handover,
        Output.CALIBRATION: _calibration,
        Output.BOOK: _book,
    }
)
