"""What the office says of itself: editions that are only added, switches, emblems made safe."""

import struct
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask_babel import force_locale
from PIL import Image, ImageDraw
from sqlalchemy import func, select

from lms.certificates import office, wording
from lms.certificates.models import Emblem, OfficeEdition
from lms.certificates.office import Layouts, Letterhead, Numbering, Office, Signatory, current_office
from lms.certificates.press import press
from lms.certificates.printing import dressed, sample_of
from lms.certificates.rules import Kind, Signing
from lms.config import BrokenSettings, Settings
from lms.kit.db import session, transaction
from lms.kit.errors import Forbidden, Invalid, NotFound, TooLarge, UnsupportedMedia
from tests import factories
from tests.people import Cast

pytestmark = pytest.mark.usefixtures("app_context")
KEPALA = Signatory(name="Siti Rahmawati", title_after="S.Sos., M.Si.", rank="Pembina (IV/a)", nip="197001011995032001")


# --- editions --------------------------------------------------------------------------------------------------------


def test_without_an_edition_there_are_placeholders_that_print(cast: Cast) -> None:
    assert current_office() == Office()
    assert press(sample_of(current_office(), Kind.CERTIFICATE)).startswith(b"%PDF-")


def test_every_change_is_an_edition_that_says_who_when_and_what(cast: Cast, at: datetime) -> None:
    first = Office(signatory=KEPALA)
    later = first.model_copy(update={"signatory": KEPALA.model_copy(update={"show_titles": True}), "photo_space": True})
    assert office.save(cast.admin, first, at)
    assert not office.save(cast.admin, first, at), "what says the same is no change"
    assert office.save(cast.admin, later, at + timedelta(hours=1))
    assert current_office() == later
    newest, oldest = office.editions(cast.admin)
    assert newest.changes == ("signatory.show_titles", "photo_space")
    assert oldest.changes == ("signatory.name", "signatory.title_after", "signatory.rank", "signatory.nip")
    assert (newest.at, newest.by) == (at + timedelta(hours=1), cast.admin.name)


def test_an_edition_of_other_code_is_still_read(cast: Cast, at: datetime) -> None:
    """A field that did not exist then takes its default; one that is no longer known is dropped."""
    with transaction() as writing:
        writing.add(OfficeEdition(values={"letterhead": {"city": "Jambi", "fax": "0711"}, "motto": "x"}, at=at))
    assert current_office() == Office(letterhead=Letterhead(city="Jambi"))


@pytest.mark.parametrize(
    "numbering",
    [
        Numbering(mask="{kode}/{unit}/{tahun}"),
        Numbering(mask="{urut}/{unit}"),
        Numbering(mask="{urut}/{tahun}/{nomor}"),
        Numbering(mask="{urut}/{tahun"),
        Numbering(unit="U" * 61),
        Numbering(code="9" * 110),
    ],
)
def test_a_format_that_cannot_number_is_refused_where_it_is_typed(
    cast: Cast, at: datetime, numbering: Numbering
) -> None:
    with pytest.raises(Invalid) as refused:
        office.save(cast.admin, Office(numbering=numbering), at)
    assert "mask" in refused.value.fields
    assert current_office() == Office()


def test_an_old_file_of_settings_is_told_where_they_went(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Silently printing placeholders instead would be worse than not starting."""
    monkeypatch.setenv("LMS_INSTANCE", str(tmp_path))
    (tmp_path / "config.toml").write_text('legal_basis = "x"\n[letterhead]\ncity = "Jambi"\n')
    with pytest.raises(BrokenSettings, match="/office now: remove legal_basis, letterhead"):
        Settings()


def test_only_admins_see_and_change_the_office(cast: Cast, at: datetime) -> None:
    for other in cast.everyone().values():
        if other != cast.admin:
            for act in (
                lambda by: office.save(by, Office(), at),
                lambda by: office.add_emblem(by, BytesIO(), "x", at),
                office.editions,
                office.emblems,
                lambda by: office.open_emblem(by, "0" * 64),
            ):
                with pytest.raises(Forbidden):
                    act(other)


# --- what the switches print -----------------------------------------------------------------------------------------


def test_the_signer_is_named_without_titles_but_with_rank_and_nip() -> None:
    signature = sample_of(Office(signatory=KEPALA), Kind.CERTIFICATE).signature
    assert signature.name == "Siti Rahmawati"
    assert signature.below == ("Pembina (IV/a)", "NIP 19700101 199503 2 001")
    switched = KEPALA.model_copy(update={"show_titles": True, "show_nip": False, "show_rank": False})
    signature = sample_of(Office(signatory=switched), Kind.CERTIFICATE).signature
    assert (signature.name, signature.below) == ("Siti Rahmawati, S.Sos., M.Si.", ())


def test_the_head_of_the_region_signs_under_the_garuda_without_rank_and_nip() -> None:
    head = KEPALA.model_copy(update={"head_of_region": True, "position": "Wali Kota Palembang"})
    facts = sample_of(Office(signatory=head), Kind.CERTIFICATE)
    assert (facts.letterhead.government, facts.letterhead.office) == ("", "Wali Kota Palembang")
    assert facts.letterhead.emblem == office.GARUDA
    assert facts.signature.below == ()
    assert facts.legal.startswith("Wali Kota Palembang, berdasarkan")
    assert press(facts).startswith(b"%PDF-")


def test_the_footer_is_printed_only_for_an_electronic_signature() -> None:
    said = {way: sample_of(Office(signing=way), Kind.CERTIFICATE).footer for way in Signing}
    assert said == {Signing.WET: "", Signing.SEAL: wording.SEAL_FOOTER, Signing.TTE: wording.TTE_FOOTER}


def test_scores_and_predikat_follow_their_switches() -> None:
    shown = sample_of(Office(show_scores=True), Kind.CERTIFICATE)
    assert shown.final
    assert shown.subjects[0].score
    bare = sample_of(Office(show_predicate=False), Kind.CERTIFICATE)
    assert (bare.final, bare.average, bare.predicate) == (None, None, None)
    assert {subject.score for subject in bare.subjects} == {None}


def test_a_layout_that_is_gone_gives_way_to_the_plain_one() -> None:
    gone = Office(layouts=Layouts(certificate="lama"))
    assert sample_of(gone, Kind.CERTIFICATE).layout == "resmi"


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_its_title_and_its_words(kind: Kind, at: datetime) -> None:
    facts = dressed(sample_of(Office(), kind), Office(), kind, at.date())
    assert facts.kind == kind
    assert facts.legal.endswith(":")
    assert press(facts).startswith(b"%PDF-")


# --- emblems ---------------------------------------------------------------------------------------------------------


def picture(mode: str = "RGBA", size: tuple[int, int] = (800, 1000), form: str = "PNG") -> BytesIO:
    """A red disc; on nothing where the mode can say so."""
    empty = (0, 0, 0, 0) if mode == "RGBA" else None
    drawn = Image.new("RGBA", size, empty or "white")
    ImageDraw.Draw(drawn).ellipse((size[0] // 4, size[1] // 4, 3 * size[0] // 4, 3 * size[1] // 4), "red")
    file = BytesIO()
    drawn.convert(mode).save(file, form)
    file.seek(0)
    return file


def bomb() -> BytesIO:
    """A PNG that says 20,000 × 20,000 and is 60 kB."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", 20_000, 20_000, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * (2501 * 20_000), 9)
    return BytesIO(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b""))


@pytest.mark.parametrize(
    ("mode", "form"), [("RGBA", "PNG"), ("P", "PNG"), ("LA", "PNG"), ("RGB", "WEBP"), ("CMYK", "JPEG")]
)
def test_an_emblem_becomes_a_small_png(cast: Cast, at: datetime, mode: str, form: str) -> None:
    card = office.add_emblem(cast.admin, picture(mode, form=form), "logo kota.png", at)
    assert (card.width, card.height) == (480, 600)
    made = Image.open(BytesIO(office.pictures()(card.digest)))
    assert (made.format, made.mode, made.size) == ("PNG", "RGBA", (480, 600))
    middle, corner = made.getpixel((240, 300)), made.getpixel((2, 2))
    if mode not in ("LA", "P"):
        assert middle[0] > 200
        assert max(middle[1:3]) < 80, f"red stays red: {middle}"
    assert corner[3] == (0 if mode == "RGBA" else 255) or mode == "P", "nothing stays nothing"
    assert office.open_emblem(cast.admin, card.digest) == office.pictures()(card.digest)


def test_the_same_emblem_twice_is_one(cast: Cast, at: datetime) -> None:
    first, again = (office.add_emblem(cast.admin, picture(), name, at) for name in ("a.png", "b.png"))
    assert first.digest == again.digest
    assert session().scalar(select(func.count()).select_from(Emblem)) == 1


@pytest.mark.parametrize(
    ("file", "refusal", "says"),
    [
        (lambda: picture(size=(1, 1)), UnsupportedMedia, "1 × 1"),
        (lambda: picture(size=(4000, 300)), UnsupportedMedia, "600 × 45"),
        (lambda: BytesIO(_plain("RGBA", (0, 0, 0, 0))), UnsupportedMedia, "empty"),
        (lambda: BytesIO(_plain("RGB", "white")), UnsupportedMedia, "empty"),
        (bomb, TooLarge, "400"),
        (lambda: BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), UnsupportedMedia, "SVG"),
        (lambda: BytesIO(picture().getvalue()[:-40]), UnsupportedMedia, "not whole"),
        (BytesIO, UnsupportedMedia, "empty"),
    ],
)
def test_what_is_no_emblem_is_refused_with_the_reason(
    cast: Cast, at: datetime, file: Callable[[], BytesIO], refusal: type[Exception], says: str
) -> None:
    with pytest.raises(refusal) as refused:
        office.add_emblem(cast.admin, file(), "logo.png", at)
    with force_locale("en"):
        assert says in str(refused.value)
    assert office.emblems(cast.admin) == []


def test_an_emblem_that_nobody_uploaded_is_refused(cast: Cast, at: datetime) -> None:
    with pytest.raises(NotFound):
        office.save(cast.admin, Office(letterhead=Letterhead(emblem="0" * 64)), at)
    with pytest.raises(KeyError):
        office.pictures()("0" * 64)


def test_a_photo_that_lies_about_its_place_keeps_nothing_of_it(cast: Cast, at: datetime) -> None:
    card = office.add_emblem(cast.admin, BytesIO(factories.jpeg(gps=True)), "foto.jpg", at)
    made = Image.open(BytesIO(office.pictures()(card.digest)))
    assert not made.getexif()
    assert made.info == {}


def _plain(mode: str, colour: object) -> bytes:
    file = BytesIO()
    Image.new(mode, (300, 300), colour).save(file, "PNG")
    return file.getvalue()
