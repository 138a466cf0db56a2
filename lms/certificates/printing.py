"""From what the house knows to the frozen facts of a certificate. Texts on it are Bahasa Indonesia, whatever the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from lms.batches.rules import Mode
from lms.batches.service import BatchCard
from lms.catalog.pack import Catalog, Module
from lms.certificates import codes, facts, rules, wording
from lms.certificates.facts import Facts, Signature, Subject, Unit
from lms.config import Settings
from lms.gradebook.rules import Standing
from lms.kit.clock import wib
from lms.people.rules import nip_belongs_to_pppk
from lms.people.service import PersonCard

MODES = {Mode.ONSITE: "luring", Mode.ONLINE: "daring", Mode.HYBRID: "hibrida"}


@dataclass(frozen=True, slots=True)
class Earned:
    """Who has earned a certificate, in which batch, with what; `scores` are assignment scores by activity key."""

    person: PersonCard
    batch: BatchCard
    standing: Standing
    scores: Mapping[str, Decimal]


def facts_of(earned: Earned, settings: Settings, catalog: Catalog, *, n: int, token: str, at: datetime) -> Facts:
    """Everything the certificate will ever print. `n` is its place in the register, `at` the moment it is issued (WIB counts)."""
    person, batch = earned.person, earned.batch
    day = wib(at).date()
    signatory, numbering = settings.signatory, settings.numbering
    name, below = wording.signatory_lines(**signatory.model_dump(exclude={"capacity", "position"}))
    shown = settings.show_scores_on_certificate
    subjects = tuple(_subject(module, earned.scores if shown else {}) for module in catalog.modules.values())
    jp = sum(module.jp for module in catalog.modules.values())
    predicate = earned.standing.predicate
    return Facts(
        letterhead=facts.Letterhead(
            settings.letterhead.government, settings.letterhead.office, settings.letterhead.address
        ),
        number=rules.number_text(
            numbering.mask,
            rules.NumberParts(numbering.code, n, numbering.unit, day.month, day.year, batch.name),
        ),
        legal=f"{settings.letterhead.office} {settings.letterhead.city}, {settings.legal_basis}, menyatakan bahwa:",
        name=person.full_name,
        nip=wording.group_nip(person.nip) if person.nip else None,
        nip_label="NI PPPK" if person.nip and nip_belongs_to_pppk(person.nip) else "NIP",
        position=person.position or "-",
        workplace=", ".join(part for part in (person.unit, person.organisation_name) if part),
        training=batch.title,
        batch=f"{batch.name} Tahun Anggaran {batch.year}",
        dates=wording.date_range(batch.starts_on, batch.ends_on),
        place=f"{batch.place} ({MODES[batch.mode]})",
        jp=wording.jp_words(jp),
        predicate=predicate.label if predicate else None,
        issued=f"{settings.letterhead.city}, {wording.date_text(day)}",
        issued_on=day.isoformat(),
        signature=Signature(wording.capacity_lines(signatory.capacity, signatory.position), name, below),
        code=token,
        verify_url=codes.verify_url(settings.base_url, token),
        subjects=subjects,
        jp_total=str(jp),
        average=_average(earned.scores) if shown else None,
        final=wording.score_text(earned.standing.final) if shown and earned.standing.final is not None else None,
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
