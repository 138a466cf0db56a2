"""Takes the photos of the demo city, 1600 × 1200 pixels, with what a phone writes into them."""

from datetime import datetime
from typing import Final

from PIL import ExifTags, Image, ImageEnhance, ImageFilter

from lms.demo.brush import Sheet, jpeg
from lms.demo.scenes import HIGH, SCENES, WIDE

SCALE: Final = 4
PALEMBANG: Final = ((2.0, 59.0, 27.0), (104.0, 45.0, 24.0))
"""Degrees, minutes, seconds south and east: the middle of the city, as a phone would write it."""


def photo(name: str, taken_at: datetime, *, place: bool = False, turned: bool = False, shaky: bool = False) -> bytes:
    """The scene as a JPEG from a phone: with a `place` in it, stored `turned` by a quarter (orientation 6), or out of
    focus and too bright. `taken_at` is local time."""
    sheet = Sheet(WIDE, HIGH, SCALE, "#f4ead3")
    SCENES[name](sheet)
    picture = sheet.finished()
    if shaky:
        picture = ImageEnhance.Brightness(picture.filter(ImageFilter.GaussianBlur(7))).enhance(1.3)
    exif = Image.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Model] = "Contoh", "Ponsel Demo"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken_at.strftime("%Y:%m:%d %H:%M:%S")
    if place:
        south, east = PALEMBANG
        exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "S", 2: south, 3: "E", 4: east})
    if turned:
        picture = picture.transpose(Image.Transpose.ROTATE_90)
        exif[ExifTags.Base.Orientation] = 6
    return jpeg(picture, exif)
