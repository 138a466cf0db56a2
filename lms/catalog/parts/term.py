"""A word of the text that leads to its entry in the glossary: [words](istilah:key)."""

from collections.abc import Mapping
from typing import Final

from lms.catalog.reading import Term

SCHEME: Final = "istilah:"


def targets(glossary: Mapping[str, Term]) -> dict[str, str]:
    """Where each of these links leads on the page of the lesson, which lists its terms."""
    return {f"{SCHEME}{key}": f"#istilah-{key}" for key in glossary}
