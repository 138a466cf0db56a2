"""Pictures of pages, for whoever looks before printing."""

from io import BytesIO
from threading import Lock
from typing import Final

import pypdfium2

_ONE_AT_A_TIME: Final = Lock()
"""pdfium may not be called by two threads at once."""


def page_png(pdf: bytes, page: int, width_px: int) -> bytes:
    """A page (from 0) of a PDF of our own as a PNG, `width_px` wide. Raises IndexError for a page that is not there."""
    with _ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(pdf)
        try:
            if not 0 <= page < len(document):
                raise IndexError(page)
            sheet = document[page]
            picture = sheet.render(scale=width_px / sheet.get_width()).to_pil()
        finally:
            document.close()
    out = BytesIO()
    picture.convert("P", palette=1, colors=128).save(out, "PNG", optimize=True)
    return out.getvalue()
