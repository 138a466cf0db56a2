"""Who of a batch has earned which kind of certificate, and why others have not."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from lms.batches import service as batches
from lms.batches.rules import Share
from lms.batches.service import BatchCard, EnrolmentCard
from lms.catalog.service import current_catalog
from lms.certificates.printing import Earned
from lms.certificates.rules import Kind
from lms.certificates.service import CertificateCard, cards_of_batch
from lms.gradebook import service as gradebook
from lms.gradebook.rules import ResultKind, Standing
from lms.kit.errors import NotFound
from lms.kit.words import N_, Reason
from lms.people import service as people
from lms.people.actor import Actor
from lms.people.rules import Permission
from lms.people.service import PersonCard


@dataclass(frozen=True, slots=True)
class Candidate:
    """A participant of the batch: where they stand, and their newest certificate of this kind if there is one."""

    enrolment: EnrolmentCard
    person: PersonCard
    standing: Standing
    share: Share
    certificate: CertificateCard | None
    kind: Kind
    attended: bool
    """Whether they came as often as the programme asks."""

    @property
    def earned(self) -> bool:
        """Whether this kind is for them: passed; attended without passing; anybody who was there for an award."""
        if self.kind is Kind.STATEMENT:
            return self.attended and not self.standing.passed
        return self.standing.passed or self.kind is Kind.AWARD

    @property
    def may_be_issued(self) -> bool:
        return self.earned and self.certificate is None


@dataclass(frozen=True, slots=True)
class BatchTable:
    """The eligibility table of a batch, in roll order: by OPD, then by name."""

    batch: BatchCard
    kind: Kind
    candidates: tuple[Candidate, ...]

    @property
    def ready(self) -> tuple[Candidate, ...]:
        return tuple(candidate for candidate in self.candidates if candidate.may_be_issued)

    @property
    def issued(self) -> tuple[Candidate, ...]:
        return tuple(candidate for candidate in self.candidates if candidate.certificate)


def reasons_against(candidate: Candidate) -> tuple[Reason, ...]:
    """Why this kind is not for them; empty where it is."""
    if candidate.earned:
        return ()
    if candidate.kind is not Kind.STATEMENT:
        return candidate.standing.reasons
    if candidate.standing.passed:
        return (Reason(N_("Has passed, so the certificate is for them.")),)
    present = {"present": candidate.share.present, "total": candidate.share.total}
    return (
        Reason(N_("Came to %(present)s of %(total)s meetings, which is less than the programme asks for."), present),
    )


def table_of(by: Actor, batch_id: int, kind: Kind = Kind.CERTIFICATE) -> BatchTable:
    """Who has earned this kind and why others have not; for those who may see certificates."""
    batch = batches.open_batch(by, batch_id)
    if not by.may(Permission.SEE_CERTIFICATES):
        raise NotFound
    return BatchTable(batch, kind, candidates_of(batch_id, kind))


def candidates_of(batch_id: int, kind: Kind = Kind.CERTIFICATE) -> tuple[Candidate, ...]:
    """Every active participant in roll order; a handful of queries, however many they are."""
    enrolled = batches.enrolments(batch_id)
    ids = [card.id for card in enrolled]
    shares = batches.attendance_share(ids)
    standings = gradebook.standing(dict.fromkeys(ids, batch_id), shares)
    persons = people.names_of(card.person_id for card in enrolled)
    issued = {
        card.enrolment_id: card
        for card in sorted(cards_of_batch(batch_id), key=lambda card: card.version)
        if card.kind is kind
    }
    least = current_catalog().programme.min_attendance
    candidates = [
        Candidate(
            enrolment=card,
            person=persons[card.person_id],
            standing=standings[card.id],
            share=shares.get(card.id, Share(0, 0)),
            certificate=issued.get(card.id),
            kind=kind,
            attended=_attended(shares.get(card.id, Share(0, 0)), least),
        )
        for card in enrolled
    ]
    return tuple(sorted(candidates, key=lambda one: (one.person.organisation_name, one.person.name, one.person.id)))


def _attended(share: Share, least: Decimal) -> bool:
    return share.total > 0 and share.present >= least * share.total


def earned_by(candidates: Iterable[Candidate], batch: BatchCard, wording: str) -> dict[int, Earned]:
    """What each of these gets, by enrolment: for the facts of their certificates. `wording` is what an award is for."""
    chosen = list(candidates)
    ids = [candidate.enrolment.id for candidate in chosen]
    results, hours = gradebook.current(ids), batches.attended_jp(ids)
    return {
        one.enrolment.id: Earned(
            person=one.person,
            batch=batch,
            standing=one.standing,
            scores={
                card.activity_key: card.score
                for card in results[one.enrolment.id]
                if card.kind is ResultKind.ASSIGNMENT
            },
            kind=one.kind,
            wording=wording,
            attended=hours[one.enrolment.id],
        )
        for one in chosen
    }
