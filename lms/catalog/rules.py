"""What may become of an edition of a module. Pure."""

from enum import StrEnum


class Source(StrEnum):
    """Where an edition came from."""

    INSTALLATION = "installation"
    UPLOAD = "upload"
    QUESTIONS = "questions"


class EditionState(StrEnum):
    """Only approved editions are taught; a new batch takes the one approved last."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"


def state_of_new(source: Source, current: Source | None) -> EditionState:
    """The installation's own files are taught at once unless the city teaches an edition of its own; then an admin decides."""
    own = source is Source.INSTALLATION and current in (None, Source.INSTALLATION)
    return EditionState.APPROVED if own else EditionState.PROPOSED
