"""The office: what certificates print about it, and how. Every change is an edition of its own; the newest counts."""

import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Final

from pydantic import BaseModel
from sqlalchemy import select

from lms.certificates import wording
from lms.certificates.models import Emblem, OfficeEdition
from lms.certificates.press import LAYOUTS, Pictures
from lms.certificates.rules import Kind, Signing, numbering_problems
from lms.kit.db import added, session, transaction
from lms.kit.errors import Invalid, NotFound
from lms.kit.images import develop_emblem, probe
from lms.kit.storage import current_storage
from lms.kit.words import Reason
from lms.people import service as people
from lms.people.actor import Actor
from lms.people.rules import Permission

SHIELD: Final = "shield"
GARUDA: Final = "garuda"
"""The emblems that are drawn rather than uploaded: neutral placeholders for the city logo and the lambang negara."""
EMBLEM_BYTES: Final = 2 * 1024**2
CHANGES_SHOWN: Final = 10


class Part(BaseModel, frozen=True, extra="ignore"):
    """A part of the settings. What an older edition does not know takes its default, what is no longer known is dropped."""


class Letterhead(Part):
    """The kop. `emblem` is for the Dinas (SHIELD, "" or an uploaded one), `state_emblem` for the head of the region alone."""

    government: str = "Pemerintah Kota Palembang"
    office: str = "Dinas Komunikasi dan Informatika"
    address: str = "Jalan (alamat kantor diisi oleh admin), Palembang, Sumatera Selatan"
    city: str = "Palembang"
    emblem: str = SHIELD
    state_emblem: str = GARUDA


class Signatory(Part):
    """Who signs. Titles are off by default: Permendagri 1/2023 Ps 44(2)."""

    head_of_region: bool = False
    """The Wali Kota: the kop is the Garuda and the name of the post, and neither rank nor NIP stands under the name."""
    capacity: str = ""
    position: str = "Kepala Dinas Komunikasi dan Informatika"
    name: str = "(nama penandatangan)"
    title_before: str = ""
    title_after: str = ""
    rank: str = ""
    nip: str = ""
    show_titles: bool = False
    show_rank: bool = True
    show_nip: bool = True


class Numbering(Part):
    """The number of a certificate: 800.2.4 is "Penyelenggaraan Diklat Pegawai" (Permendagri 83/2022)."""

    mask: str = "{kode}/{urut:03}/{unit}/{bulan_romawi}/{tahun}"
    code: str = "800.2.4"
    unit: str = "Diskominfo"


class Layouts(Part):
    """The layout of each kind, a key of the press."""

    certificate: str = "resmi"
    award: str = "piagam"
    statement: str = "keterangan"


class Office(Part):
    """All of it, as one edition. The defaults are placeholders that nobody takes for an office's own words."""

    letterhead: Letterhead = Letterhead()
    signatory: Signatory = Signatory()
    numbering: Numbering = Numbering()
    layouts: Layouts = Layouts()
    legal_basis: str = (
        "berdasarkan Undang-Undang Nomor 20 Tahun 2023 tentang Aparatur Sipil Negara, serta ketentuan pelaksanaannya"
    )
    signing: Signing = Signing.WET
    show_scores: bool = False
    show_predicate: bool = True
    photo_space: bool = False
    seal_text: str = wording.SEAL_FOOTER

    def layout(self, kind: Kind) -> str:
        """The layout of this kind; "resmi" where the chosen one is no longer there."""
        chosen = str(getattr(self.layouts, kind.value))
        return chosen if chosen in LAYOUTS else "resmi"

    @property
    def emblem(self) -> str:
        """What stands over the kop: the Garuda for the head of the region, the office's own otherwise (UU 24/2009 Ps 54(1)i)."""
        return self.letterhead.state_emblem if self.signatory.head_of_region else self.letterhead.emblem

    @property
    def footer(self) -> str:
        """The statement about the electronic signature, "" for a pen."""
        return {Signing.WET: "", Signing.SEAL: self.seal_text, Signing.TTE: wording.TTE_FOOTER}[self.signing]


@dataclass(frozen=True, slots=True)
class Edition:
    """Who saved what when; `changes` names what differs from the edition before ("signatory.name")."""

    id: int
    by: str
    at: datetime
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EmblemCard:
    digest: str
    name: str
    width: int
    height: int


def current_office() -> Office:
    """The newest edition, or the placeholders where nobody has saved one."""
    newest = session().scalar(select(OfficeEdition.values).order_by(OfficeEdition.id.desc()).limit(1))
    return Office.model_validate(newest or {})


def save(by: Actor, office: Office, at: datetime) -> bool:
    """Saves an edition; False when it says what the newest one says. What was issued before stays as it is.

    Raises Forbidden for anybody but admins, Invalid for a number format that cannot number and for an unknown emblem.
    """
    by.must(Permission.ISSUE)
    numbering = office.numbering
    if found := numbering_problems(numbering.mask, numbering.code, numbering.unit):
        raise Invalid(fields={"mask": " ".join(problem.msgid % problem.params for problem in found)})
    with transaction() as writing:
        for digest in {office.letterhead.emblem, office.letterhead.state_emblem} - {SHIELD, GARUDA, ""}:
            if writing.get(Emblem, digest) is None:
                raise NotFound
        if current_office() == office and writing.scalar(select(OfficeEdition.id).limit(1)) is not None:
            return False
        writing.add(OfficeEdition(values=office.model_dump(mode="json"), by_id=by.id, at=at))
    return True


def number_problems(office: Office) -> tuple[Reason, ...]:
    """Why certificates cannot be numbered as these settings say; empty when they can."""
    return numbering_problems(office.numbering.mask, office.numbering.code, office.numbering.unit)


def editions(by: Actor) -> list[Edition]:
    """The last changes, newest first. Raises Forbidden for anybody but admins."""
    by.must(Permission.ISSUE)
    newest = select(OfficeEdition).order_by(OfficeEdition.id.desc()).limit(CHANGES_SHOWN + 1)
    found = list(session().scalars(newest))
    names = people.names_of(row.by_id for row in found if row.by_id is not None)
    before: list[dict[str, Any]] = [row.values for row in found[1:]]
    if len(found) <= CHANGES_SHOWN:
        before.append(Office().model_dump(mode="json"))
    return [
        Edition(row.id, names[row.by_id].full_name if row.by_id else "", row.at, _differences(older, row.values))
        for row, older in zip(found, before, strict=False)
    ]


def add_emblem(by: Actor, picture: BinaryIO, name: str, at: datetime) -> EmblemCard:
    """Makes an uploaded picture safe and small, and keeps it; the same picture twice is one.

    Raises Forbidden for anybody but admins, UnsupportedMedia or TooLarge with the reason.
    """
    by.must(Permission.ISSUE)
    probe(picture)
    with tempfile.NamedTemporaryFile(prefix="emblem-") as file:
        file.write(picture.read())
        file.flush()
        made = develop_emblem(Path(file.name))
    stored = current_storage().put(BytesIO(made.png), limit=EMBLEM_BYTES)
    card = EmblemCard(stored.digest, name.strip()[:120] or stored.digest[:8], made.width, made.height)
    with transaction() as writing:
        known = writing.get(Emblem, card.digest)
        if known is None:
            row = Emblem(digest=card.digest, name=card.name, width=card.width, height=card.height, by_id=by.id, at=at)
            added(row)
    return card


def emblems(by: Actor) -> list[EmblemCard]:
    """The uploaded emblems, newest first. Raises Forbidden for anybody but admins."""
    by.must(Permission.ISSUE)
    rows = session().scalars(select(Emblem).order_by(Emblem.at.desc(), Emblem.digest))
    return [EmblemCard(row.digest, row.name, row.width, row.height) for row in rows]


def open_emblem(by: Actor, digest: str) -> bytes:
    """The picture, for admins. Raises Forbidden, NotFound."""
    by.must(Permission.ISSUE)
    if session().get(Emblem, digest) is None:
        raise NotFound
    return pictures()(digest)


def pictures() -> Pictures:
    """What the press asks for emblems: digest -> PNG; KeyError for what is not in storage."""
    known: dict[str, bytes] = {}

    def picture(digest: str) -> bytes:
        if digest not in known:
            try:
                with closing(current_storage().open(digest)) as file:
                    known[digest] = file.read()
            except NotFound as missing:
                raise KeyError(digest) from missing
        return known[digest]

    return picture


def _differences(older: dict[str, Any], newer: dict[str, Any], prefix: str = "") -> tuple[str, ...]:
    """The dotted names of what was changed, in the order of the settings."""
    found: list[str] = []
    for name, value in newer.items():
        was = older.get(name)
        if isinstance(value, dict) and isinstance(was, dict):
            found += _differences(was, value, f"{prefix}{name}.")
        elif value != was:
            found.append(f"{prefix}{name}")
    return tuple(found)
