"""What a piece of a page is made of: the operators of its content stream, and the marks that tell a screen reader what they are.

Operators are text in Latin-1 with one byte a character, so a string of glyph numbers is text as well. Lengths are points from the
bottom left corner. Nothing here knows a PDF file: `stamp` puts pieces into one.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from hashlib import sha256
from typing import Final, Literal

from lms.certificates.press.typeface import FACES, Setting, face_of

Role = Literal["H1", "H2", "P", "Table", "TR", "TH", "TD", "Figure", "Artifact"]
"""What a part of the page is to a screen reader (ISO 32000-1, 14.8.4); "Artifact" is passed over in silence."""
Event = tuple[Hashable, ...]
"""A step of the trace from which the structure tree is made: ("open", role, alt, name), ("reopen", name), ("close",), ("mark",)
for the next marked content of the page, ("part", Trace)."""

COLOURS: Final = {
    "ink": (0x23, 0x1F, 0x20),
    "soft": (0x5B, 0x52, 0x54),
    "maroon": (0x6E, 0x16, 0x30),
    "gold": (0xB9, 0x8D, 0x3C),
    "thread": (0xE8, 0xDC, 0xC3),
    "paper": (0xFF, 0xFF, 0xFF),
}
_FILL: Final = {name: " ".join(f"{part / 255:.3g}" for part in parts) + " rg\n" for name, parts in COLOURS.items()}
_STROKE: Final = {name: operator.replace("rg", "RG") for name, operator in _FILL.items()}


class Trace:
    """The steps of a plate, equal to another only when it is the very same: `trace_of` gives one object for equal steps."""

    def __init__(self, events: tuple[Event, ...]) -> None:
        self.events = events


@lru_cache(maxsize=1024)
def trace_of(events: tuple[Event, ...]) -> Trace:
    return Trace(events)


@dataclass(frozen=True, slots=True)
class Ornament:
    """A drawing that stands in a file once, however often it is placed: no text, no marks."""

    content: str
    width: float
    height: float
    kind: Literal["form"] = "form"
    name: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", f"O{sha256(self.content.encode('latin-1')).hexdigest()[:12]}")


@dataclass(frozen=True, slots=True)
class Picture:
    """A bitmap: compressed RGB rows, and the same of its opacity where it is not opaque."""

    digest: str
    columns: int
    rows: int
    colours: bytes
    opacity: bytes | None

    @property
    def name(self) -> str:
        return f"I{self.digest[:12]}"


@dataclass(frozen=True, slots=True, eq=False)
class Plate:
    """A finished piece that many pages share: its operators, cut where the numbers of its marks go."""

    pieces: tuple[str, ...]
    trace: Trace
    uses: tuple["Ornament | Picture", ...]
    rare: frozenset[tuple[str, str]]
    width: float
    height: float
    name: str
    """Where it stands in the file once."""
    printed: dict[int, str] = field(default_factory=dict)

    @property
    def marks(self) -> int:
        return len(self.pieces) - 1

    def at(self, mark: int) -> str:
        """The operators, their marks counted from `mark`."""
        text = self.printed.get(mark)
        if text is None:
            numbered = [self.pieces[0]]
            for place, piece in enumerate(self.pieces[1:]):
                numbered += [str(mark + place), piece]
            if len(self.printed) > 16:
                self.printed.clear()
            text = self.printed[mark] = "".join(numbered)
        return text


@cache
def _space(font: str) -> str:
    """What parts the last word of a line from the first of the next, for who does not see that there are two; a font of rare
    signs has none.
    """
    return face_of(FACES[int(font[1:])]).codes[ord(" ")] if font.startswith("F") else ""


class Ink:
    """Writes one piece. With `tagged`, every operator stands in a mark of the structure or in an artifact."""

    def __init__(self, *, tagged: bool) -> None:
        self.tagged = tagged
        self.parts: list[str] = []
        self.cuts: list[int] = []
        """Where in the parts the number of a mark stands."""
        self.marks = 0
        self.trace: list[Event] = []
        self.uses: dict[str, Ornament | Picture | Plate] = {}
        self.rare: set[tuple[str, str]] = set()
        self._roles: list[Role] = []
        self._marked: Literal["", "artifact", "content", "alone"] = ""
        self._fill = self._stroke = self._font = ""
        self._weight = -1.0

    @property
    def role(self) -> Role | None:
        """What is being drawn, to a screen reader."""
        return self._roles[-1] if self._roles else None

    # --- marks -------------------------------------------------------------------------------------------------------

    def open(self, role: Role, alt: str, name: str) -> None:
        self._unmark()
        self._roles.append(role)
        self.trace.append(("open", role, alt, name))

    def reopen(self, role: Role, name: str) -> None:
        self._unmark()
        self._roles.append(role)
        self.trace.append(("reopen", name))

    def close(self) -> None:
        self._unmark()
        self._roles.pop()
        self.trace.append(("close",))

    def _unmark(self) -> None:
        if self._marked:
            self.parts.append("EMC\n")
            if self._marked == "alone":
                self.trace.append(("close",))
            self._marked = ""

    def _artifact(self) -> None:
        if self.tagged and self._marked != "artifact":
            self._unmark()
            self.parts.append("/Artifact BMC\n")
            self._marked = "artifact"

    def _mark(self, *, text: bool) -> None:
        """Opens the mark for text, or for lines and shapes, which are artifacts but inside a figure."""
        if not self.tagged:
            return
        role = self.role
        if role == "Artifact" or (not text and role != "Figure"):
            self._artifact()
        elif role is None or self._marked != "content":
            self._unmark()
            if role is None:
                self.trace.append(("open", "P", "", ""))
            self.trace.append(("mark",))
            self.parts += [f"/{role or 'P'} <</MCID ", str(self.marks), ">> BDC\n"]
            self.cuts.append(len(self.parts) - 2)
            self.marks += 1
            self._marked = "content" if role else "alone"

    # --- operators ---------------------------------------------------------------------------------------------------

    def text(self, x: float, y: float, line: Setting, size: float, colour: str, tracking: float) -> None:
        self._mark(text=True)
        if self._fill != colour:
            self.parts.append(_FILL[colour])
            self._fill = colour
        write = self.parts.append
        write(f"BT {x:.2f} {y:.2f} Td ")
        if tracking:
            write(f"{tracking:.3g} Tc ")
        for font, letters in line.pieces:
            chosen = f"/{font} {size:.4g} Tf "
            if self._font != chosen:
                write(chosen)
                self._font = chosen
            write(f"({letters})Tj ")
        if self._marked == "content" and line.pieces:
            write(f"({_space(line.pieces[-1][0])})Tj ")
        write("0 Tc ET\n" if tracking else "ET\n")
        if line.rare:
            self.rare.update(line.rare)

    def rule(self, x0: float, y0: float, x1: float, y1: float, colour: str, weight: float) -> None:
        self._pen(colour, weight)
        self.parts.append(f"{x0:.2f} {y0:.2f} m {x1:.2f} {y1:.2f} l S\n")

    def rectangle(self, x: float, y: float, width: float, height: float, colour: str, weight: float) -> None:
        self._pen(colour, weight)
        self.parts.append(f"{x:.2f} {y:.2f} {width:.2f} {height:.2f} re S\n")

    def _pen(self, colour: str, weight: float) -> None:
        self._mark(text=False)
        if self._stroke != colour:
            self.parts.append(_STROKE[colour])
            self._stroke = colour
        if self._weight != weight:
            self.parts.append(f"{weight:.3g} w\n")
            self._weight = weight

    def fill(self, path: str, colour: str) -> None:
        """A path of finished operators, filled as one, so that neighbours meet without a seam."""
        self._mark(text=False)
        if self._fill != colour:
            self.parts.append(_FILL[colour])
            self._fill = colour
        self.parts.append(f"{path} f\n")

    def bitmap(self, x: float, y: float, side: float, modules: int, rows: bytes) -> None:
        """Ones of a bitmap painted in ink on a square with its lower left corner at (x, y)."""
        self._mark(text=False)
        if self._fill != "ink":
            self.parts.append(_FILL["ink"])
            self._fill = "ink"
        self.parts.append(
            f"q {side:.3f} 0 0 {side:.3f} {x:.3f} {y:.3f} cm BI /W {modules} /H {modules} /BPC 1 /IM true /D[1 0] ID "
            f"{rows.decode('latin-1')}\nEI Q\n"
        )

    def place(self, thing: "Ornament | Picture", matrix: str) -> None:
        self._mark(text=False)
        self.uses[thing.name] = thing
        self.parts.append(f"q {matrix} cm /{thing.name} Do Q\n")

    def plate(self, plate: Plate, down: float) -> None:
        """A finished piece, `down` points lower than it was drawn: written out where its marks count, else placed by its name."""
        moved = f"1 0 0 1 0 {-down:.2f} cm " if down else ""
        if self.tagged and plate.marks:
            self._unmark()
            self.trace.append(("part", plate.trace))
            self.parts += ["q ", moved, plate.at(self.marks), "Q\n"]
            self.marks += plate.marks
            for thing in plate.uses:
                self.uses[thing.name] = thing
        else:
            self._artifact()
            self.uses[plate.name] = plate
            self.parts.append(f"q {moved}/{plate.name} Do Q\n" if moved else f"/{plate.name} Do\n")
        if plate.rare:
            self.rare |= plate.rare

    # --- the finished piece ------------------------------------------------------------------------------------------

    def content(self) -> str:
        self._unmark()
        return "".join(self.parts)

    def as_plate(self, width: float, height: float) -> Plate:
        text = self.content()
        pieces, start = [], 0
        for cut in self.cuts:
            pieces.append("".join(self.parts[start:cut]))
            start = cut + 1
        pieces.append("".join(self.parts[start:]))
        uses = tuple(thing for thing in self.uses.values() if not isinstance(thing, Plate))
        name = f"P{sha256(text.encode('latin-1')).hexdigest()[:12]}"
        return Plate(tuple(pieces), trace_of(tuple(self.trace)), uses, frozenset(self.rare), width, height, name)


def polygon_path(shapes: Iterable[Sequence[tuple[float, float]]]) -> str:
    """Closed polygons as path operators."""
    steps: list[str] = []
    for shape in shapes:
        (x, y), *rest = shape
        steps.append(f"{x:.2f} {y:.2f} m")
        steps += [f"{x:.2f} {y:.2f} l" for x, y in rest]
        steps.append("h")
    return " ".join(steps)


def curve_path(start: tuple[float, float], beziers: Iterable[Iterable[tuple[float, float]]]) -> str:
    """A closed outline of Bézier segments as path operators."""
    curves = [" ".join(f"{x:.2f} {y:.2f}" for x, y in handles) + " c" for handles in beziers]
    return " ".join([f"{start[0]:.2f} {start[1]:.2f} m", *curves, "h"])
