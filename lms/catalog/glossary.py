"""The glossary of a module: its terms, and the abbreviations that need no explaining."""

from dataclasses import dataclass

from lms.catalog.reading import Term
from lms.catalog.section import Section


@dataclass(frozen=True, slots=True)
class Glossary:
    """Terms by key; `everyday` are abbreviations that any citizen knows, like KTP."""

    terms: dict[str, Term]
    everyday: frozenset[str]


def read_glossary(sheet: Section) -> Glossary:
    everyday = frozenset(sheet.texts("everyday"))
    terms = [
        Term(
            key=row.name("key", among=f"terms of {sheet.file}"),
            title=row.text("title"),
            meaning=row.text("meaning"),
            also=row.texts("also"),
        )
        for row in sheet.groups("terms")
    ]
    return Glossary({term.key: term for term in terms}, everyday)
