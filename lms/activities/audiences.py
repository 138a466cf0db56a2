"""Whom a post speaks to: the audiences an assignment may offer."""

from collections.abc import Mapping

from lms.kit.words import N_

AUDIENCES: Mapping[str, str] = {
    "umum": N_("General public"),
    "milenial": N_("Millennials"),
    "gen_z": N_("Gen Z"),
}
"""Key in the course packs to msgid."""
