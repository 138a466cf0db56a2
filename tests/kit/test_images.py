"""Photos from phones are taken as they are; everything that only pretends to be one is named and refused."""

import signal
import struct
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import Babel, force_locale
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageCms

from lms.kit import images
from lms.kit.errors import AppError, TooLarge, Unavailable, UnsupportedMedia
from lms.kit.images import develop, probe
from lms.kit.negatives import Format, Negative, read

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)
TOLERANCE = 12
"""How far a colour may drift through two JPEG steps, of 255."""


def quarters(width: int = 1600, height: int = 1200) -> Image.Image:
    """Red, green / blue, white: tells every way of turning and mirroring apart."""
    picture = Image.new("RGB", (2, 2))
    for at, colour in zip(((0, 0), (1, 0), (0, 1), (1, 1)), (RED, GREEN, BLUE, WHITE), strict=True):
        picture.putpixel(at, colour)
    return picture.resize((width, height), Image.Resampling.NEAREST)


def saved(picture: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    file = BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def exif(*, orientation: int = 1, gps: bool = False, taken: str = "") -> Image.Exif:
    written = Image.Exif()
    written[ExifTags.Base.Orientation] = orientation
    written[ExifTags.Base.Make] = "Kamera Dinas"
    if gps:
        written.get_ifd(ExifTags.IFD.GPSInfo).update({1: "S", 2: (2.0, 59.0, 27.0), 3: "E", 4: (104.0, 45.0, 24.0)})
    details = written.get_ifd(ExifTags.IFD.Exif)
    details[ExifTags.Base.BodySerialNumber] = "SN-20261118"
    if taken:
        details[ExifTags.Base.DateTimeOriginal] = taken
    return written


def corners(content: bytes) -> list[str]:
    """The colours of the four quarters, read from the middle of each."""
    with Image.open(BytesIO(content)) as picture:
        width, height = picture.size
        shown = picture.convert("RGB")
        seen = [shown.getpixel((width * x // 4, height * y // 4)) for x, y in ((1, 1), (3, 1), (1, 3), (3, 3))]
    named = {"red": RED, "green": GREEN, "blue": BLUE, "white": WHITE}
    return [
        next((name for name, colour in named.items() if close(pixel, colour)), str(pixel))
        for pixel in seen
    ]  # fmt: skip


def close(pixel: object, colour: tuple[int, ...]) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(one - other) <= TOLERANCE for one, other in zip(pixel, colour, strict=True))


@pytest.fixture
def in_english() -> Iterator[None]:
    """For tests that read the sentence."""
    app = Flask(__name__)
    Babel(app)
    with app.app_context(), force_locale("en"):
        yield


@pytest.fixture
def photo(tmp_path: Path) -> Callable[[bytes], Path]:
    def write(content: bytes) -> Path:
        path = tmp_path / "foto.jpg"
        path.write_bytes(content)
        return path

    return write


# --- what is accepted --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", list(Format))
def test_a_photo_is_told_by_its_content(kind: Format) -> None:
    stream = BytesIO(saved(quarters(64, 48), kind))
    assert probe(stream) == Negative(kind, 64, 48)
    assert stream.tell() == 0, "whoever stores it next starts at its beginning"


@pytest.mark.parametrize("options", [{"lossless": True}, {"exif": b"Exif\0\0"}, {"quality": 50}])
def test_every_kind_of_webp_has_its_size_read(options: dict[str, object]) -> None:
    assert read(saved(quarters(301, 207), "WEBP", **options)) == Negative(Format.WEBP, 301, 207)


@pytest.mark.parametrize("options", [{"progressive": True}, {"optimize": True}, {"restart_marker_rows": 1}])
def test_every_kind_of_jpeg_has_its_size_read(options: dict[str, object]) -> None:
    assert read(saved(quarters(301, 207), **options)) == Negative(Format.JPEG, 301, 207)


def test_a_thumbnail_inside_is_not_the_photo() -> None:
    """A camera's thumbnail is a whole JPEG with its own size and end, inside the metadata."""
    inside = saved(quarters(160, 120))
    whole = saved(quarters(640, 480), exif=b"Exif\0\0" + inside)
    assert read(whole) == Negative(Format.JPEG, 640, 480)
    with pytest.raises(UnsupportedMedia):
        read(whole[: whole.index(inside) + len(inside)])


@pytest.mark.parametrize(
    "trailer",
    [b"\0" * 5000, b"\xff" * 16, b"\0\0\0\x18ftypmp42" + bytes(range(256)) * 40, b"\x0a\x01\x01Image_UTC_DataSEFHSEFT"],
    ids=["padding", "fill", "motion photo", "Samsung's notes"],
)
def test_what_phones_write_behind_a_photo_is_no_fault(trailer: bytes, photo: Callable[[bytes], Path]) -> None:
    content = saved(quarters()) + trailer
    assert probe(BytesIO(content)).width == 1600
    assert develop(photo(content)).width == 1600


def test_a_phone_s_second_picture_in_the_same_file_is_left_out(photo: Callable[[bytes], Path]) -> None:
    path = photo(saved(quarters(), "MPO", save_all=True, append_images=[Image.new("RGB", (800, 600), "black")]))
    assert probe(path) == Negative(Format.JPEG, 1600, 1200)
    assert corners(develop(path).large) == ["red", "green", "blue", "white"]


# --- what is refused, and how it is called -----------------------------------------------------------------------------


def zipped() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("siaran-pers.txt", "isi")
    return file.getvalue()


OTHERS = [
    (b"<!DOCTYPE html><html><script>alert(1)</script></html>", "a web page (HTML)"),
    (b"\xef\xbb\xbf\n <HTML><body>", "a web page (HTML)"),
    (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "an SVG drawing"),
    (b'<?xml version="1.0"?>\n<!-- logo -->\n<svg onload="alert(1)">', "an SVG drawing"),
    (b"<?xml version='1.0'?><rss/>", "an XML file"),
    (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF document"),
    (zipped(), "a ZIP archive or an Office document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office document"),
    (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "a HEIC photo"),
    (b"\0\0\0\x1cftypavif\0\0\0\0", "an AVIF picture"),
    (b"\0\0\0\x18ftypisom\0\0\2\0", "a video"),
    (saved(Image.new("P", (2, 2)), "GIF"), "a GIF animation"),
    (saved(Image.new("RGB", (2, 2)), "BMP"), "a BMP picture"),
    (saved(Image.new("RGB", (2, 2)), "TIFF"), "a TIFF or camera RAW picture"),
    (b"MZ\x90\0\3\0\0\0", "a program"),
    (b"#!/bin/sh\nrm -rf /\n", "a program"),
    (b"Selamat pagi, ini bukan foto.\n", "a text file"),
]


@pytest.mark.parametrize(("content", "name"), OTHERS, ids=[f"{name} {at}" for at, (_, name) in enumerate(OTHERS)])
def test_another_kind_of_file_is_named(content: bytes, name: str, in_english: None) -> None:
    with pytest.raises(UnsupportedMedia) as refusal:
        probe(BytesIO(content))
    assert str(refusal.value.message) == f"This file is not a photo in JPEG, PNG or WebP: it is {name}."


def test_noise_is_refused_without_a_guess(in_english: None) -> None:
    with pytest.raises(UnsupportedMedia, match=r"^Only photos in JPEG, PNG or WebP are accepted\.$"):
        probe(BytesIO(bytes(range(256))))


def test_an_empty_file_is_called_empty(in_english: None) -> None:
    with pytest.raises(UnsupportedMedia, match=r"^The file is empty \(0 bytes\)\.$"):
        probe(BytesIO())


@pytest.mark.parametrize("kind", list(Format))
@pytest.mark.parametrize("share", [0.01, 0.5, 0.99, 1.0])
def test_a_photo_that_was_cut_off_is_told_at_once(kind: Format, share: float, in_english: None) -> None:
    whole = saved(quarters(640, 480), kind)
    cut = whole[: min(len(whole) - 1, int(len(whole) * share))]
    with pytest.raises(UnsupportedMedia) as refusal:
        probe(BytesIO(cut))
    if len(cut) > 12:
        assert "not whole" in str(refusal.value.message)


@pytest.mark.parametrize("kind", list(Format))
@pytest.mark.parametrize(
    ("hidden", "name"),
    [
        (zipped(), "a ZIP archive or an Office document"),
        (b"%PDF-1.4 ", "a PDF document"),
        (b"\0\0<script>alert(1)</script>", "a web page (HTML)"),
        (b"<?php system($_GET[0]); ?>", "a web page (HTML)"),
        (b"Rar!\x1a\x07\0", "an archive"),
    ],
    ids=["zip", "pdf", "html", "php", "rar"],
)
def test_a_second_file_behind_the_photo_is_found(kind: Format, hidden: bytes, name: str, in_english: None) -> None:
    with pytest.raises(UnsupportedMedia) as refusal:
        probe(BytesIO(saved(quarters(64, 48), kind) + hidden))
    assert str(refusal.value.message) == f"This file is a photo with {name} hidden in it, so it was not accepted."


def test_a_pdf_that_starts_as_a_photo_is_found() -> None:
    with pytest.raises(UnsupportedMedia):
        probe(BytesIO(saved(quarters(64, 48), comment=b"%PDF-1.4 1 0 obj")))


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_an_animation_is_not_a_photo(kind: str, in_english: None) -> None:
    film = saved(quarters(64, 48), kind, save_all=True, append_images=[Image.new("RGB", (64, 48))], duration=100)
    with pytest.raises(UnsupportedMedia, match="animation"):
        probe(BytesIO(film))


def bomb(width: int, height: int, *, rows: int) -> bytes:
    """A PNG of one colour: a few KB that become gigabytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    squeeze = zlib.compressobj(9)
    packed = b"".join(squeeze.compress(bytes(1 + width * 3)) for _ in range(rows)) + squeeze.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def test_more_pixels_than_a_camera_makes_are_refused_from_the_header(in_english: None) -> None:
    with pytest.raises(TooLarge, match=r"1600 megapixels \(40000 × 40000\); at most 40\."):
        probe(BytesIO(bomb(40_000, 40_000, rows=1)))


@pytest.mark.parametrize(("width", "height"), [(0, 10), (10, 0)])
def test_a_photo_without_pixels_is_refused(width: int, height: int) -> None:
    with pytest.raises(UnsupportedMedia):
        probe(BytesIO(bomb(width, height, rows=1)))


def test_more_than_ten_megabytes_are_refused() -> None:
    with pytest.raises(TooLarge):
        probe(BytesIO(saved(quarters(64, 48)) + bytes(images.PHOTO_BYTES)))


@given(st.binary(max_size=200), st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBPVP8X", b""]))
def test_hostile_bytes_are_refused_and_nothing_else_happens(noise: bytes, start: bytes) -> None:
    with pytest.raises(AppError):
        probe(BytesIO(start + noise))


# --- developing --------------------------------------------------------------------------------------------------------

UPRIGHT = {
    1: ["red", "green", "blue", "white"],
    2: ["green", "red", "white", "blue"],
    3: ["white", "blue", "green", "red"],
    4: ["blue", "white", "red", "green"],
    5: ["red", "blue", "green", "white"],
    6: ["blue", "red", "white", "green"],
    7: ["white", "green", "blue", "red"],
    8: ["green", "white", "red", "blue"],
}


@pytest.mark.parametrize("orientation", UPRIGHT)
def test_the_photo_stands_upright(orientation: int, photo: Callable[[bytes], Path]) -> None:
    developed = develop(photo(saved(quarters(), exif=exif(orientation=orientation))))
    assert corners(developed.large) == corners(developed.small) == UPRIGHT[orientation]
    assert (developed.width, developed.height) == ((1600, 1200) if orientation < 5 else (1200, 1600))


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_the_other_formats_are_turned_too(kind: str, photo: Callable[[bytes], Path]) -> None:
    developed = develop(photo(saved(quarters(), kind, exif=exif(orientation=6, gps=True))))
    assert corners(developed.large) == UPRIGHT[6]
    assert developed.gps_present


@pytest.mark.parametrize(
    ("width", "height", "large", "small"),
    [
        (4032, 3024, (1008, 756), (320, 240)),
        (3024, 4032, (756, 1008), (240, 320)),
        (4608, 3456, (1080, 810), (320, 240)),
        (1600, 1200, (1080, 810), (320, 240)),
        (1000, 100, (1000, 100), (320, 32)),
        (200, 100, (200, 100), (200, 100)),
        (5000, 1, (1080, 1), (320, 1)),
        (1, 1, (1, 1), (1, 1)),
    ],
)
def test_two_sizes_whose_longest_side_fits(
    width: int, height: int, large: tuple[int, int], small: tuple[int, int], photo: Callable[[bytes], Path]
) -> None:
    developed = develop(photo(saved(Image.linear_gradient("L").resize((width, height)).convert("RGB"))))
    assert Image.open(BytesIO(developed.large)).size == large
    assert Image.open(BytesIO(developed.small)).size == small
    assert (developed.width, developed.height) == (width, height)


def test_the_place_is_known_to_exist_and_gone_from_what_is_shown(photo: Callable[[bytes], Path]) -> None:
    original = saved(quarters(), exif=exif(gps=True, taken="2026:11:20 09:30:05"), comment=b"rahasia", dpi=(72, 72))
    assert b"SN-20261118" in original
    developed = develop(photo(original))
    assert developed.gps_present
    assert developed.taken_at == datetime(2026, 11, 20, 9, 30, 5)  # noqa: DTZ001  # a camera knows no zone
    for shown in (developed.large, developed.small):
        assert not any(secret in shown for secret in (b"Exif", b"SN-20261118", b"Kamera Dinas", b"rahasia"))
        with Image.open(BytesIO(shown)) as picture:
            assert dict(picture.getexif()) == {}
            assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_place_that_only_the_xmp_tells_counts_too(photo: Callable[[bytes], Path]) -> None:
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description exif:GPSLatitude="2,59.45S"/></x:xmpmeta>'
    assert develop(photo(saved(quarters(), xmp=xmp))).gps_present
    assert not develop(photo(saved(quarters()))).gps_present


@pytest.mark.parametrize("clock", ["0000:00:00 00:00:00", "    :  :     :  :  ", "kemarin", "2026:02:30 10:00:00"])
def test_a_camera_without_its_clock_set_tells_no_time(clock: str, photo: Callable[[bytes], Path]) -> None:
    assert develop(photo(saved(quarters(64, 48), exif=exif(taken=clock)))).taken_at is None


@pytest.mark.parametrize("broken", [b"Exif\0\0", b"Exif\0\0MM\0*\0\0\0\x08\xff\xff", b"Exif\0\0II*\0\xff\xff\xff\xff"])
def test_broken_metadata_does_not_spoil_the_photo(broken: bytes, photo: Callable[[bytes], Path]) -> None:
    assert corners(develop(photo(saved(quarters(), exif=broken))).large) == UPRIGHT[1]


def test_transparency_lies_on_white(photo: Callable[[bytes], Path]) -> None:
    picture = quarters().convert("RGBA")
    picture.paste((0, 0, 0, 0), (0, 0, 800, 600))
    assert corners(develop(photo(saved(picture, "PNG"))).large) == ["white", "green", "blue", "white"]
    assert corners(develop(photo(saved(picture, "WEBP"))).large) == ["white", "green", "blue", "white"]


def test_palettes_and_their_transparent_colour_are_kept(photo: Callable[[bytes], Path]) -> None:
    picture = quarters().quantize(4)
    red = picture.getpixel((10, 10))
    developed = develop(photo(saved(picture, "PNG", transparency=red)))
    assert corners(developed.large) == corners(developed.small) == ["white", "green", "blue", "white"]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "I;16"])
def test_grey_pictures_stay_grey(mode: str, photo: Callable[[bytes], Path]) -> None:
    grey = Image.new("I;16", (1200, 900), 128 * 256) if mode == "I;16" else Image.new("L", (1200, 900), 128)
    picture = grey if mode in ("I;16", "L") else grey.convert(mode)
    with Image.open(BytesIO(develop(photo(saved(picture, "PNG"))).small)) as shown:
        pixel = shown.convert("L").resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    assert isinstance(pixel, int | float)
    assert abs(pixel - 128) <= TOLERANCE


@pytest.mark.parametrize("options", [{}, {"keep_rgb": True}, {"subsampling": 0, "progressive": True}])
def test_every_colour_space_of_jpeg_is_read(options: dict[str, object], photo: Callable[[bytes], Path]) -> None:
    assert corners(develop(photo(saved(quarters(), **options))).large) == UPRIGHT[1]


def test_print_colours_are_converted(photo: Callable[[bytes], Path]) -> None:
    with Image.open(BytesIO(develop(photo(saved(quarters().convert("CMYK")))).large)) as picture:
        assert picture.mode == "RGB"
    assert corners(develop(photo(saved(quarters().convert("CMYK")))).large) == UPRIGHT[1]


def test_a_wide_colour_profile_becomes_srgb(photo: Callable[[bytes], Path]) -> None:
    """The same numbers mean other colours under another profile: L*a*b* 50 grey is 119 in sRGB."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    linear = profile.replace(b"sRGB", b"qRGB")
    assert corners(develop(photo(saved(quarters(), icc_profile=linear))).large) == UPRIGHT[1]
    assert corners(develop(photo(saved(quarters(), icc_profile=b"no profile at all"))).large) == UPRIGHT[1]
    with Image.open(BytesIO(develop(photo(saved(quarters(), icc_profile=profile))).large)) as picture:
        assert "icc_profile" not in picture.info


@pytest.mark.real_clock
def test_forty_megapixels_fit_into_the_memory_of_the_darkroom(photo: Callable[[bytes], Path]) -> None:
    picture = quarters(7300, 5479)
    assert corners(develop(photo(saved(picture, progressive=True, subsampling=0))).large) == UPRIGHT[1]
    alpha = picture.convert("RGBA")
    alpha.putalpha(254)
    for kind, options in (("PNG", {"compress_level": 1}), ("WEBP", {"quality": 20, "method": 0})):
        assert corners(develop(photo(saved(alpha, kind, **options))).large) == UPRIGHT[1]


# --- the child and its limits ------------------------------------------------------------------------------------------


def test_a_bomb_that_got_past_the_door_is_refused_by_the_child(
    photo: Callable[[bytes], Path], in_english: None
) -> None:
    with pytest.raises(UnsupportedMedia, match="at most 40 megapixels"):
        develop(photo(bomb(40_000, 40_000, rows=40)))


def test_a_small_bomb_costs_what_its_pixels_cost(photo: Callable[[bytes], Path]) -> None:
    content = bomb(6000, 6000, rows=6000)
    assert len(content) < 200_000
    assert develop(photo(content)).width == 6000


def spoiled(kind: Format) -> bytes:
    """The second half wiped, the end as it was."""
    whole = saved(quarters(640, 480), kind)
    return whole[: len(whole) // 2] + bytes(len(whole) // 2 - 12) + whole[-12:]


@pytest.mark.parametrize("kind", list(Format))
def test_the_child_too_refuses_a_photo_that_was_cut_off(
    kind: Format, photo: Callable[[bytes], Path], in_english: None
) -> None:
    whole = saved(quarters(640, 480), kind)
    with pytest.raises(UnsupportedMedia, match="damaged"):
        develop(photo(whole[: len(whole) // 2]))


def test_a_spoiled_webp_is_told_by_the_decoder(photo: Callable[[bytes], Path], in_english: None) -> None:
    with pytest.raises(UnsupportedMedia, match="damaged"):
        develop(photo(spoiled(Format.WEBP)))


def test_a_spoiled_png_is_told_by_its_checksums(in_english: None) -> None:
    with pytest.raises(UnsupportedMedia, match="not whole"):
        probe(BytesIO(spoiled(Format.PNG)))


PRISONS = {
    "hangs": "import time; time.sleep(60)",
    "eats memory": "import darkroom; darkroom.lock_in(); x = bytearray(600 * 1024**2)",
    "burns the processor": "import darkroom; darkroom.CPU_SECONDS = 1; darkroom.lock_in()\nwhile True: pass",
    "is killed for memory": "import os; os.kill(os.getpid(), 9)",
    "crashes": "import os, resource; resource.setrlimit(resource.RLIMIT_CORE, (0, 0)); os.abort()",
    "writes a file": "import darkroom, tempfile; darkroom.lock_in(); f = tempfile.TemporaryFile(); f.write(b'x'); f.close()",
}


@pytest.fixture
def darkroom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Puts another program in the place of the child."""

    def replace(program: str) -> None:
        child = tmp_path / "child.py"
        child.write_text(f"import sys; sys.path.insert(0, {str(images.DARKROOM.parent)!r})\n{program}\n")
        monkeypatch.setattr(images, "DARKROOM", child)

    return replace


@pytest.mark.real_clock
@pytest.mark.parametrize("program", PRISONS)
def test_a_child_that_misbehaves_is_ended_and_reported(
    program: str, photo: Callable[[bytes], Path], darkroom: Callable[[str], None], in_english: None
) -> None:
    darkroom(PRISONS[program])
    started = time.monotonic()
    with pytest.raises(UnsupportedMedia, match="could not be opened"):
        develop(photo(saved(quarters(64, 48))), timeout=1 if program == "hangs" else 20)
    assert time.monotonic() - started < 15
    assert not running(images.DARKROOM)


@pytest.mark.parametrize("polite", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_child_stopped_with_its_worker_does_not_blame_the_photo(
    polite: int, photo: Callable[[bytes], Path], darkroom: Callable[[str], None]
) -> None:
    darkroom(f"import os, signal; signal.signal({polite}, signal.SIG_DFL); os.kill(os.getpid(), {polite})")
    with pytest.raises(Unavailable):
        develop(photo(saved(quarters(64, 48))))


def running(program: Path) -> bool:
    lines = [path for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    return any(str(program).encode() in _read(path) for path in lines)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xd8\xff" + b"\xff" * (10 * 1024**2 - 8),
        b"\xff\xd8" + b"\xff\xe1\x00\x02" * (5 * 1024**2 // 2 - 1),
        b"\x89PNG\r\n\x1a\n" + b"\0\0\0\0IHDR\xa8\xa1\xae\x0a" * (5 * 1024**2 // 6 - 1),
    ],
    ids=["fill bytes", "empty segments", "empty chunks"],
)
def test_a_file_of_nothing_but_beginnings_is_put_aside_quickly(content: bytes) -> None:
    """It is read in the request: followed to its end it would hold a worker for seconds."""
    began = time.process_time()
    with pytest.raises(UnsupportedMedia):
        probe(BytesIO(content))
    assert time.process_time() - began < 0.5
