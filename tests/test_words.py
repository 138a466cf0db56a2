"""Bahasa Indonesia is complete. English is the text in the code itself, so it cannot be behind."""

import re
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tests.conftest import ROOT, load_run

INDONESIAN = ROOT / "lms/translations/id/LC_MESSAGES/messages.po"


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="id")


@pytest.fixture(scope="module")
def indonesian() -> Catalog:
    return read(INDONESIAN)


@pytest.fixture(scope="module")
def in_code(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """Every text for people in lms/ and templates/, with its places."""
    pot = tmp_path_factory.mktemp("words") / "messages.pot"
    load_run().extract_words(sys.executable, str(pot))
    return read(pot)


def texts(catalog: Catalog) -> list[Message]:
    """Without the header, whose id is empty."""
    return [message for message in catalog if message.id]


def forms(value: str | tuple[str, ...] | list[str]) -> list[str]:
    """A text as a list: one, or singular and plural."""
    return [value] if isinstance(value, str) else list(value)


def test_every_text_has_its_indonesian(indonesian: Catalog, in_code: Catalog) -> None:
    def complete(found: Message | None) -> bool:
        return found is not None and not found.fuzzy and all(forms(found.string))

    missing = [message for message in texts(in_code) if not complete(indonesian.get(message.id))]
    listed = "\n".join(
        f"{path}:{line}: {forms(message.id)[0]}" for message in missing for path, line in message.locations[:1]
    )
    assert not missing, (
        f"{len(missing)} texts have no Indonesian; `./run words` brings them into {INDONESIAN}:\n{listed}"
    )


def test_no_translation_is_left_behind(indonesian: Catalog, in_code: Catalog) -> None:
    left = [forms(message.id)[0] for message in texts(indonesian) if message.id not in in_code]
    assert not left, f"nothing shows these texts any more; `./run words` removes them: {left}"


def test_translations_keep_their_placeholders(indonesian: Catalog) -> None:
    """The last form, the plural where there is one, names exactly what the English names; the others at most that."""

    def fields(text: str) -> set[str]:
        return set(re.findall(r"%\((\w+)\)", text))

    wrong = [
        f"{message.id!r}: {text!r}"
        for message in texts(indonesian)
        for number, text in enumerate(reversed(forms(message.string)))
        if (text and fields(text) - fields(forms(message.id)[-1]))
        or (text and not number and fields(forms(message.id)[-1]) - fields(text))
    ]
    assert not wrong, "the %(names)s of a text and of its Indonesian are the same:\n" + "\n".join(wrong)
