"""Editions of the modules: kept as they were read, proposed, decided upon. A batch runs on those it began with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

from sqlalchemy import ColumnElement, func, select

from lms.catalog import archive
from lms.catalog.frame import SHARED
from lms.catalog.loader import Files, build, module_edition, read_files
from lms.catalog.models import Edition
from lms.catalog.pack import BrokenPack, Module
from lms.catalog.proof import Note, Proof
from lms.catalog.rules import EditionState, Source, state_of_new
from lms.kit.db import added, rows, session, transaction
from lms.kit.errors import Conflict, NotFound
from lms.kit.i18n import _l
from lms.kit.storage import current_storage
from lms.kit.words import N_, Reason

APPROVED = (
    select(Edition.module_key, Edition.edition, Edition.source)
    .where(Edition.state == EditionState.APPROVED)
    .order_by(Edition.module_key, Edition.decided_at, Edition.id)
)


class Decided(Conflict):
    title = _l("This edition was decided upon")
    message = _l("Somebody has approved or refused this edition already, so nothing was changed.")
    advice = _l("Load the page again to see what became of it.")


@dataclass(frozen=True, slots=True)
class EditionCard:
    """A row of the shelf; people are named by id, None where the installation brought it."""

    id: int
    module_key: str
    edition: str
    source: Source
    state: EditionState
    note: str
    proposed_by_id: int | None
    proposed_at: datetime
    decided_by_id: int | None
    decided_at: datetime | None


CARD = [getattr(Edition, name) for name in EditionCard.__slots__]


def take_in(directory: Path, at: datetime) -> None:
    """Keeps the installation's own packs as editions; harmless when they are kept already. Raises BrokenPack.

    Packs that go back to what they were are taught again as they were.
    """
    proof = Proof()
    files = read_files(proof, directory)
    for module in build(files, proof).modules.values():
        own = {name: content for name, content in files.items() if name in SHARED or name.startswith(f"{module.key}/")}
        kept = keep(module.key, own, Source.INSTALLATION, at=at)
        if kept.source is Source.INSTALLATION and kept.state is EditionState.APPROVED:
            _teach_again(kept, at)


def _teach_again(card: EditionCard, at: datetime) -> None:
    """Unless it is taught now, or the city teaches an edition of its own."""
    with transaction() as writing:
        taught, source = current().get(card.module_key), _sources().get(card.module_key)
        if taught != card.edition and source is Source.INSTALLATION:
            writing.get_one(Edition, card.id).decided_at = at


def keep(
    module_key: str, files: Files, source: Source, *, at: datetime, by_id: int | None = None, note: str = ""
) -> EditionCard:
    """An edition made of these files (those all modules share, and the module's own), or the one that is kept already.

    The caller has proven that they build.
    """
    edition = module_edition(files, module_key)
    stored = current_storage().put(BytesIO(archive.packed(files)), limit=archive.LARGEST)
    with transaction():
        state = state_of_new(source, _sources().get(module_key))
        added(
            Edition(
                module_key=module_key,
                edition=edition,
                digest=stored.digest,
                source=source,
                state=state,
                note=note,
                proposed_by_id=by_id,
                proposed_at=at,
                decided_at=at if state is EditionState.APPROVED else None,
            )
        )
        return _card(Edition.module_key == module_key, Edition.edition == edition)


def decide(edition_id: int, state: EditionState, *, by_id: int, at: datetime) -> EditionCard:
    """Approves or refuses what was proposed. Raises NotFound, or Decided where that was done with another outcome."""
    with transaction() as writing:
        row = writing.scalar(select(Edition).where(Edition.id == edition_id).with_for_update())
        if row is None:
            raise NotFound
        if row.state is not EditionState.PROPOSED and row.state is not state:
            raise Decided
        if row.state is EditionState.PROPOSED:
            row.state, row.decided_by_id, row.decided_at = state, by_id, at
            writing.flush()
        return _card(Edition.id == edition_id)


def card(edition_id: int) -> EditionCard:
    """Raises NotFound."""
    return _card(Edition.id == edition_id)


def shelf(limit: int = 100) -> list[EditionCard]:
    """The newest proposals and editions of all modules."""
    asked = select(*CARD).order_by(Edition.id.desc()).limit(limit)
    return [EditionCard(**row._mapping) for row in session().execute(asked)]


def waiting() -> int:
    """How many proposals nobody has decided upon."""
    asked = select(func.count()).select_from(Edition).where(Edition.state == EditionState.PROPOSED)
    return session().scalar(asked) or 0


def current() -> dict[str, str]:
    """Module key -> the edition a new batch takes. Empty before the installation's packs were taken in."""
    return {row.module_key: row.edition for row in rows(APPROVED)}


def files(module_key: str, edition: str) -> dict[str, bytes]:
    """The files an edition was read from. Raises NotFound."""
    asked = select(Edition.digest).where(Edition.module_key == module_key, Edition.edition == edition)
    digest = session().scalar(asked)
    if digest is None:
        raise NotFound
    proof = Proof()
    with current_storage().open(digest) as stream:
        return archive.unpacked(proof, stream, f"{module_key}.zip")


def module(module_key: str, edition: str) -> Module:
    """Raises NotFound, and BrokenPack for one that an older version of this program could read and this one cannot."""
    kept = files(module_key, edition)
    found = build(kept, Proof(), only=module_key).modules.get(module_key)
    if found is None:
        reason = Reason(N_("The archive does not hold this module; propose the edition once more."))
        raise BrokenPack([Note(module_key, 1, reason)])
    return found


def _sources() -> Mapping[str, Source]:
    return {row.module_key: row.source for row in rows(APPROVED)}


def _card(*which: ColumnElement[bool]) -> EditionCard:
    found = session().execute(select(*CARD).where(*which)).one_or_none()
    if found is None:
        raise NotFound
    return EditionCard(**found._mapping)
