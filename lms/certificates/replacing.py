"""Replacing: a certificate of the same number for somebody whose name or post was wrong, or whose certificate was revoked."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime

from lms.batches import service as batches
from lms.certificates import codes, service, wording
from lms.certificates.facts import Facts
from lms.certificates.models import Certificate
from lms.certificates.office import current_office, pictures
from lms.certificates.press import Unprintable, press
from lms.certificates.printing import coded, corrected
from lms.certificates.service import CertificateCard
from lms.certificates.signing.service import seal_waiting
from lms.kit.db import added, transaction
from lms.kit.errors import Conflict, Invalid, NotFound
from lms.kit.i18n import _, _l
from lms.people import service as people
from lms.people.actor import Actor
from lms.people.rules import Permission

REASON_LEAST, REASON_MOST = 10, 300
LINE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Correction:
    """What a replacement prints of the person where it differs from their record, and why it is made."""

    position: str
    workplace: str
    reason: str


def open_replaceable(by: Actor, certificate_id: int) -> tuple[CertificateCard, Facts]:
    """The certificate, and what a replacement would print today: the person as recorded now, the rest as it was.

    Raises Forbidden for anybody but admins, NotFound, Conflict for one that was replaced already.
    """
    by.must(Permission.ISSUE)
    card = service.open_certificate(by, certificate_id)
    if card.replaced_by is not None:
        raise Conflict(_l("This certificate was replaced already; open the one that replaces it."))
    return card, _anew(card, card.issued_at)


def replace_certificate(by: Actor, certificate_id: int, correction: Correction, at: datetime) -> int:
    """Issues the next version under the same number; its id. The old row stays, and its QR answers "replaced".

    One transaction; of two who replace at once the second hears Conflict. Raises Forbidden, NotFound, Conflict, and Invalid
    without a reason or for what cannot be printed.
    """
    card, _today = open_replaceable(by, certificate_id)
    said = correction.reason.strip()
    wrong = {
        name: _l("At most %(max)d characters fit here; now there are %(length)d.", max=LINE_LENGTH, length=len(text))
        for name, text in (("position", correction.position), ("workplace", correction.workplace))
        if len(text) > LINE_LENGTH
    }
    if not REASON_LEAST <= len(said) <= REASON_MOST:
        wrong["reason"] = _l("Write the reason in 10 to 300 characters; auditors will read it.")
    if wrong:
        raise Invalid(fields=wrong)
    with transaction() as writing:
        old = writing.get_one(Certificate, card.id, with_for_update=True, populate_existing=True)
        office, token = current_office(), codes.new_code()
        own = replace(
            _anew(card, at), position=correction.position or "-", workplace=correction.workplace, note=_note(old)
        )
        facts = coded(own, token)
        row = Certificate(
            enrolment_id=old.enrolment_id,
            person_id=old.person_id,
            batch_id=old.batch_id,
            kind=old.kind,
            version=old.version + 1,
            replaces_id=old.id,
            replaced_because=said,
            signing=office.signing,
            unit=old.unit,
            year=old.year,
            n=old.n,
            suffix=old.suffix,
            number=old.number,
            token=token,
            pdf_sha256=_pressed(facts),
            facts=facts.as_json(),
            layout=facts.layout,
            edition=" ".join(module.edition for module in batches.courses_of(old.batch_id).modules.values()),
            issued_at=at,
            by_id=by.id,
        )
        if not added(row):
            raise Conflict(_l("This certificate was replaced already; open the one that replaces it."))
        seal_waiting(row.batch_id, by.id, at)
        return row.id


def _anew(card: CertificateCard, at: datetime) -> Facts:
    person = people.names_of([card.person_id]).get(card.person_id)
    if person is None:
        raise NotFound
    return corrected(card.facts, person, current_office(), card.kind, at)


def _note(old: Certificate) -> str:
    """Printed under the number. The reason is for auditors, not for the paper."""
    day = wording.date_text(date.fromisoformat(old.facts["issued_on"]))
    return f"PENGGANTI: menggantikan {old.facts.get('title', 'SERTIFIKAT').lower()} bernomor sama tanggal {day}"


def _pressed(facts: Facts) -> str:
    """Its digest. Raises Invalid with the reasons where it cannot be printed."""
    try:
        return hashlib.sha256(press(facts, pictures())).hexdigest()
    except Unprintable as unprintable:
        told = " ".join(_(problem.msgid, **problem.params) for problem in unprintable.problems)
        raise Invalid(told) from unprintable
