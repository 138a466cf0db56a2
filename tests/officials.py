"""Officials who sign PDFs with an application of their own, and what else can happen to a file on the way."""

from collections.abc import Callable
from io import BytesIO

import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

from lms.certificates.signing import seal
from tests.authority import Holder

Change = Callable[[IncrementalPdfFileWriter], None]


def signed(pdf: bytes, holder: Holder, *, field: str = "Signature1", change: Change | None = None) -> bytes:
    """As a signing application does it: an approval signature behind the file, with a `change` of its own before it."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    if change is not None:
        change(writer)
    about = PdfSignatureMetadata(field_name=field, md_algorithm="sha256")
    signer = seal._KeyInMemory(holder.key, seal.Identity(holder.certificate, (holder.authority,)))
    done: BytesIO = PdfSigner(about, signer).sign_pdf(writer, bytes_reserved=8192)
    return done.getvalue()


def other_text(writer: IncrementalPdfFileWriter) -> None:
    """Paints over the first page."""
    page = writer.root["/Pages"]["/Kids"][0]
    stream = writer.add_object(generic.StreamObject(stream_data=b"0 0 400 400 re f"))
    page["/Contents"] = generic.ArrayObject([page.raw_get("/Contents"), stream])
    writer.update_container(page)


def updated(pdf: bytes, change: Change) -> bytes:
    """The file with an incremental update behind it, unsigned."""
    writer, out = IncrementalPdfFileWriter(BytesIO(pdf)), BytesIO()
    change(writer)
    writer.write(out)
    return out.getvalue()


def rewritten(pdf: bytes) -> bytes:
    """The same pages, written anew: other bytes from the first to the last."""
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, recompress_flate=True, linearize=True)
    return out.getvalue()


def flipped(pdf: bytes, place: int) -> bytes:
    """One bit of one byte is another."""
    altered = bytearray(pdf)
    altered[place] ^= 1
    return bytes(altered)
