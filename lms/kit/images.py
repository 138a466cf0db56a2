"""Photos: proven in the request, developed outside it.

`probe` reads the bytes as received and costs a few milliseconds; `develop` decodes them in a child process that is
killed when it takes too long (darkroom.py), and returns two pictures without any metadata.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

from lms.kit.errors import TooLarge, Unavailable, UnsupportedMedia, Words
from lms.kit.i18n import _l
from lms.kit.negatives import Negative, read

PHOTO_BYTES: Final = 10 * 1024**2
PHOTO_PIXELS: Final = 40_000_000
EMBLEM_LEAST: Final = 100
"""Pixels a side: less is a blur on paper."""
DARKROOM: Final = Path(__file__).with_name("darkroom.py")
TIMEOUT_SECONDS: Final = 20.0
"""Wall time for one photo; the child's own limit is 10 s of CPU."""
STOPPED: Final = (-1, -2, -15)
"""The child was hung up, interrupted or asked to end together with the worker: the photo is not to blame."""

UNKNOWN: Final = _l("The photo could not be opened: it needs too much time or memory, or it is damaged.")
REASONS: Final[Mapping[str, Words]] = {
    "damaged": _l("The photo is damaged: its picture could not be read."),
    "pixels": _l("The photo has too many pixels: at most 40 megapixels."),
    "memory": _l("The photo needs too much memory to open."),
}


@dataclass(frozen=True, slots=True)
class Developed:
    """A photo ready to be shown: upright, sRGB, without place, serial number or any other metadata."""

    large: bytes
    """JPEG, at most 1080 pixels on the longest side."""
    small: bytes
    """JPEG, at most 320 pixels on the longest side."""
    width: int
    height: int
    """Pixels of the original, upright."""
    gps_present: bool
    """Whether the original told where it was taken; the place itself is not read."""
    taken_at: datetime | None
    """The camera's clock, without a zone; None where it says nothing."""


@dataclass(frozen=True, slots=True)
class Emblem:
    """A picture for the head of a page: PNG in sRGB with its transparency, at most 600 pixels a side, no metadata."""

    png: bytes
    width: int
    height: int


def probe(photo: Path | BinaryIO) -> Negative:
    """What the file really is, its size in pixels, and that it is whole; a stream is given back at its start.

    Raises UnsupportedMedia for anything but one whole JPEG, PNG or WebP photo, and TooLarge above 10 MB or 40 megapixels.
    """
    if isinstance(photo, Path):
        with photo.open("rb") as file:
            return probe(file)
    photo.seek(0)
    content = photo.read(PHOTO_BYTES + 1)
    photo.seek(0)
    if len(content) > PHOTO_BYTES:
        raise TooLarge(_l("The file is larger than 10 MB."))
    negative = read(content)
    if negative.width * negative.height > PHOTO_PIXELS:
        raise TooLarge(
            _l(
                "The photo has %(megapixels)s megapixels (%(width)s × %(height)s); at most 40.",
                megapixels=round(negative.width * negative.height / 1e6),
                width=negative.width,
                height=negative.height,
            ),
            advice=_l("Choose a smaller picture size in the camera, or save a smaller copy."),
        )
    return negative


def develop(photo: Path, *, timeout: float = TIMEOUT_SECONDS) -> Developed:
    """Decodes once, in a child with limits. `timeout` is in seconds of wall time.

    Raises UnsupportedMedia with the reason when the photo cannot be developed, and Unavailable when the child was stopped
    from outside (the worker is going down), so that the same photo may be tried again.
    """
    facts, pictures = _in_the_darkroom("photo", photo, timeout)
    large = facts["large"]
    return Developed(
        large=pictures[:large],
        small=pictures[large : large + facts["small"]],
        width=facts["width"],
        height=facts["height"],
        gps_present=facts["gps"],
        taken_at=datetime.fromisoformat(facts["taken_at"]) if facts["taken_at"] else None,
    )


def develop_emblem(picture: Path, *, timeout: float = TIMEOUT_SECONDS) -> Emblem:
    """A picture for the head of a page, decoded like a photo in a child with limits; its transparency stays.

    Raises UnsupportedMedia when it cannot be decoded, shows nothing, or has a side under EMBLEM_LEAST pixels, and
    Unavailable as `develop` does.
    """
    facts, png = _in_the_darkroom("emblem", picture, timeout)
    width, height = facts["width"], facts["height"]
    if min(width, height) < EMBLEM_LEAST:
        raise UnsupportedMedia(
            _l(
                "The picture is too small or too narrow: %(width)s × %(height)s pixels; at least %(least)s on each side.",
                width=width,
                height=height,
                least=EMBLEM_LEAST,
            ),
            advice=_l("Ask for the emblem as a larger picture, about as wide as it is high."),
        )
    if facts["blank"]:
        raise UnsupportedMedia(
            _l("The picture is empty: everything in it is transparent or white."), advice=_l("Choose another file.")
        )
    return Emblem(png, width, height)


def _in_the_darkroom(wanted: str, photo: Path, timeout: float) -> tuple[dict[str, Any], bytes]:
    """What the child says about the picture, and what it made of it. Raises as `develop` does."""
    with photo.open("rb") as file:
        try:
            child = subprocess.run(  # noqa: S603  # our own program, no argument from outside
                [sys.executable, "-I", str(DARKROOM), wanted],
                stdin=file,
                capture_output=True,
                env={},
                start_new_session=True,
                timeout=timeout,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise UnsupportedMedia(UNKNOWN) from error
    if child.returncode in STOPPED:
        raise Unavailable(_l("The photo could not be developed just now."))
    if child.returncode != 0:
        raise UnsupportedMedia(UNKNOWN)
    head, _, pictures = child.stdout.partition(b"\n")
    facts: dict[str, Any] = json.loads(head)
    if "refused" in facts:
        raise UnsupportedMedia(REASONS[facts["refused"]])
    return facts, pictures
