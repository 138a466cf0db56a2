"""A sheet of paper under the press: millimetres from the top left corner, named colours, one PDF for any number of people."""

import io
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from typing import Final, Literal

import segno
from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from lms.certificates.press.impression import A4_LANDSCAPE, Impression, Pictures, no_pictures
from lms.certificates.press.typeface import SERIF, Fitted, Style, fit, missing_signs, readable, runs, signs, width
from lms.kit.words import N_, Reason

COLOURS: Final = {
    "ink": HexColor("#231f20"),
    "soft": HexColor("#5b5254"),
    "maroon": HexColor("#6e1630"),
    "gold": HexColor("#b98d3c"),
    "thread": HexColor("#e8dcc3"),
    "paper": HexColor("#ffffff"),
}
QUIET: Final = 4
"""Modules of white around a QR (ISO/IEC 18004)."""
MASK: Final = 2

Point = tuple[float, float]
Align = Literal["left", "centre", "right"]
Role = Literal["H1", "H2", "P", "Table", "TR", "TH", "TD", "Figure", "Artifact"]
"""What a part of the page is to a screen reader (ISO 32000-1, 14.8.4); "Artifact" is passed over in silence."""


def qr_rows(text: str) -> list[bytearray]:
    """The modules of the QR, row by row: level M and the smallest version that holds the text.

    The mask is fixed: choosing it each time is four fifths of the work. Of ISO 18004's eight, this one scores best for half of all
    verify addresses and is legal for all.
    """
    return [bytearray(row) for row in segno.make_qr(text, error="m", boost_error=False, mask=MASK).matrix]


class Sheet:
    """Draws on one page after the other. `problems` gathers what could not be printed as it should.

    `size` is for sheets that are no certificates; a certificate's follows from the impression's paper.
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
    ) -> None:
        self._impression = impression
        self._pictures = pictures
        self.background = impression is None or impression.background
        """Whether plates marked as background are printed: not on paper that has them already."""
        self.width, self.height = size or (impression.paper.size if impression else A4_LANDSCAPE)
        self.mark = ""
        """What sets this print of a certificate apart ("DUPLIKAT"), or ""; the layouts print it."""
        self.problems: dict[tuple[str, str], Reason] = {}
        self._plates: dict[Hashable, str] = {}
        self._file = io.BytesIO()
        signs(SERIF)
        self._canvas = Canvas(
            self._file,
            pagesize=(self.width * mm, self.height * mm),
            pageCompression=1,
            invariant=1,
            initialFontName=SERIF,  # type: ignore[arg-type]  # reportlab's hints take it for a size
            lang="id-ID",
        )
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)
        self._canvas.setSubject(subject)
        self._canvas.setCreator("lms")
        self._canvas.setDateFormatter(lambda *_: f"D:{day.replace('-', '')}000000+07'00'")
        self._canvas.setViewerPreference("Duplex", "DuplexFlipShortEdge")
        self._canvas.setViewerPreference("PrintScaling", "None")

    def next_page(self) -> None:
        self._canvas.showPage()

    def finish(self) -> bytes:
        rl_config.useA85 = 0  # streams stay binary: a fifth smaller than ReportLab's default for mail of the nineties
        self._canvas.save()
        return self._file.getvalue()

    @contextmanager
    def role(self, role: Role, alt: str = "") -> Iterator[None]:
        """What is drawn inside is this to a screen reader; roles nest (Table > TR > TD). `alt` tells what a Figure shows.

        Without a role, text is a P of its own, and lines, ornament and pictures are artifacts.
        """
        yield

    def once(self, key: Hashable, draw: Callable[[], None], *, background: bool = False) -> None:
        """What many pages share (frame, kop, signature block): drawn once, kept, placed on each page.

        The key must name everything that shapes the drawing, places included; layout and paper are added to it. What is marked as
        `background` is left out on pre-printed paper.
        """
        if self.background or not background:
            self._canvas.doForm(self._plate(key, draw))

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
        name = self._plate(key, draw)
        self._canvas.saveState()
        if mirrored:
            self._canvas.transform(-1, 0, 0, 1, self.width * mm, 0)
        if upended:
            self._canvas.transform(1, 0, 0, -1, 0, self.height * mm)
        self._canvas.translate(across * mm, -down * mm)
        self._canvas.doForm(name)
        self._canvas.restoreState()

    def _plate(self, key: Hashable, draw: Callable[[], None]) -> str:
        name = self._plates.get(key)
        if name is None:
            name = self._plates[key] = f"plate{len(self._plates)}"
            self._canvas.beginForm(name, 0, 0, self.width * mm, self.height * mm)
            draw()
            self._canvas.endForm()
        return name

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
        text = readable(text).replace("\N{NO-BREAK SPACE}", " ")
        lost = missing_signs(text, style.face)
        if lost:
            self.problems[("sign", text)] = Reason(
                N_("No font here can print %(signs)s in “%(text)s”."), {"signs": " ".join(lost), "text": text}
            )
        shift = {"left": 0.0, "centre": 0.5, "right": 1.0}[align]
        line = self._canvas.beginText(x * mm - shift * width(text, style), (self.height - y) * mm)
        line.setFillColor(COLOURS[style.colour])
        if style.tracking:
            line.setCharSpace(style.tracking)
        for face, piece in runs(text, style.face):
            line.setFont(face, style.size)
            line.textOut(piece)
        if style.tracking:
            line.setCharSpace(0)
        self._canvas.drawText(line)

    def rule(self, x0: float, y0: float, x1: float, y1: float, colour: str, weight: float) -> None:
        """A straight line, `weight` in millimetres."""
        self._canvas.setStrokeColor(COLOURS[colour])
        self._canvas.setLineWidth(weight * mm)
        self._canvas.line(x0 * mm, (self.height - y0) * mm, x1 * mm, (self.height - y1) * mm)

    def frame(self, margin: float, colour: str, weight: float) -> None:
        """A rectangle all round, `margin` from the paper's edge to the line's middle."""
        self._canvas.setStrokeColor(COLOURS[colour])
        self._canvas.setLineWidth(weight * mm)
        inner = (self.width - 2 * margin) * mm, (self.height - 2 * margin) * mm
        self._canvas.rect(margin * mm, margin * mm, *inner)

    def polygons(self, shapes: Iterable[Iterable[Point]], colour: str) -> None:
        """Filled shapes of one colour, as one path so that neighbours meet without a seam."""
        path = self._canvas.beginPath()
        for shape in shapes:
            (x, y), *rest = shape
            path.moveTo(x * mm, (self.height - y) * mm)
            for x, y in rest:
                path.lineTo(x * mm, (self.height - y) * mm)
            path.close()
        self._canvas.setFillColor(COLOURS[colour])
        self._canvas.drawPath(path, stroke=0, fill=1)

    def curve(self, start: Point, *beziers: tuple[Point, Point, Point], colour: str) -> None:
        """A filled outline of Bézier segments (two handles and the end each)."""
        path = self._canvas.beginPath()
        path.moveTo(start[0] * mm, (self.height - start[1]) * mm)
        for handles in beziers:
            path.curveTo(*(value for x, y in handles for value in (x * mm, (self.height - y) * mm)))
        path.close()
        self._canvas.setFillColor(COLOURS[colour])
        self._canvas.drawPath(path, stroke=0, fill=1)

    def picture(self, x: float, y: float, width: float, height: float, digest: str) -> None:
        """An uploaded picture as large as the box at (x, y) holds, in its middle, its sides in proportion."""
        try:
            reader = ImageReader(io.BytesIO(self._pictures(digest)))
        except KeyError:
            self.problems[("picture", digest)] = Reason(N_("The picture of the letterhead is missing."), {})
            return
        columns, rows = reader.getSize()
        scale = min(width / columns, height / rows)
        across, down = columns * scale, rows * scale
        self._canvas.drawImage(
            reader,
            (x + (width - across) / 2) * mm,
            (self.height - y - (height + down) / 2) * mm,
            across * mm,
            down * mm,
            mask="auto",
        )

    def qr(self, x: float, y: float, size: float, text: str) -> None:
        """A QR with its quiet zone inside the square of `size` mm; runs of dark modules in one path, nothing resampled."""
        rows = qr_rows(text)
        module = size * mm / (len(rows) + 2 * QUIET)
        self._canvas.saveState()
        self._canvas.translate(x * mm, (self.height - y) * mm)
        self._canvas.scale(module, -module)
        runs_of_dark: list[str] = []
        for down, row in enumerate(rows, QUIET):
            across = row.find(1)
            while across >= 0:
                end = row.find(0, across)
                end = len(row) if end < 0 else end
                runs_of_dark.append(f"{across + QUIET} {down} {end - across} 1 re")
                across = row.find(1, end)
        self._canvas.setFillColor(COLOURS["ink"])
        self._canvas.addLiteral(" ".join([*runs_of_dark, "f"]))
        self._canvas.restoreState()
