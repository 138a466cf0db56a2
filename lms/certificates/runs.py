"""How far an act that a job carries out is: issuing, printing, signing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from lms.certificates.rules import Kind
from lms.kit.errors import NotFound
from lms.kit.jobs import JobCard, JobState, progress
from lms.kit.words import Reason


@dataclass(frozen=True, slots=True)
class RunCard:
    """How far an act of issuing or printing is."""

    id: int
    batch_id: int
    at: datetime
    job: JobCard
    refused: Mapping[str, tuple[Reason, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """By the name of the person: why no certificate could be printed."""
    kind: Kind = Kind.CERTIFICATE


def progress_of(job_id: int, certificates: int) -> JobCard:
    """How far the job is; one whose row was cleared away has done all."""
    try:
        return progress(job_id)
    except NotFound:
        return JobCard(job_id, "", JobState.DONE, certificates, certificates, "")
