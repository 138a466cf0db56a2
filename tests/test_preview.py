"""`lms preview`: a broken pack says what to mend, and is shown as soon as it is sound."""

from pathlib import Path

import pytest
from flask import Flask

from lms.catalog.pack import BrokenPack
from lms.preview import Pack, preview_app
from tests.catalog.small_pack import SmallPack

RUBRICS = "news/rubrics.yaml"
SOUND, BROKEN = "weight: 60", "weight: 50"


@pytest.fixture
def pack(tmp_path: Path) -> SmallPack:
    return SmallPack(tmp_path / "courses")


def opened(pack: SmallPack, instance: Path) -> tuple[Flask, list[str]]:
    """The pages, and what was to be mended before they could be shown: whoever waits mends the weight."""
    told: list[str] = []

    def wait(_pack: Pack, broken: BrokenPack) -> None:
        told.extend(map(str, broken.errors))
        pack.change(RUBRICS, BROKEN, SOUND)

    return preview_app(Pack(pack.directory), instance, wait), told


def test_a_pack_that_is_broken_at_the_start_is_waited_for(pack: SmallPack, tmp_path: Path) -> None:
    pack.change(RUBRICS, SOUND, BROKEN)
    app, told = opened(pack, tmp_path / "instance")
    assert told == [f"{RUBRICS}:3: The weights of the criteria add up to 90; they should add up to 100."]
    page = app.test_client().get("/preview").text
    assert "Lead yang baik" in page
    assert "<dt><code>news/lead</code></dt>" in page, "what would make the lesson plainer"


def test_the_page_follows_what_breaks_and_what_is_mended(pack: SmallPack, tmp_path: Path) -> None:
    app, told = opened(pack, tmp_path / "instance")
    assert not told
    browser = app.test_client()
    pack.change(RUBRICS, SOUND, BROKEN)
    page = browser.get("/preview/news/lessons/lead").text
    assert f"<dt><code>{RUBRICS}</code></dt>" in page
    assert "<b>Baris 3</b>: " in page
    pack.change(RUBRICS, BROKEN, SOUND)
    assert "Warga dapat mengurus" in browser.get("/preview/news/lessons/lead").text
