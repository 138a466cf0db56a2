"""Certificates over HTTP: the batch's table, the print room, the wallet, and verification for anyone."""

from lms.certificates.views import badges, compare, printing, table, verification, wallet
from lms.certificates.views.blueprint import pages

__all__ = ["badges", "compare", "pages", "printing", "table", "verification", "wallet"]
