"""The look keeps its promises: words that can be read in both palettes, and signs that exist."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from lms.config import resource

HOUSE = resource("static") / "house.css"
DARK = resource("static") / "dark.css"
WASHES = ("ok-wash", "wait-wash", "warn-wash", "bad-wash", "info-wash")
READ = [
    *(("ink", ground, 7.0) for ground in ("paper", "sheet", "well", "accent-wash", "gold-wash", *WASHES)),
    *(("ink-soft", ground, 4.5) for ground in ("paper", "sheet", "well")),
    *(("accent", ground, 4.5) for ground in ("paper", "sheet", "well", "accent-wash")),
    *(("gold-ink", ground, 4.5) for ground in ("paper", "sheet", "gold-wash")),
    *((wash.removesuffix("-wash"), ground, 4.5) for wash in WASHES for ground in (wash, "sheet", "paper")),
    *(("on-primary", ground, 4.5) for ground in ("primary", "primary-deep")),
    *((words, "hero", 4.5) for words in ("on-hero", "hero-soft", "thread")),
    ("on-thread", "thread", 4.5),
    *((line, ground, 3.0) for line in ("edge", "focus") for ground in ("paper", "sheet", "well")),
]
"""(foreground, ground, least contrast): 4.5 for words, 3 for what only has to be found (WCAG 2.2, 1.4.3 and 1.4.11)."""


def palette(*sheets: Path) -> Mapping[str, str]:
    return dict(
        re.findall(r"^ {2}--([\w-]+): (#[0-9a-f]{6});", "".join(sheet.read_text() for sheet in sheets), re.MULTILINE)
    )


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("sheets", [(HOUSE,), (HOUSE, DARK)], ids=["light", "dark"])
def test_words_and_edges_stand_out_from_their_ground(sheets: tuple[Path, ...]) -> None:
    colours = palette(*sheets)
    faint = [
        f"{front} on {ground} is {found:.2f}, at least {least} is needed"
        for front, ground, least in READ
        if (found := contrast(colours[front], colours[ground])) < least
    ]
    assert not faint, "change the colour in house.css or dark.css: " + "; ".join(faint)


def test_every_dark_colour_has_its_light_one() -> None:
    assert set(palette(DARK)) <= set(palette(HOUSE))


def test_every_sign_a_template_asks_for_is_drawn() -> None:
    templates = resource("templates")
    drawn = set(re.findall(r'^ {2}"([\w-]+)": "M', (templates / "_kit" / "icons.html").read_text(), re.MULTILINE))
    asked = {
        (page.relative_to(templates).as_posix(), name)
        for page in templates.rglob("*.html")
        for name in re.findall(r'\bicon\("([\w-]+)"', page.read_text())
    }
    missing = sorted(f"{page}: {name}" for page, name in asked if name not in drawn)
    assert not missing, f"draw these in templates/_kit/icons.html or use another sign: {', '.join(missing)}"


def test_the_frame_offers_kept_text_again_but_never_a_password(client: FlaskClient) -> None:
    caption = "Pasar murah di delapan belas kecamatan mulai Senin."
    answer = client.post("/nowhere", data={"caption": caption, "password": "rahasia-sekali-ya"})
    assert answer.status_code == 404
    assert caption in answer.text
    assert "rahasia-sekali-ya" not in answer.text
