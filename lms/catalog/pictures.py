"""The images of a module: what they are and how many pixels they take, read from their first bytes."""

import re
from collections.abc import Mapping
from io import BytesIO
from typing import Final

from PIL import Image as Pillow
from PIL import UnidentifiedImageError

from lms.catalog.pack import Image
from lms.catalog.proof import Proof
from lms.kit.words import N_, Reason

MEDIA_TYPES: Final[Mapping[str, str]] = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
}
_FORMATS: Final = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP"}
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\.(svg|png|jpg|webp)")
_SVG = re.compile(rb"<svg\b[^>]*>")
_VIEW_BOX = re.compile(rb"""\bviewBox\s*=\s*["'][-\d.]+[\s,]+[-\d.]+[\s,]+([\d.]+)[\s,]+([\d.]+)\s*["']""")


def read_images(proof: Proof, module: str, files: Mapping[str, bytes]) -> dict[str, Image]:
    """Images by name, from the module's files under images/."""
    images = {}
    for path, content in files.items():
        folder, _, name = path.rpartition("/")
        if folder != "images":
            continue
        file = f"{module}/{path}"
        shape = _NAME.fullmatch(name)
        if shape is None:
            sentence = N_(
                "An image is named like peta-kota.svg: small letters, digits, hyphens; svg, png, jpg or webp."
            )
            proof.note(file, 1, Reason(sentence))
            continue
        size = _svg_size(content) if shape[1] == "svg" else _pixel_size(content, _FORMATS[shape[1]])
        if size is None:
            reason = Reason(
                N_("This file is not a %(format)s image; save it as one again."), {"format": _FORMATS.get(shape[1], "")}
            )
            if shape[1] == "svg":
                reason = Reason(N_("This file is not an SVG with a viewBox; save it as SVG again, with its size."))
            proof.note(file, 1, reason)
        images[name] = Image(content, MEDIA_TYPES[shape[1]], *(size or (1, 1)))
    return images


def _svg_size(content: bytes) -> tuple[int, int] | None:
    root = _SVG.search(content)
    box = _VIEW_BOX.search(root[0]) if root else None
    if box is None:
        return None
    width, height = round(float(box[1])), round(float(box[2]))
    return (width, height) if width and height else None


def _pixel_size(content: bytes, wanted: str) -> tuple[int, int] | None:
    try:
        with Pillow.open(BytesIO(content), formats=[wanted]) as image:
            return image.size
    except (UnidentifiedImageError, OSError):
        return None
