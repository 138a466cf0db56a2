"""What the pages of a PDF show and do, as one digest: the same for two files that only keep it differently.

A signing application may write the file anew, so the bytes of the print are gone from it; what it shows must be what it was.
"""

import hashlib
from decimal import Decimal
from typing import Any, Final

import pikepdf

MOST_OBJECTS: Final = 100_000
MOST_BYTES: Final = 200 * 1024**2
"""Decoded, of one file: before somebody only wants to keep us reading."""
UNPRINTED: Final = frozenset(
    {"/DecodeParms", "/DL", "/F", "/Filter", "/LastModified", "/Length", "/Metadata", "/Parent", "/P", "/PieceInfo"}
    | {"/ProcSet", "/StructParent", "/StructParents"}
)
"""What a program may write differently without the page looking or acting differently."""
BOXES: Final = ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit")
ACTS: Final = ("/AA", "/Names", "/OCProperties", "/OpenAction")
"""Where a document keeps what it does by itself, and what it hides."""


class Exhausting(Exception):
    """The file is larger inside than any certificate."""


def content_digest(document: pikepdf.Pdf) -> str:
    """SHA-256 of all that the pages show and do: the same for two files that only keep it differently.

    Decoded page contents, page boxes, everything they draw with (fonts, pictures, forms) and every annotation that is no
    signature; neither object numbers nor compression nor order of keys count.
    """
    walk = Walk()
    for page in document.pages:
        walk.note(b"page")
        for box in BOXES:
            walk.value(inherited(page.obj, box))
        walk.note(b"\n".join(decoded(part) for part in contents_of(page.obj)))
        walk.value(inherited(page.obj, "/Resources"))
        annotations = page.obj.get("/Annots")
        for annotation in annotations if isinstance(annotations, pikepdf.Array) else []:
            if not is_signature(annotation):
                walk.note(b"annotation")
                walk.value(annotation)
        walk.value(page.obj.get("/AA"))
    for act in ACTS:
        walk.value(document.Root.get(act))
    return walk.digest.hexdigest()


def inherited(page: Any, key: str) -> Any:
    """An attribute of a page, from the tree above it where the page has none of its own."""
    for _level in range(50):
        if key in page:
            return page[key]
        if "/Parent" not in page:
            return None
        page = page["/Parent"]
    raise Exhausting


def contents_of(page: Any) -> list[Any]:
    found = page.get("/Contents")
    if isinstance(found, pikepdf.Array):
        return [part for part in found if isinstance(part, pikepdf.Stream)]
    return [found] if isinstance(found, pikepdf.Stream) else []


def is_signature(annotation: Any) -> bool:
    if not isinstance(annotation, pikepdf.Dictionary) or annotation.get("/Subtype") != "/Widget":
        return False
    field = annotation if "/FT" in annotation else annotation.get("/Parent", annotation)
    return isinstance(field, pikepdf.Dictionary) and field.get("/FT") == "/Sig"


class Walk:
    """Goes through objects and takes down what counts, each indirect one a single time."""

    def __init__(self) -> None:
        self.digest = hashlib.sha256()
        self.seen: dict[tuple[int, int], int] = {}
        self.objects = self.bytes = 0

    def note(self, content: bytes) -> None:
        self.bytes += len(content)
        if self.bytes > MOST_BYTES:
            raise Exhausting
        self.digest.update(b"%d:" % len(content) + content)

    def value(self, value: Any, depth: int = 0) -> None:
        self.objects += 1
        if self.objects > MOST_OBJECTS or depth > 60:
            raise Exhausting
        if isinstance(value, pikepdf.Object) and value.is_indirect:
            if value.objgen in self.seen:
                self.note(b"again %d" % self.seen[value.objgen])
                return
            self.seen[value.objgen] = len(self.seen)
        if isinstance(value, pikepdf.Stream):
            self.table(value, depth)
            self.note(decoded(value))
        elif isinstance(value, pikepdf.Dictionary):
            self.note(b"page") if value.get("/Type") == "/Page" else self.table(value, depth)
        elif isinstance(value, pikepdf.Array):
            self.note(b"list %d" % len(value))
            for item in value:
                self.value(item, depth + 1)
        else:
            self.note(plain(value))

    def table(self, table: Any, depth: int) -> None:
        keys = sorted(set(table.keys()) - UNPRINTED)
        self.note(b"table %d" % len(keys))
        for key in keys:
            self.note(key.encode())
            self.value(table[key], depth + 1)


def decoded(stream: Any) -> bytes:
    """The content of a stream; a picture whose compression is its format stays as it is."""
    try:
        content: bytes = stream.read_bytes(pikepdf.StreamDecodeLevel.generalized)
    except pikepdf.PdfError:
        content = stream.read_raw_bytes()
    return content


def plain(value: Any) -> bytes:
    """A number, name, text or truth value, however it is written."""
    if isinstance(value, (int, Decimal, float)) and not isinstance(value, bool):
        return f"number {round(Decimal(value), 4).normalize():f}".encode()
    if isinstance(value, pikepdf.String):
        return b"text " + bytes(value)
    return f"{type(value).__name__} {value}".encode()
