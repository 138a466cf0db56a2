"""The summary card of a lesson, made for forwarding in WhatsApp."""

import re
from typing import Final
from urllib.parse import quote

from markupsafe import Markup, escape

WHATSAPP: Final = "https://wa.me/?text="
"""A plain link that is only followed when it is pressed: nobody is told anything before."""
_BOLD: Final = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]*[^*\s])\*(?![\w*])")
_ITALIC: Final = re.compile(r"(?<![\w_])_(?=\S)([^_\n]*[^_\s])_(?![\w_])")


def whatsapp(card: str) -> str:
    """The address that opens WhatsApp with the card written; sending stays with the person."""
    return WHATSAPP + quote(card, safe="")


def with_marks(card: str) -> Markup:
    """The card as WhatsApp shows it: *tebal* in bold, _miring_ in italics."""
    bold = _BOLD.sub(r"<strong>\1</strong>", str(escape(card)))
    return Markup(_ITALIC.sub(r"<em>\1</em>", bold))  # noqa: S704  # escaped before the marks were set
