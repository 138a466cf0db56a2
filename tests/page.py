"""Reads an answer as a browser does: the words on the page, and the forms with what they carry.

HTML's own rules hold: the line break right after <textarea> is markup, and inside a page every line break is one LF.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

Fields = dict[str, list[Any]]


@dataclass(slots=True)
class Form:
    """A form as the page shows it; `fields` is what it would send if a button were pressed now."""

    address: str
    method: str
    fields: Fields = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    """Every control, also the boxes that are not ticked."""
    buttons: list[dict[str, str]] = field(default_factory=list)

    def fill(self, **values: Any) -> "Form":
        """Types into fields; `__` in a name stands for a dash. A name the form does not have is a mistake of the test."""
        for name, value in values.items():
            self.put(name.replace("__", "-"), value)
        return self

    def put(self, name: str, value: Any) -> "Form":
        assert name in self.names, f"the form has no field {name!r}, only {sorted(self.names)}"
        self.fields[name] = value if isinstance(value, list) else [value]
        return self

    def value(self, name: str) -> str:
        (only,) = self.fields[name]
        return str(only)

    def send(self, browser: FlaskClient, press: str | None = None) -> TestResponse:
        """Presses the button whose value, or whose own address ends with, `press`; without one the form's last button."""
        fields = {name: [_as_sent(value) for value in values] for name, values in self.fields.items()}
        address = self.address
        if press is not None:
            button = next(one for one in self.buttons if press == one.get("value") or _ends(one, press))
            address = button.get("formaction", address)
            if "name" in button:
                fields[button["name"]] = [button["value"]]
        return browser.open(address, method=self.method, data=fields)


def _as_sent(value: Any) -> Any:
    """HTML: line breaks travel as CRLF, whatever they were on the page."""
    return value.replace("\r\n", "\n").replace("\n", "\r\n") if isinstance(value, str) else value


def _ends(button: dict[str, str], press: str) -> bool:
    return button.get("formaction", "").endswith(press)


class _Reader(HTMLParser):
    """Goes through the page once."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.forms: list[Form] = []
        self.words: list[str] = []
        self.open_form: Form | None = None
        self.typing: str | None = None
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in ("script", "style"):
            self.silent += 1
        elif tag == "form":
            self.open_form = Form(given.get("action") or self.address, given.get("method", "get").upper())
            self.forms.append(self.open_form)
        elif self.open_form is not None:
            self.control(self.open_form, tag, given)

    def control(self, form: Form, tag: str, given: dict[str, str]) -> None:
        if tag == "button" and given.get("type", "submit") == "submit" and "disabled" not in given:
            form.buttons.append(given)
        name = given.get("name", "")
        if tag not in ("input", "textarea", "select") or not name or "disabled" in given:
            return
        form.names.add(name)
        if tag == "textarea":
            self.typing = name
            form.fields[name] = [""]
        elif given.get("type") in ("radio", "checkbox"):
            if "checked" in given:
                form.fields.setdefault(name, []).append(given.get("value", "on"))
        elif given.get("type") != "file":
            form.fields.setdefault(name, []).append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self.silent -= 1
        elif tag == "form":
            self.open_form = None
        elif tag == "textarea" and self.typing and self.open_form:
            (typed,) = self.open_form.fields[self.typing]
            self.open_form.fields[self.typing] = [typed.removeprefix("\n")]
            self.typing = None

    def handle_data(self, data: str) -> None:
        if self.typing and self.open_form:
            (typed,) = self.open_form.fields[self.typing]
            self.open_form.fields[self.typing] = [typed + data]
        if not self.silent:
            self.words.append(data)


def _read(answer: TestResponse) -> _Reader:
    reader = _Reader(answer.request.full_path.rstrip("?"))
    reader.feed(answer.text.replace("\r\n", "\n").replace("\r", "\n"))
    return reader


def words(answer: TestResponse) -> str:
    """The text of the page, one space between words."""
    return re.sub(r"\s+", " ", " ".join(_read(answer).words)).strip()


def form(answer: TestResponse, address: str | None = None) -> Form:
    """The form that posts to `address` (its end is enough), or the last one of the page.

    Fails with the forms there are, and with what the page says.
    """
    assert answer.mimetype == "text/html", answer.status
    forms = [one for one in _read(answer).forms if one.method != "DIALOG"]
    found = [one for one in forms if address is None or one.address.endswith(address)]
    assert found, f"{answer.status}: no form to {address}; the page says: {words(answer)[:500]}"
    return found[-1]
