"""For whom which kind is, and why not, in sentences."""

from lms.certificates.rules import Kind
from lms.certificates.service import Candidate
from lms.kit.words import N_, Reason


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
