"""The typeface of the demo's drawings."""

from functools import cache
from importlib.resources import as_file, files
from io import BytesIO
from typing import Literal

from PIL import ImageFont

Weight = Literal["Medium", "SemiBold", "ExtraBold"]


@cache
def face(weight: Weight, pixels: int) -> ImageFont.FreeTypeFont:
    with as_file(files("font_manrope") / "files" / f"Manrope-{weight}.ttf") as path:
        return ImageFont.truetype(BytesIO(path.read_bytes()), pixels)
