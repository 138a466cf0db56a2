"""Pages into files: a template that is parsed once and stamped with each person, and print files that hold what is shared once.

What all files have (fonts, colour profile, XMP) is made once a process, the structure tree once for each shape a page can take. A
person changes only the contents of the pages, the title, and the ID. qpdf writes every byte.
"""

import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
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
    things = tuple(thing for _, thing in sorted(uses.items()) if not isinstance(thing, Plate))
    traces = tuple(tuple(page.trace) for page in pages)
    shape = _Shape(replace(about, title=""), size, traces, things, rare)
    return _template(shape).stamped(about.title, contents)


@dataclass(frozen=True, slots=True)
class _Shape:
    """Everything in a file but its title and the contents of its pages."""

    about: About
    size: tuple[float, float]
    traces: tuple[tuple[Event, ...], ...]
    things: tuple[Ornament | Picture, ...]
    rare: frozenset[tuple[str, str]]


class _Template:
    """A parsed file, stamped again and again."""

    def __init__(self, shape: _Shape) -> None:
        self._lock = Lock()
        self._pdf = _opened()
        self._xmp = _xmp(shape.about)
        fonts = self._pdf.Root.Pages.Resources.Font
        resources = self._pdf.make_indirect(_resources(self._pdf, fonts, shape.things, shape.rare))
        del self._pdf.Root.Pages.Resources
        self._contents = [self._pdf.make_stream(b"") for _ in shape.traces]
        pages = [_page(self._pdf, self._pdf.Root.Pages, content, resources, shape.size) for content in self._contents]
        self._pdf.Root.Pages.Kids = Array(pages)
        self._pdf.Root.Pages.Count = len(pages)
        _describe(self._pdf, shape.about, duplex="DuplexFlipShortEdge")
        tag(self._pdf, pages, shape.traces)

    def stamped(self, title: str, contents: Sequence[str]) -> bytes:
        file = BytesIO()
        with self._lock:
            for stream, content in zip(self._contents, contents, strict=True):
                stream.write(zlib.compress(content.encode("latin-1"), 1), filter=Name.FlateDecode)
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
        self._fonts = self._pdf.make_indirect(self._pdf.Root.Pages.Resources.Font)
        self._shared = self._pdf.make_indirect(Dictionary())
        """Ornament and pictures, which plates may place as well."""
        self._placed = self._pdf.make_indirect(Dictionary())
        self._resources = self._pdf.make_indirect(Dictionary(Font=self._fonts, XObject=self._placed))
        self._rare: set[tuple[str, str]] = set()
        self._known: set[str] = set()
        self._shelves: list[Object] = []
        self._shelf: list[Object] = []
        self._moves = tuple(_move(impression, side) for side in (0, 1))
        self._sides = 0

    def add(self, pages: Iterable[Ink]) -> None:
        for page in pages:
            content = self._moves[self._sides % 2] + page.content()
            self._sides += 1
            for name, thing in page.uses.items():
                if name not in self._known:
                    self._keep(name, thing)
            self._rare |= page.rare
            packed = zlib.compress(content.encode("latin-1"), 6)
            stream = Stream(self._pdf, packed, Filter=Name.FlateDecode)
            self._shelf.append(self._pdf.make_indirect(Dictionary(Type=Name.Page, Contents=stream)))
            if len(self._shelf) == SHELF:
                self._close_shelf()

    def save(self, file: BinaryIO) -> None:
        pdf = self._pdf
        self._close_shelf()
        for name, font in rare_fonts(pdf, self._rare).items():
            self._fonts[name] = font
        width, height = self._impression.paper.size
        tree = pdf.Root.Pages
        tree.Kids = Array(self._shelves)
        tree.Count = self._sides
        tree.MediaBox = Array([0, 0, round(width * mm, 3), round(height * mm, 3)])
        tree.Resources = self._resources
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

    def _keep(self, name: str, thing: Ornament | Picture | Plate) -> None:
        self._known.add(name)
        if isinstance(thing, Plate):
            for used in thing.uses:
                if used.name not in self._known:
                    self._keep(used.name, used)
            width, height = self._impression.paper.size
            box = Array([0, 0, round(width * mm, 3), round(height * mm, 3)])
            inside = Dictionary(Font=self._fonts, XObject=self._shared)
            self._placed[f"/{name}"] = _form(self._pdf, thing.pieces[0], box, inside)
        else:
            stored = _stored(self._pdf, thing, self._fonts)
            self._shared[f"/{name}"] = stored
            self._placed[f"/{name}"] = stored


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


def _page(pdf: Pdf, tree: Object, content: Object, resources: Object, size: tuple[float, float]) -> Object:
    box = Array([0, 0, round(size[0] * mm, 3), round(size[1] * mm, 3)])
    return pdf.make_indirect(
        Dictionary(Type=Name.Page, Parent=tree, MediaBox=box, Resources=resources, Contents=content)
    )


def _resources(
    pdf: Pdf, fonts: Object, things: Iterable[Ornament | Picture], rare: Iterable[tuple[str, str]]
) -> Dictionary:
    for name, font in rare_fonts(pdf, rare).items():
        fonts[name] = font
    stored = Dictionary()
    for thing in things:
        stored[f"/{thing.name}"] = _stored(pdf, thing, fonts)
    return Dictionary(Font=fonts, XObject=stored)


def _stored(pdf: Pdf, thing: Ornament | Picture, fonts: Object) -> Object:
    if isinstance(thing, Ornament):
        return _form(pdf, thing.content, Array([0, 0, round(thing.width, 3), round(thing.height, 3)]), Dictionary())
    image = Stream(
        pdf, thing.colours, Type=Name.XObject, Subtype=Name.Image, Width=thing.columns, Height=thing.rows,
        ColorSpace=Name.DeviceRGB, BitsPerComponent=8, Filter=Name.FlateDecode,
    )  # fmt: skip
    if thing.opacity is not None:
        image.SMask = Stream(
            pdf, thing.opacity, Type=Name.XObject, Subtype=Name.Image, Width=thing.columns, Height=thing.rows,
            ColorSpace=Name.DeviceGray, BitsPerComponent=8, Filter=Name.FlateDecode,
        )  # fmt: skip
    return pdf.make_indirect(image)


def _form(pdf: Pdf, content: str, box: Array, resources: Dictionary) -> Object:
    packed = zlib.compress(content.encode("latin-1"), 9)
    return pdf.make_indirect(
        Stream(
            pdf, packed, Type=Name.XObject, Subtype=Name.Form, BBox=box, Resources=resources, Filter=Name.FlateDecode
        )
    )
