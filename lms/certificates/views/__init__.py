"""Certificates over HTTP: the batch's table, the print room, the wallet, and verification for anyone."""

from lms.certificates.views import (
    badges,
    compare,
    issuing,
    office,
    printing,
    signing,
    table,
    verification,
    wallet,
    withdrawing,
)
from lms.certificates.views.blueprint import pages

__all__ = [
    "badges",
    "compare",
    "issuing",
    "office",
    "pages",
    "printing",
    "signing",
    "table",
    "verification",
    "wallet",
    "withdrawing",
]
