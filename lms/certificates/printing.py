"""From what the house knows to the frozen facts of a certificate. Texts on it are Bahasa Indonesia, whatever the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Final

from lms.batches.rules import Mode
from lms.batches.service import BatchCard
from lms.catalog.pack import Catalog, Module
from lms.certificates import codes, facts, issuer, offline, rules, wording
from lms.certificates.facts import SAMPLE, Facts, Signature, Subject, Unit
from lms.certificates.office import Office
from lms.certificates.press import LAYOUTS
from lms.certificates.rules import Kind
from lms.config import current_settings
from lms.gradebook.rules import Standing
from lms.kit.clock import wib
from lms.people.rules import nip_belongs_to_pppk
from lms.people.service import PersonCard

MODES = {Mode.ONSITE: "luring", Mode.ONLINE: "daring", Mode.HYBRID: "hibrida"}
TITLES: Final[Mapping[Kind, str]] = {
    Kind.CERTIFICATE: "SERTIFIKAT",
    Kind.AWARD: "PIAGAM PENGHARGAAN",
    Kind.STATEMENT: "SURAT KETERANGAN",
}
SAYS: Final[Mapping[Kind, str]] = {
    Kind.CERTIFICATE: "menyatakan bahwa:",
    Kind.AWARD: "memberikan penghargaan kepada:",
    Kind.STATEMENT: "menerangkan bahwa:",
}
PASSED: Final = "Telah mengikuti dan dinyatakan LULUS"
ATTENDED: Final = "Telah mengikuti"
BEST: Final = "Peserta Terbaik"


@dataclass(frozen=True, slots=True)
class Earned:
    """Who gets a certificate, of which batch, with what; `scores` are assignment scores by activity key.

    `wording` is what an award is for ("Peserta Terbaik I"); `attended` are lesson hours by module key, which is all that a
    statement may speak of.
    """

    person: PersonCard
    batch: BatchCard
    standing: Standing
    scores: Mapping[str, Decimal]
    kind: Kind = Kind.CERTIFICATE
    wording: str = ""
    attended: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


def facts_of(earned: Earned, office: Office, catalog: Catalog, *, number: str, at: datetime) -> Facts:
    """Everything the certificate will print except its code (`coded`). `at` is the moment it is issued (WIB counts)."""
    batch, kind = earned.batch, earned.kind
    passed = kind is Kind.CERTIFICATE
    shown = office.show_scores and passed
    modules = catalog.modules.values()
    if kind is Kind.STATEMENT:
        there = [(module, earned.attended.get(module.key, 0)) for module in modules]
        subjects = tuple(Subject(module.code, module.title, str(hours)) for module, hours in there if hours)
        jp = sum(hours for _module, hours in there)
    else:
        subjects = tuple(_subject(module, earned.scores if shown else {}) for module in modules)
        jp = sum(module.jp for module in modules)
    predicate = earned.standing.predicate if passed else None
    own = Facts(
        letterhead=facts.Letterhead("", ""),
        number=number,
        legal="",
        name="",
        nip=None,
        position="",
        workplace="",
        training=batch.title,
        batch=f"{batch.name} Tahun Anggaran {batch.year}",
        dates=wording.date_range(batch.starts_on, batch.ends_on),
        place=f"{batch.place} ({MODES[batch.mode]})",
        jp=wording.jp_words(jp),
        predicate=predicate.label if predicate else None,
        issued="",
        issued_on="",
        signature=Signature((), ""),
        code="",
        verify_url="",
        subjects=subjects,
        jp_total=str(jp),
        average=_average(earned.scores) if shown else None,
        final=wording.score_text(earned.standing.final) if shown and earned.standing.final is not None else None,
        statement=_statement(kind, earned.wording),
    )
    return dressed(_named(own, earned.person), office, kind, wib(at).date())


def corrected(printed: Facts, person: PersonCard, office: Office, kind: Kind, at: datetime) -> Facts:
    """The facts of a replacement: who it is for is taken anew, what was achieved stays as it was printed."""
    return dressed(_named(printed, person), office, kind, wib(at).date())


def dressed(own: Facts, office: Office, kind: Kind, day: date) -> Facts:
    """The same facts as this office prints them on that day: its kop, its signer, its words, its layout."""
    head, signatory = office.letterhead, office.signatory
    switches = {} if not signatory.head_of_region else {"show_rank": False, "show_nip": False}
    lines = signatory.model_dump(exclude={"capacity", "position", "head_of_region"}) | switches
    name, below = wording.signatory_lines(**lines)
    if signatory.head_of_region:
        letterhead = facts.Letterhead("", signatory.position, "", office.emblem)
        says = signatory.position
    else:
        letterhead = facts.Letterhead(head.government, head.office, head.address, office.emblem)
        says = f"{head.office} {head.city}"
    return replace(
        own,
        letterhead=letterhead,
        legal=f"{says}, {office.legal_basis}, {SAYS[kind]}",
        predicate=own.predicate if office.show_predicate else None,
        issued=f"{head.city}, {wording.date_text(day)}",
        issued_on=day.isoformat(),
        signature=Signature(wording.capacity_lines(signatory.capacity, signatory.position), name, below),
        layout=office.layout(kind),
        kind=kind.value,
        title=TITLES[kind],
        footer=office.footer,
        signing=office.signing.value,
        photo_space=office.photo_space,
    )


def coded(whole: Facts, token: str) -> Facts:
    """With its verification code, its address and the QR signed by the issuer's key."""
    url = codes.verify_url(current_settings().base_url, token)
    signed = offline.qr_text(issuer.issuer_key(), url, number=whole.number, name=whole.name, issued_on=whole.issued_on)
    return replace(whole, code=token, verify_url=url, qr=signed)


def number_of(office: Office, batch_name: str, day: date, *, n: int, suffix: int = 0) -> str:
    """The number that the office's format makes of a place in the register, and of a place within one letter's number."""
    numbering = office.numbering
    parts = rules.NumberParts(numbering.code, n, numbering.unit, day.month, day.year, batch_name, suffix)
    return rules.number_text(numbering.mask, parts)


def sample_of(office: Office, kind: Kind) -> Facts:
    """An invented participant's certificate as this office would print it, for looking at while its settings are typed."""
    layout = office.layout(kind)
    sample = LAYOUTS[layout].sample
    day = date.fromisoformat(SAMPLE.issued_on)
    number = SAMPLE.number if rules.mask_problems(office.numbering.mask) else number_of(office, "I", day, n=7, suffix=1)
    if not office.show_scores:
        bare = tuple(replace(subject, score=None) for subject in sample.subjects)
        sample = replace(sample, subjects=bare, average=None, final=None)
    statement = sample.statement if kind.value == sample.kind else _statement(kind, BEST)
    return dressed(replace(sample, number=number, statement=statement), office, kind, day)


def _statement(kind: Kind, wording: str) -> str:
    """What it says of the person; an award says what it is for."""
    return {Kind.CERTIFICATE: PASSED, Kind.STATEMENT: ATTENDED}.get(kind, wording)


def _named(own: Facts, person: PersonCard) -> Facts:
    """With what a certificate says of the person themselves."""
    return replace(
        own,
        name=person.full_name,
        nip=wording.group_nip(person.nip) if person.nip else None,
        nip_label="NI PPPK" if person.nip and nip_belongs_to_pppk(person.nip) else "NIP",
        position=person.position or "-",
        workplace=", ".join(part for part in (person.unit, person.organisation_name) if part),
    )


def _subject(module: Module, scores: Mapping[str, Decimal]) -> Subject:
    own = [scores[activity.key] for activity in module.activities if activity.key in scores]
    return Subject(
        code=module.code,
        title=module.title,
        jp=str(module.jp),
        units=tuple(Unit(unit.code, unit.title, str(unit.jp)) for unit in module.units),
        score=wording.score_text(_mean(own)) if own else None,
    )


def _average(scores: Mapping[str, Decimal]) -> str | None:
    return wording.score_text(_mean(list(scores.values()))) if scores else None


def _mean(scores: list[Decimal]) -> Decimal:
    return (sum(scores, Decimal(0)) / len(scores)).quantize(Decimal("0.01"), ROUND_HALF_UP)
