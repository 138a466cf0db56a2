"""A sheet of paper under the press: millimetres from the top left corner, named colours, roles for screen readers.

Layouts draw on it; what comes out are pages of operators (`ink`), which `stamp` puts into a file. What goes through `once` is
drawn the first time in a process and kept; what is a person's own is written each time.
"""

import zlib
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from functools import lru_cache
from hashlib import sha256
from io import BytesIO
from typing import Final, Literal

from PIL import Image
from reportlab.lib.units import mm

from lms.certificates.press import qr
from lms.certificates.press.impression import A4_LANDSCAPE, Impression, Pictures, no_pictures
from lms.certificates.press.ink import Ink, Ornament, Picture, Plate, Role, curve_path, polygon_path
from lms.certificates.press.stamp import About, one_file
from lms.certificates.press.typeface import Fitted, Style, fit, readable, setting
from lms.kit.words import N_, Reason

Point = tuple[float, float]
Align = Literal["left", "centre", "right"]
SHIFT: Final = {"left": 0.0, "centre": 0.5, "right": 1.0}
QR_ALT: Final = "Kode QR: alamat untuk memeriksa keaslian sertifikat ini"
KEPT: Final = 512
"""Plates kept of one layout on one paper; each is some kilobytes."""


Shelf = dict[Hashable, Plate | Ornament]
SHELVES: Final[dict[Hashable, Shelf]] = {}
"""The plates of a process, by what their keys do not name: layout, paper, with marks or without."""


class Sheet:
    """Draws on one page after the other. `problems` gathers what could not be printed as it should.

    `size` is for sheets that are no certificates; a certificate's follows from the impression's paper. `layout` names what the keys
    of `once` belong to; without one they belong to this sheet alone.
    """

    def __init__(
        self,
        *,
        title: str,
        author: str,
        subject: str,
        day: str,
        size: Point | None = None,
        impression: Impression | None = None,
        pictures: Pictures = no_pictures,
        layout: str = "",
        tagged: bool = True,
        mark: str = "",
    ) -> None:
        self.about = About(readable(title), readable(author), readable(subject), day)
        self.background = impression is None or impression.background
        """Whether plates marked as background are printed: not on paper that has them already."""
        self.width, self.height = size or (impression.paper.size if impression else A4_LANDSCAPE)
        self.mark = mark
        """What sets this print of a certificate apart ("DUPLIKAT"), or ""; the layouts print it."""
        self.problems: dict[tuple[str, str], Reason] = {}
        self.pages: list[Ink] = []
        self._pictures = pictures
        self._tagged = tagged
        self._shelf: Shelf = SHELVES.setdefault((layout, self.width, self.height, tagged), {}) if layout else {}
        self._plate_open = False
        self._ink = Ink(tagged=tagged)

    def next_page(self) -> None:
        self.pages.append(self._ink)
        self._ink = Ink(tagged=self._tagged)

    def finish(self) -> bytes:
        """The pages as a PDF of their own: PDF/A-2b, tagged."""
        return one_file(self.about, (self.width, self.height), self.pages)

    @contextmanager
    def role(self, role: Role, alt: str = "", *, name: str = "") -> Iterator[None]:
        """What is drawn inside is this to a screen reader; roles nest (Table > TR > TD). `alt` tells what a Figure shows.

        Without a role, text is a P of its own, and lines, ornament and pictures are artifacts. What has a `name` can be gone on with
        later on the page by `within`.
        """
        if not self._tagged:
            yield
            return
        self._ink.open(role, alt, name)
        yield
        self._ink.close()

    @contextmanager
    def within(self, role: Role, name: str) -> Iterator[None]:
        """What is drawn inside goes into the part of this page that was given the name: a person's score into a cell of a plate."""
        if not self._tagged:
            yield
            return
        self._ink.reopen(role, name)
        yield
        self._ink.close()

    def once(self, key: Hashable, draw: Callable[[], None], *, background: bool = False, down: float = 0.0) -> None:
        """What many pages share (frame, kop, signature block): drawn once, kept, placed on each page, `down` mm lower than drawn.

        The key must name everything that shapes the drawing, places included; layout and paper are added to it. What is marked as
        `background` is left out on pre-printed paper.
        """
        if background and not self.background:
            return
        if self._plate_open:
            draw()
            return
        plate = self._shelf.get(key)
        if not isinstance(plate, Plate):
            known = len(self.problems)
            ink = self._apart(draw, tagged=self._tagged)
            plate = ink.as_plate(self.width * mm, self.height * mm)
            if len(self.problems) == known:
                self._keep(key, plate)
        self._ink.plate(plate, down * mm)

    def again(
        self,
        key: Hashable,
        draw: Callable[[], None],
        *,
        down: float = 0.0,
        across: float = 0.0,
        mirrored: bool = False,
        upended: bool = False,
    ) -> None:
        """A plate moved down and across the page, then turned over the page's vertical middle when mirrored and over its
        horizontal middle when upended: ornament that repeats.
        """
        ornament = self._shelf.get(("again", key))
        if not isinstance(ornament, Ornament):
            content = self._apart(draw, tagged=False).content()
            ornament = Ornament(content, self.width * mm, self.height * mm)
            self._keep(("again", key), ornament)
        a, d = (-1 if mirrored else 1), (-1 if upended else 1)
        e = (self.width - across if mirrored else across) * mm
        f = (self.height + down if upended else -down) * mm
        self._ink.place(ornament, f"{a} 0 0 {d} {e:.2f} {f:.2f}")

    def _keep(self, key: Hashable, plate: Plate | Ornament) -> None:
        """Where there are too many, the older half goes: a plate that is missed is drawn again, the same."""
        if len(self._shelf) >= KEPT:
            for old in list(self._shelf)[: KEPT // 2]:
                self._shelf.pop(old, None)
        self._shelf[key] = plate

    def _apart(self, draw: Callable[[], None], *, tagged: bool) -> Ink:
        """What is drawn, as a piece of its own."""
        page, outer = self._ink, self._plate_open
        ink = self._ink = Ink(tagged=tagged)
        self._plate_open = True
        try:
            draw()
        finally:
            self._ink, self._plate_open = page, outer
        return ink

    def too_long(self, text: str) -> None:
        shown = text if len(text) <= 60 else f"{text[:59]}…"
        self.problems.setdefault(
            ("long", text), Reason(N_("This is too long to be printed: “%(text)s”."), {"text": shown})
        )

    def fit(self, text: str, style: Style, room: float, *, floor: float, lines: int) -> Fitted:
        """`typeface.fit` for a room in mm; what stays too long becomes a problem of the sheet."""
        fitted = fit(text, style, room * mm, floor=floor, lines=lines)
        if not fitted.fits:
            self.too_long(text)
        return fitted

    def line(self, x: float, y: float, text: str, style: Style, room: float, align: Align = "left") -> None:
        """A text that keeps to one line, down to three fifths of its size."""
        fitted = self.fit(text, style, room, floor=style.size * 0.6, lines=1)
        self.text(x, y, fitted.lines[0], fitted.style, align)

    def text(self, x: float, y: float, text: str, style: Style, align: Align = "left") -> None:
        """One line with its baseline at y; `align` says which part of it stands at x."""
        line = setting(text, style.face)
        if line.lost:
            self.problems[("sign", text)] = Reason(
                N_("No font here can print %(signs)s in “%(text)s”."),
                {"signs": " ".join(line.lost), "text": readable(text)},
            )
        left = x * mm
        if align != "left":
            left -= SHIFT[align] * (line.advance * style.size + style.tracking * max(line.count - 1, 0))
        self._ink.text(left, (self.height - y) * mm, line, style.size, style.colour, style.tracking)

    def rule(self, x0: float, y0: float, x1: float, y1: float, colour: str, weight: float) -> None:
        """A straight line, `weight` in millimetres."""
        self._ink.rule(x0 * mm, (self.height - y0) * mm, x1 * mm, (self.height - y1) * mm, colour, weight * mm)

    def frame(self, margin: float, colour: str, weight: float) -> None:
        """A rectangle all round, `margin` from the paper's edge to the line's middle."""
        inner = (self.width - 2 * margin) * mm, (self.height - 2 * margin) * mm
        self._ink.rectangle(margin * mm, margin * mm, *inner, colour, weight * mm)

    def polygons(self, shapes: Iterable[Iterable[Point]], colour: str) -> None:
        """Filled shapes of one colour, as one path so that neighbours meet without a seam."""
        path = polygon_path([[(x * mm, (self.height - y) * mm) for x, y in shape] for shape in shapes])
        self._ink.fill(path, colour)

    def curve(self, start: Point, *beziers: tuple[Point, Point, Point], colour: str) -> None:
        """A filled outline of Bézier segments (two handles and the end each)."""
        top = self.height
        path = curve_path(
            (start[0] * mm, (top - start[1]) * mm),
            ([(x * mm, (top - y) * mm) for x, y in handles] for handles in beziers),
        )
        self._ink.fill(path, colour)

    def picture(self, x: float, y: float, width: float, height: float, digest: str) -> None:
        """An uploaded picture as large as the box at (x, y) holds, in its middle, its sides in proportion."""
        try:
            picture = _picture(self._pictures(digest))
        except (KeyError, OSError):
            self.problems[("picture", digest)] = Reason(N_("The picture of the letterhead is missing."), {})
            return
        scale = min(width / picture.columns, height / picture.rows)
        across, down = picture.columns * scale, picture.rows * scale
        left, bottom = x + (width - across) / 2, self.height - y - (height + down) / 2
        self._ink.place(picture, f"{across * mm:.2f} 0 0 {down * mm:.2f} {left * mm:.2f} {bottom * mm:.2f}")

    def qr(self, x: float, y: float, size: float, text: str) -> None:
        """A QR with its quiet zone inside the square of `size` mm."""
        code = qr.code(text)
        module = size * mm / (code.side + 2 * qr.QUIET)
        edge = qr.QUIET * module
        figure = nullcontext() if self._ink.role == "Figure" else self.role("Figure", QR_ALT)
        with figure:
            bottom = (self.height - y - size) * mm + edge
            self._ink.bitmap(x * mm + edge, bottom, code.side * module, code.side, code.bitmap)


@lru_cache(maxsize=16)
def _picture(png: bytes) -> Picture:
    with Image.open(BytesIO(png)) as image:
        opaque = "A" not in image.getbands() and "transparency" not in image.info
        full = image.convert("RGBA")
    colours = zlib.compress(full.convert("RGB").tobytes(), 9)
    opacity = None if opaque else zlib.compress(full.getchannel("A").tobytes(), 9)
    return Picture(sha256(png).hexdigest(), *full.size, colours, opacity)
