"""An edition that a trainer proposed and nobody has decided upon yet."""

from datetime import datetime
from io import BytesIO
from typing import Final

from lms.authoring import service as authoring
from lms.catalog import archive
from lms.catalog.editions import EditionCard
from lms.catalog.proof import Proof
from lms.catalog.service import current_catalog
from lms.people.actor import Actor

MODULE: Final = "journalism"
CHANGES: Final = (
    ("lessons/03-lead-and-pyramid.md", "rekaan.", "rekaan. Silakan ganti dengan contoh dari kantor Anda sendiri."),
)
"""File, words, and the words in their place."""


def propose(trainer: Actor, at: datetime) -> EditionCard:
    """The lesson on leads with one more sentence."""
    edition = current_catalog().modules[MODULE].edition
    files = archive.unpacked(Proof(), BytesIO(authoring.packed(trainer, MODULE, edition)), "pack.zip")
    for name, old, new in CHANGES:
        path = f"{MODULE}/{name}"
        files[path] = files[path].decode().replace(old, new, 1).encode()
    pack = BytesIO(archive.packed(files))
    return authoring.propose(trainer, pack, f"{MODULE}.zip", "Ajakan memakai contoh dari kantor sendiri", at)
