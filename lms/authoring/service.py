"""Trainers propose editions of the courses, admins decide upon them. What is broken never becomes a proposal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import BinaryIO

from lms.authoring.changes import FileChange, changes, lost, own_files
from lms.batches import service as batches
from lms.batches.service import BatchCard
from lms.catalog import archive, editions
from lms.catalog.editions import EditionCard
from lms.catalog.frame import SHARED
from lms.catalog.loader import Files, build, read_files
from lms.catalog.pack import BrokenPack, Module
from lms.catalog.proof import Note, Proof, unknown
from lms.catalog.rules import EditionState, Source
from lms.catalog.service import current_catalog, module_of
from lms.config import current_settings
from lms.kit.errors import NotFound
from lms.kit.words import N_, Reason
from lms.people import service as people
from lms.people.actor import Actor
from lms.people.rules import Permission
from lms.people.service import PersonCard

NOTE_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Shelf:
    """`taught` is the edition a new batch takes, by module; `older` counts open batches that run on another one."""

    taught: Mapping[str, Module]
    older: Mapping[str, int]
    proposals: tuple[EditionCard, ...]
    history: tuple[EditionCard, ...]
    people: Mapping[int, PersonCard]


@dataclass(frozen=True, slots=True)
class Opened:
    """An edition beside the one that is taught now; `changes` are empty where it is that one itself."""

    card: EditionCard
    module: Module
    taught: Module
    changes: tuple[FileChange, ...]
    batches: tuple[BatchCard, ...]
    people: Mapping[int, PersonCard]

    @property
    def is_taught(self) -> bool:
        return self.card.edition == self.taught.edition


def shelf(by: Actor) -> Shelf:
    by.must(Permission.AUTHOR)
    cards = editions.shelf()
    taught = {key: _taught(key) for key in current_catalog().modules}
    running = [batch for batch in batches.batches_for(by) if batch.is_open]
    return Shelf(
        taught=taught,
        older={
            key: sum(batch.editions.get(key, module.edition) != module.edition for batch in running)
            for key, module in taught.items()
        },
        proposals=tuple(card for card in cards if card.state is EditionState.PROPOSED),
        history=tuple(card for card in cards if card.state is not EditionState.PROPOSED),
        people=_people(cards),
    )


def propose(by: Actor, stream: BinaryIO, name: str, note: str, at: datetime) -> EditionCard:
    """A module as a ZIP archive, called `name`, becomes a proposal. Raises BrokenPack with every error of it."""
    by.must(Permission.AUTHOR)
    proof = Proof()
    unpacked = archive.unpacked(proof, stream, name)
    key, own = _module_in(proof, unpacked, name)
    if len(proof):
        raise BrokenPack(proof.errors())
    return _keep(by, key, own, Source.UPLOAD, note, at)


def propose_files(by: Actor, module_key: str, new: Files, note: str, at: datetime) -> EditionCard:
    """The edition that is taught with more files, by their path in the module's folder, becomes a proposal.

    Raises NotFound for a module there is none of, BrokenPack for a file that does not fit or is there already.
    """
    by.must(Permission.AUTHOR)
    if module_key not in current_catalog().modules:
        raise NotFound
    own = own_files(files_of(module_key, _taught(module_key).edition), module_key)
    added = {f"{module_key}/{path}": content for path, content in new.items()}
    if there := sorted(added.keys() & own.keys()):
        reason = Reason(N_("There is a file of this name already; give yours another name."))
        raise BrokenPack(Note(path, 1, reason) for path in there)
    return _keep(by, module_key, {**own, **added}, Source.QUESTIONS, note, at)


def open_edition(by: Actor, edition_id: int) -> Opened:
    """For whoever writes courses. Raises NotFound."""
    by.must(Permission.AUTHOR)
    card = editions.card(edition_id)
    module, taught = module_of(card.module_key, card.edition), _taught(card.module_key)
    if module is None:
        raise NotFound
    before, after = (
        own_files(files_of(card.module_key, edition), card.module_key) for edition in (taught.edition, card.edition)
    )
    using = [batch for batch in batches.batches_for(by) if batch.editions.get(card.module_key) == card.edition]
    return Opened(card, module, taught, changes(before, after), tuple(using), _people([card]))


def open_module(by: Actor, edition_id: int) -> tuple[EditionCard, Module]:
    """An edition to look through. Raises NotFound."""
    by.must(Permission.AUTHOR)
    card = editions.card(edition_id)
    module = module_of(card.module_key, card.edition)
    if module is None:
        raise NotFound
    return card, module


def packed(by: Actor, module_key: str, edition: str) -> bytes:
    """The files of an edition as an archive to work on: its own folder, without what all modules share. Raises NotFound."""
    by.must(Permission.AUTHOR)
    return archive.packed(own_files(files_of(module_key, edition), module_key))


def decide(by: Actor, edition_id: int, state: EditionState, at: datetime) -> EditionCard:
    """Approves or refuses a proposal; batches that begin from now on take what was approved last. Raises NotFound, Decided."""
    by.must(Permission.APPROVE_COURSES)
    return editions.decide(edition_id, state, by_id=by.id, at=at)


def files_of(module_key: str, edition: str) -> dict[str, bytes]:
    """From the shelf; what was never put there is in the folder of the installation. Raises NotFound."""
    try:
        return editions.files(module_key, edition)
    except NotFound:
        own = current_catalog().modules.get(module_key)
        if own is None or own.edition != edition:
            raise
        return read_files(Proof(), current_settings().courses)


def taught_module(by: Actor, module_key: str) -> Module:
    """The edition a new batch would take. Raises NotFound."""
    by.must(Permission.AUTHOR)
    if module_key not in current_catalog().modules:
        raise NotFound
    return _taught(module_key)


def _keep(by: Actor, key: str, own: Files, source: Source, note: str, at: datetime) -> EditionCard:
    files = {**_shared(), **own}
    module = build(files, Proof(), only=key).modules[key]
    if gone := list(lost(_taught(key), module)):
        raise BrokenPack(gone)
    return editions.keep(key, files, source, at=at, by_id=by.id, note=note.strip()[:NOTE_LENGTH])


def _taught(key: str) -> Module:
    edition = editions.current().get(key)
    return (module_of(key, edition) if edition else None) or current_catalog().modules[key]


def _module_in(proof: Proof, files: Files, name: str) -> tuple[str, dict[str, bytes]]:
    """The key of the one module of an archive, and its files under that key, however deep its folder lies."""
    found = {PurePosixPath(path).parent for path in files if PurePosixPath(path).name == "module.yaml"}
    known = list(current_catalog().modules)
    if len(found) != 1:
        reason = Reason(N_("The archive holds no module.yaml; pack the folder of one module."))
        if found:
            reason = Reason(N_("The archive holds %(count)s modules; send them one by one."), {"count": len(found)})
        proof.note(name, 1, reason)
        return "", {}
    root = found.pop()
    key = root.name or PurePosixPath(name).stem
    if key not in known:
        proof.note(name, 1, unknown(N_("module"), key, known))
    lying = "" if root == PurePosixPath(".") else f"{root}/"
    own = {f"{key}/{path.removeprefix(lying)}": content for path, content in files.items() if path.startswith(lying)}
    return key, own


def _shared() -> dict[str, bytes]:
    courses = current_settings().courses
    return {name: (courses / name).read_bytes() for name in SHARED if (courses / name).is_file()}


def _people(cards: list[EditionCard]) -> Mapping[int, PersonCard]:
    ids = {one for card in cards for one in (card.proposed_by_id, card.decided_by_id) if one is not None}
    return people.names_of(ids)
