"""The darkroom: a child process that decodes one untrusted photo and dies.

Run by its path with "photo" or "emblem" and the picture as standard input; imports Pillow and nothing of the product: it
starts in 50 ms of CPU.
It locks itself in first (memory, CPU, files; no file can be written) and ignores polite signals, because whoever started
it decides when it ends. Answers on standard output: one line of JSON, then the two pictures of a photo one after the other,
or the one of an emblem; on a photo that cannot be developed, `{"refused": why}` with one of the words in images.REASONS.

The way (measured against full decoding): the JPEG is decoded once at the DCT scale nearest above what is needed, stays
in YCbCr, and the small picture is made from the large one.
"""

import io
import json
import os
import re
import resource
import signal
import struct
import sys
import warnings
from datetime import datetime
from typing import Any, BinaryIO, Final, NamedTuple

from PIL import ExifTags, Image, JpegImagePlugin, WebPImagePlugin

LARGE: Final = 1080
SMALL: Final = 320
"""The longest side of the two pictures, in pixels."""
EMBLEM: Final = 600
"""The longest side of an emblem: 25 mm at 600 dpi."""
CLOSE_ENOUGH: Final = 0.9
"""A DCT scale that lands between this share of LARGE and LARGE is taken as it is, without resizing."""
QUALITY: Final = 82
NEARLY_WHITE: Final = 245
"""What has no colour darker than this leaves the paper white."""
MAX_PIXELS: Final = 40_000_000
MEMORY: Final = 512 * 1024**2
MEMORY_WEBP: Final = 896 * 1024**2
"""Bytes of address space. 40 megapixels take 35 MB as a JPEG (270 MB progressive), 380 MB as a PNG; libwebp holds the
whole canvas twice and Pillow once more, 730 MB."""
CPU_SECONDS: Final = 10
OPEN_FILES: Final = 32
TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What brings a picture with this EXIF orientation upright; 5 to 8 swap width and height."""
PLACE: Final = re.compile(rb"GPSL(atitude|ongitude)")


def lock_in() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    webp = os.pread(0, 12, 0)[8:] == b"WEBP"
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY_WEBP if webp else MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("error")
    warnings.filterwarnings("ignore", message=".*(EXIF|Metadata|MPO)")


def develop(file: BinaryIO) -> tuple[dict[str, Any], bytes, bytes]:
    """What there is to know, and the large and the small JPEG without any metadata."""
    photo = opened(file)
    width, height = photo.size
    if isinstance(photo, JpegImagePlugin.JpegImageFile):
        draft(photo)
    photo.load()
    told = told_by(photo)
    large = flat(shrink(photo, LARGE), photo.info.get("icc_profile"))
    if told.turn in TURNS:
        large = large.transpose(TURNS[told.turn])
        width, height = (height, width) if told.turn >= 5 else (width, height)
    facts = {"width": width, "height": height, "gps": told.gps, "taken_at": told.taken_at}
    return facts, jpeg(large), jpeg(shrink(large, SMALL))


def opened(file: BinaryIO) -> Image.Image:
    photo = Image.open(file, formats=("JPEG", "PNG", WebPImagePlugin.WebPImageFile.format))
    if photo.width * photo.height > MAX_PIXELS:
        raise Image.DecompressionBombError
    return photo


def emblem(file: BinaryIO) -> tuple[dict[str, Any], bytes]:
    """Its size, whether paper would stay white under it, and the PNG with its transparency and without metadata."""
    picture = opened(file)
    picture.load()
    told, profile = told_by(picture), picture.info.get("icc_profile")
    small = shrink(picture, EMBLEM)
    if small.mode.startswith("I;16"):
        small = small.point(lambda value: value / 256).convert("L")
    if small.has_transparency_data and small.mode != "RGBA":
        small = small.convert("RGBA")
    if profile and b"sRGB" not in profile and small.mode in ("RGB", "RGBA", "CMYK", "L"):
        small = to_srgb(small, profile)
    plain = small.convert("RGBA")
    plain.info = {}
    if told.turn in TURNS:
        plain = plain.transpose(TURNS[told.turn])
    paper = Image.new("RGBA", plain.size, "white")
    paper.alpha_composite(plain)
    blank = not any(paper.convert("L").histogram()[: NEARLY_WHITE + 1])
    out = io.BytesIO()
    plain.save(out, "PNG", optimize=True)
    return {"width": plain.width, "height": plain.height, "blank": blank}, out.getvalue()


def draft(photo: JpegImagePlugin.JpegImageFile) -> None:
    """Chooses the DCT scale: the one that is large enough by itself, else the smallest that leaves enough to resize."""
    longest = max(photo.size)
    scale = next((s for s in (8, 4, 2) if CLOSE_ENOUGH * LARGE <= longest / s <= LARGE), None)
    if scale is None:
        scale = next((s for s in (8, 4, 2) if longest / s >= LARGE), 1)
    photo.draft("RGB" if kept_as_rgb(photo) else "YCbCr", (photo.width // scale or 1, photo.height // scale or 1))


def kept_as_rgb(photo: JpegImagePlugin.JpegImageFile) -> bool:
    """A JPEG whose components are red, green and blue, which libjpeg cannot hand out as YCbCr (its own rule)."""
    if "jfif" in photo.info:
        return False
    if "adobe" in photo.info:
        return bool(photo.info.get("adobe_transform") == 0)
    return bytes(component[0] for component in photo.layer) == b"RGB"


def shrink(photo: Image.Image, side: int) -> Image.Image:
    """At most `side` pixels on the longest side; a smaller picture stays as it is."""
    longest = max(photo.size)
    if longest <= side:
        return photo
    if photo.mode in ("P", "PA", "1"):
        photo = photo.convert("RGBA" if photo.has_transparency_data else "RGB")
    size = (max(1, round(photo.width * side / longest)), max(1, round(photo.height * side / longest)))
    return photo.resize(size, Image.Resampling.HAMMING, reducing_gap=2.0)


def flat(photo: Image.Image, profile: bytes | None) -> Image.Image:
    """The picture in sRGB (as YCbCr, RGB or grey), transparency on white, with nothing attached."""
    if profile and b"sRGB" not in profile and photo.mode in ("YCbCr", "RGB", "RGBA", "CMYK", "L"):
        photo = to_srgb(photo, profile)
    if photo.has_transparency_data:
        photo = photo.convert("RGBA")
        paper = Image.new("RGB", photo.size, "white")
        paper.paste(photo, mask=photo.getchannel("A"))
        return paper
    if photo.mode.startswith("I;16"):
        return photo.point(lambda value: value / 256).convert("L")
    plain = photo.copy() if photo.mode in ("YCbCr", "RGB", "L") else photo.convert("RGB")
    plain.info = {}
    return plain


def to_srgb(photo: Image.Image, profile: bytes) -> Image.Image:
    """The same colours in sRGB (phones write Display P3); a profile that cannot be used is dropped."""
    from PIL import ImageCms

    alpha = photo.getchannel("A") if photo.mode == "RGBA" else None
    solid = photo.convert("RGB") if photo.mode in ("YCbCr", "RGBA") else photo
    try:
        seen = ImageCms.profileToProfile(solid, io.BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return photo
    if seen is None:
        return photo
    if alpha is not None:
        seen.putalpha(alpha)
    return seen


class Told(NamedTuple):
    """What the file says about itself besides the picture. (No dataclass: importing that costs 10 ms of CPU.)"""

    turn: int = 1
    gps: bool = False
    taken_at: str | None = None
    """The camera's own clock when the shutter opened: a local time without a zone, ISO 8601."""


def told_by(photo: Image.Image) -> Told:
    """EXIF, and the place also from the XMP beside it. Unreadable metadata tells nothing; it is thrown away in any case."""
    xmp = photo.info.get("xmp", b"")
    gps = isinstance(xmp, bytes) and bool(PLACE.search(xmp))
    try:
        exif = photo.getexif()
        turn = exif.get(ExifTags.Base.Orientation, 1)
        gps = gps or bool(exif.get_ifd(ExifTags.IFD.GPSInfo))
        clock = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)
    except (ArithmeticError, LookupError, OSError, SyntaxError, TypeError, ValueError, struct.error):
        return Told(gps=gps)
    return Told(turn if turn in TURNS else 1, gps, local_time(clock))


def local_time(clock: object) -> str | None:
    """An EXIF time ("2026:11:23 09:30:00") in ISO 8601; cameras without a set clock write blanks or zeros."""
    try:
        moment = datetime.fromisoformat(str(clock).strip("\0 ").replace(":", "-", 2))
    except ValueError:
        return None
    return moment.replace(tzinfo=None).isoformat()


def jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def main() -> None:
    lock_in()
    try:
        with open(0, "rb", closefd=False) as photo:
            if sys.argv[1] == "emblem":
                facts, pictures = emblem(photo)
            else:
                told, large, small = develop(photo)
                facts, pictures = {**told, "large": len(large), "small": len(small)}, large + small
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        facts, pictures = {"refused": "pixels"}, b""
    except MemoryError:
        facts, pictures = {"refused": "memory"}, b""
    except Exception:  # noqa: BLE001  # whatever a decoder makes of hostile bytes, the answer is the same
        facts, pictures = {"refused": "damaged"}, b""
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n" + pictures)


if __name__ == "__main__":
    main()
