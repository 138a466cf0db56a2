"""Pages into files: a template that is parsed once and stamped with each person, and print files that hold what is shared once.

What all files have (fonts, colour profile, XMP) is made once a process, the structure tree once for each shape a page can take. A
person changes only the contents of the pages, the title, and the ID. qpdf writes every byte.
"""

import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from io import BytesIO
from threading import Lock
from typing import Any, BinaryIO, Final
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String, pdfa
from reportlab.lib.units import mm

from lms.certificates.press.fonts import rare_fonts, usual_fonts
from lms.certificates.press.impression import Impression
from lms.certificates.press.ink import Event, Ink, Ornament, Picture, Plate
from lms.certificates.press.structure import tag

MAKER: Final = "Pewarta"
LANGUAGE: Final = "id-ID"
SHELF: Final = 200
"""Pages under one node of the page tree of a print file: a reader finds a page without reading all."""


@dataclass(frozen=True, slots=True)
class About:
    """What a file says of itself: title, author and subject, and its day as "2026-11-23"."""

    title: str
    author: str
    subject: str
    day: str


_BLANK: Final = About("\ue000", "\ue001", "\ue002", "2000-01-01")
"""Stands in the XMP until the real words do; no text that can be printed has these signs."""
_SAVED: Final[dict[str, Any]] = pdfa.resolve_save_kwargs(
    "2b",
    object_stream_mode=pikepdf.ObjectStreamMode.generate,
    deterministic_id=True,
    force_version="1.7",
)


def one_file(about: About, size: tuple[float, float], pages: Sequence[Ink]) -> bytes:
    """Tagged pages of `size` mm as PDF/A-2b, the same bytes each time."""
    contents = [page.content() for page in pages]
    uses = {name: thing for page in pages for name, thing in page.uses.items()}
    rare = frozenset(sign for page in pages for sign in page.rare)
    things = tuple(thing for _, thing in sorted(uses.items()))
    traces = tuple(tuple(page.trace) for page in pages)
    shape = _Shape(replace(about, title=""), size, traces, tuple(thing.name for thing in things), rare, things)
    return _template(shape).stamped(about.title, contents)


@dataclass(frozen=True, slots=True)
class _Shape:
    """Everything in a file but its title and the contents of its pages."""

    about: About
    size: tuple[float, float]
    traces: tuple[tuple[Event, ...], ...]
    names: tuple[str, ...]
    rare: frozenset[tuple[str, str]]
    things: tuple[Ornament | Picture | Plate, ...] = field(compare=False)


class _Template:
    """A parsed file, stamped again and again."""

    def __init__(self, shape: _Shape) -> None:
        self._lock = Lock()
        self._pdf = _opened()
        self._xmp = _xmp(shape.about)
        inside = _Inside(self._pdf)
        for thing in shape.things:
            inside.add(thing)
        inside.add_fonts(shape.rare)
        del self._pdf.Root.Pages.Resources
        self._contents = [self._pdf.make_stream(b"") for _ in shape.traces]
        tree, box = self._pdf.Root.Pages, _box(shape.size[0] * mm, shape.size[1] * mm)
        pages = [
            self._pdf.make_indirect(
                Dictionary(Type=Name.Page, Parent=tree, MediaBox=box, Resources=inside.resources, Contents=content)
            )
            for content in self._contents
        ]
        tree.Kids, tree.Count = Array(pages), len(pages)
        _describe(self._pdf, shape.about, duplex="DuplexFlipShortEdge")
        tag(self._pdf, pages, shape.traces)

    def stamped(self, title: str, contents: Sequence[str]) -> bytes:
        file = BytesIO()
        with self._lock:
            for stream, content in zip(self._contents, contents, strict=True):
                stream.write(content.encode("latin-1"))
            self._pdf.trailer.Info.Title = String(title)
            self._pdf.Root.Metadata.write(self._xmp.replace(_BLANK.title, escape(title)).encode())
            self._pdf.save(file, **_SAVED)
        return file.getvalue()


_template = lru_cache(maxsize=24)(_Template)


class PrintFile:
    """A PDF for the printer, page after page, with fonts and plates a single time; no structure, nobody reads it aloud."""

    def __init__(self, about: About, impression: Impression) -> None:
        self._pdf = _opened()
        self._about = about
        self._impression = impression
        self._inside = _Inside(self._pdf)
        self._rare: set[tuple[str, str]] = set()
        self._shelves: list[Object] = []
        self._shelf: list[Object] = []
        self._moves = tuple(_move(impression, side) for side in (0, 1))
        self._sides = 0

    def add(self, pages: Iterable[Ink]) -> None:
        for page in pages:
            content = self._moves[self._sides % 2] + page.content()
            self._sides += 1
            for thing in page.uses.values():
                self._inside.add(thing)
            self._rare |= page.rare
            packed = zlib.compress(content.encode("latin-1"), 6)
            stream = Stream(self._pdf, packed, Filter=Name.FlateDecode)
            self._shelf.append(self._pdf.make_indirect(Dictionary(Type=Name.Page, Contents=stream)))
            if len(self._shelf) == SHELF:
                self._close_shelf()

    def save(self, file: BinaryIO) -> None:
        pdf = self._pdf
        self._close_shelf()
        self._inside.add_fonts(self._rare)
        width, height = self._impression.paper.size
        tree = pdf.Root.Pages
        tree.Kids, tree.Count = Array(self._shelves), self._sides
        tree.MediaBox, tree.Resources = _box(width * mm, height * mm), self._inside.resources
        duplex = "DuplexFlipLongEdge" if self._impression.turn_back else "DuplexFlipShortEdge"
        _describe(pdf, self._about, duplex=duplex)
        pdf.trailer.Info.Title = String(self._about.title)
        pdf.Root.Metadata.write(_xmp(self._about).replace(_BLANK.title, escape(self._about.title)).encode())
        pdf.save(file, **_SAVED)

    def _close_shelf(self) -> None:
        if self._shelf:
            shelf = self._pdf.make_indirect(
                Dictionary(
                    Type=Name.Pages, Parent=self._pdf.Root.Pages, Count=len(self._shelf), Kids=Array(self._shelf)
                )
            )
            for page in self._shelf:
                page.Parent = shelf
            self._shelves.append(shelf)
            self._shelf = []


def _move(impression: Impression, side: int) -> str:
    """The operator that puts a side where the paper needs it."""
    right, down = (impression.front, impression.back)[side]
    turned = ""
    if side and impression.turn_back:
        width, height = impression.paper.size
        turned = f"-1 0 0 -1 {width * mm:.3f} {height * mm:.3f} cm\n"
    return turned + (f"1 0 0 1 {right * mm:.3f} {-down * mm:.3f} cm\n" if right or down else "")


@cache
def _ground() -> bytes:
    """A file without pages: fonts, output intent and XMP with its words left open. PDF/A-2b is pikepdf's word for it."""
    pdf = Pdf.new()
    pdf.Root.Pages.Resources = Dictionary(Font=usual_fonts(pdf))
    _describe(pdf, _BLANK, duplex="None")
    pdf.trailer.Info.Title = String(_BLANK.title)
    pdfa.prepare(pdf, "2b")
    packet = pdf.Root.Metadata.read_bytes().decode()
    packet = re.sub(r"\s*<xmp:MetadataDate>.*?</xmp:MetadataDate>", "", packet)
    packet = re.sub(r"(?<=<pdf:Producer>).*?(?=</pdf:Producer>)", MAKER, packet)
    pdf.Root.Metadata.write(packet.encode())
    file = BytesIO()
    pdf.save(file, **_SAVED)
    return file.getvalue()


def _opened() -> Pdf:
    """The ground, to be filled; its ID is dropped, for each file has its own."""
    pdf = pikepdf.open(BytesIO(_ground()), inherit_page_attributes=False)
    del pdf.trailer.ID
    return pdf


@lru_cache(maxsize=64)
def _xmp(about: About) -> str:
    """The XMP packet of these words; its title is still open."""
    with _opened() as pdf:
        packet = pdf.Root.Metadata.read_bytes().decode()
    for blank, text in ((_BLANK.author, about.author), (_BLANK.subject, about.subject), (_BLANK.day, about.day)):
        packet = packet.replace(blank, escape(text))
    return packet


def _describe(pdf: Pdf, about: About, *, duplex: str) -> None:
    """Document information (all but the title), language, and how a viewer shows and prints the file."""
    info = pdf.docinfo
    info.Author, info.Subject = String(about.author), String(about.subject)
    info.Creator, info.Producer = String(MAKER), String(MAKER)
    info.CreationDate = String(f"D:{about.day.replace('-', '')}000000+07'00'")
    pdf.Root.Lang = String(LANGUAGE)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True, PrintScaling=Name("/None"), Duplex=Name(f"/{duplex}"))


class _Inside:
    """The fonts, plates, ornament and pictures of a file, each once."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._fonts = pdf.make_indirect(pdf.Root.Pages.Resources.Font)
        self._parts = pdf.make_indirect(Dictionary())
        """What plates may place: ornament and pictures."""
        self._placed = pdf.make_indirect(Dictionary())
        self._known: set[str] = set()
        self.resources = pdf.make_indirect(Dictionary(Font=self._fonts, XObject=self._placed))

    def add(self, thing: Ornament | Picture | Plate) -> None:
        if thing.name in self._known:
            return
        self._known.add(thing.name)
        key = f"/{thing.name}"
        if isinstance(thing, Plate):
            for part in thing.uses:
                self.add(part)
            parts = Dictionary(Font=self._fonts, XObject=self._parts)
            self._placed[key] = self._form(thing.pieces[0], thing.width, thing.height, parts)
        elif isinstance(thing, Ornament):
            self._parts[key] = self._placed[key] = self._form(thing.content, thing.width, thing.height, Dictionary())
        else:
            self._parts[key] = self._placed[key] = self._image(thing)

    def add_fonts(self, rare: Iterable[tuple[str, str]]) -> None:
        """For signs that the repertoire lacks."""
        for name, font in rare_fonts(self._pdf, rare).items():
            self._fonts[name] = font

    def _form(self, content: str, width: float, height: float, resources: Dictionary) -> Object:
        packed = zlib.compress(content.encode("latin-1"), 9)
        entries = Dictionary(
            Type=Name.XObject, Subtype=Name.Form, BBox=_box(width, height), Resources=resources, Filter=Name.FlateDecode
        )
        return self._pdf.make_indirect(Stream(self._pdf, packed, entries))

    def _image(self, picture: Picture) -> Object:
        colours = self._bitmap(picture, picture.colours, Name.DeviceRGB)
        if picture.opacity is not None:
            colours.SMask = self._bitmap(picture, picture.opacity, Name.DeviceGray)
        return colours

    def _bitmap(self, picture: Picture, packed: bytes, colours: Object) -> Object:
        entries = Dictionary(
            Type=Name.XObject, Subtype=Name.Image, Width=picture.columns, Height=picture.rows, ColorSpace=colours,
            BitsPerComponent=8, Filter=Name.FlateDecode,
        )  # fmt: skip
        return self._pdf.make_indirect(Stream(self._pdf, packed, entries))


def _box(width: float, height: float) -> Array:
    return Array([0, 0, round(width, 3), round(height, 3)])
