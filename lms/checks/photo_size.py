from collections.abc import Iterator
from math import log

from lms.checks.finding import Check, Remark
from lms.checks.material import ImageSize, Material, PhotoFacts
from lms.kit.words import N_


def nearest(photo: PhotoFacts, sizes: tuple[ImageSize, ...]) -> ImageSize:
    """The platform's shape the photo is closest to, which is the one it will be cropped to."""
    shape = log(photo.width / photo.height)
    return min(sizes, key=lambda size: abs(log(size.width / size.height) - shape))


def look(material: Material) -> Iterator[Remark]:
    platform = material.platform
    if platform is None or not platform.images:
        return
    for number, photo in enumerate(material.photos, start=1):
        size = nearest(photo, platform.images)
        if photo.width < size.width or photo.height < size.height:
            yield Remark(
                N_(
                    "Photo %(number)s has %(width)s × %(height)s pixels; "
                    "%(platform)s shows %(ratio)s at %(advised_width)s × %(advised_height)s."
                ),
                {
                    "number": number,
                    "width": photo.width,
                    "height": photo.height,
                    "platform": platform.title,
                    "ratio": size.ratio,
                    "advised_width": size.width,
                    "advised_height": size.height,
                },
            )


PHOTO_SIZE = Check(look)
