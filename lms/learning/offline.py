"""A lesson as one file that needs no network: its pictures and its styles are in it, and no script."""

import re
from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from typing import Final

from markupsafe import Markup

from lms.catalog.pack import Image, Module
from lms.config import resource

HOUSE: Final = ("palette", "ground", "lessons", "paper")
"""The sections of house.css that a lesson on its own needs."""
LAZY: Final = ' loading="lazy"'
"""What a picture that has to be fetched is marked with."""
_SECTION: Final = re.compile(r"/\* \d+ ([\w,' ]+?) -+ \*/")
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE: Final = re.compile(r"\s+")
_SISTER: Final = re.compile(r'href="([a-z0-9-]+)"')
"""A link to another lesson of the module, as lessons write it."""
_PICTURE: Final = re.compile(r"/courses/[\w-]+/images/([\w.-]+)(?:\?v=\w+)?")


@cache
def style() -> Markup:
    """All styles of the file, in one element."""
    house = "".join(_sections("house.css", HOUSE))
    dark = f"@media screen and (prefers-color-scheme: dark) {{{_read('dark.css')}}}"
    whole = "\n".join([house, _read("parts.css"), _read("reading.css"), _read("file.css"), dark])
    bare = _SPACE.sub(" ", _COMMENT.sub("", whole))
    return Markup("<style>{}</style>").format(Markup(bare))  # noqa: S704  # our own styles


def self_contained(page: str, module: Module, address: str) -> str:
    """The page with every picture of its module written into it, and links to sister lessons as whole addresses.

    `address` is that of the lesson itself, with the host.
    """

    def written(found: re.Match[str]) -> str:
        image = module.images.get(found[1])
        return _written(image) if image else found[0]

    whole = _PICTURE.sub(written, page.replace(LAZY, ""))
    return _SISTER.sub(rf'href="{address.rpartition("/")[0]}/\1"', whole)


def _written(image: Image) -> str:
    return f"data:{image.media_type};base64,{b64encode(image.content).decode()}"


def _read(name: str) -> str:
    return (resource("static") / name).read_text()


def _sections(name: str, wanted: tuple[str, ...]) -> Iterator[str]:
    _before, *parts = _SECTION.split(_read(name))
    sections = dict(zip(parts[::2], parts[1::2], strict=True))
    for section in wanted:
        yield sections[section]
