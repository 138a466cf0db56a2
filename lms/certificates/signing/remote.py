"""Signing by the BSrE service, in the request that carries NIK and passphrase: they are in its memory and nowhere else.

So no job can do it. One certificate after the other, each published at once, up to a number and a time that a page can wait
for; whoever asks again goes on where this stopped.
"""

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lms.certificates.models import SigningRun
from lms.certificates.signing.bsre import NotSigned, Official, sign
from lms.certificates.signing.desk import WHOLE, desk
from lms.certificates.signing.inspect import Examiner, examiner
from lms.certificates.signing.parcel import Brought
from lms.certificates.signing.returning import NO_ROOTS, UNCHECKED, take_one, trusted_roots
from lms.certificates.signing.service import prints, stems_of, tell
from lms.config import Settings, current_settings
from lms.kit.db import transaction
from lms.kit.errors import Invalid, Words
from lms.kit.i18n import _l
from lms.kit.words import N_, Reason
from lms.people.actor import Actor
from lms.people.rules import Permission

MOST_AT_ONCE: Final = 25
SECONDS: Final = 40.0
EACH_SECONDS: Final = 20.0
NIK_LENGTH: Final = 16
MORE: Final = N_("%(signed)s certificates are signed, %(left)s still wait: sign again to go on.")
NOTHING_TO_DO: Final = _l("No certificate of this batch waits for an electronic signature.")


@dataclass(slots=True)
class _Round:
    """One request's worth of signing."""

    run_id: int
    batch_id: int
    by_id: int
    roots: str
    deadline: float


def sign_waiting(by: Actor, batch_id: int, official: Official, at: datetime) -> int:
    """Signs the certificates that wait, as many as fit into one request; the id of the run, which tells how far it came.

    Raises Forbidden, NotFound, and Invalid for a NIK that is none, an empty passphrase, and where nothing waits.
    """
    by.must(Permission.ISSUE)
    left = [one.id for one in desk(by, batch_id).to_sign]
    settings = current_settings()
    _refuse_unready(settings, official, len(left))
    with transaction() as writing:
        run = SigningRun(batch_id=batch_id, way="api", certificate_ids=left[:MOST_AT_ONCE], by_id=by.id, at=at)
        writing.add(run)
        writing.flush()
        run_id = run.id
    try:
        roots = trusted_roots(settings)
    except OSError:
        tell(run_id, {WHOLE: Reason(NO_ROOTS, {"path": str(settings.bsre.trust_file)})})
        return run_id
    this = _Round(run_id, batch_id, by.id, roots, time.monotonic() + SECONDS)
    signed, note = _sign_in_turn(this, left[:MOST_AT_ONCE], official)
    if note is None and signed < len(left):
        note = Reason(MORE, {"signed": signed, "left": len(left) - signed})
    tell(run_id, {WHOLE: note or (None if roots else Reason(UNCHECKED))})
    return run_id


def _refuse_unready(settings: Settings, official: Official, left: int) -> None:
    wrong: dict[str, Words] = {}
    if not (official.nik.isascii() and official.nik.isdigit() and len(official.nik) == NIK_LENGTH):
        wrong["secret_nik"] = _l("The NIK has %(count)s digits.", count=NIK_LENGTH)
    if not official.passphrase or not official.passphrase.isprintable():
        wrong["secret_passphrase"] = _l("Type the passphrase of the official's electronic certificate.")
    if wrong:
        raise Invalid(fields=wrong)
    if not settings.bsre.url:
        raise Invalid(_l("The settings name no signing service (bsre.url)."))
    if not left:
        raise Invalid(NOTHING_TO_DO)


def _sign_in_turn(this: _Round, certificate_ids: list[int], official: Official) -> tuple[int, Reason | None]:
    """How many were signed, and why it stopped before the end, if it did."""
    signed, stems = 0, stems_of(this.batch_id)
    with examiner() as desk:
        for certificate_id, _facts, pdf in prints(certificate_ids):
            seconds = min(EACH_SECONDS, this.deadline - time.monotonic())
            if seconds <= 1:
                break
            name = f"{stems[certificate_id]}.pdf"
            try:
                problem = _sign_one(desk, this, official, name, pdf, seconds)
            except NotSigned as refusal:
                if refusal.final:
                    return signed, refusal.reason
                problem = refusal.reason
            tell(this.run_id, {name: problem})
            signed += problem is None
    return signed, None


def _sign_one(desk: Examiner, this: _Round, official: Official, name: str, pdf: bytes, seconds: float) -> Reason | None:
    """What came back is looked at like any file that somebody brings. Raises NotSigned."""
    back = sign(current_settings().bsre, official, name, pdf, seconds=seconds)
    return take_one(desk, this.batch_id, Brought(name, back), roots=this.roots, by_id=this.by_id)
