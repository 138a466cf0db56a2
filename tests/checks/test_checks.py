import json
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.checks import (
    CHECKS,
    CheckUse,
    Finding,
    ImageSize,
    Material,
    PhotoFacts,
    PlatformFacts,
    Severity,
    run_checks,
)

INSTAGRAM = PlatformFacts(
    key="instagram",
    title="Instagram",
    text_limit=2200,
    hashtags_limit=30,
    hashtags_advised=(3, 5),
    alt_limit=1000,
    images=(ImageSize(1080, 1350, "4:5"), ImageSize(1080, 566, "1,91:1"), ImageSize(1080, 1920, "9:16")),
)
X = PlatformFacts(key="x", title="X", text_limit=280, url_weight=23)


def said(check: str, material: Material, severity: Severity = Severity.WARN, **settings: int) -> list[str]:
    """The sentences one check says, in English."""
    return [found.msgid % found.params for found in run_checks([CheckUse(check, severity, settings)], material)]


def test_word_count_tells_both_ends() -> None:
    text = Material("kata " * 299)
    assert said("word_count", text, min=300, max=500) == ["Words in the text: 299; at least 300."]
    assert said("word_count", text, min=299, max=299) == []
    assert said("word_count", text, max=298) == ["Words in the text: 299; at most 298."]


def test_a_lead_has_at_most_35_words_unless_the_assignment_says_otherwise() -> None:
    text = Material("Judul berita\n\n" + "kata " * 36 + "\n\n" + "isi " * 100)
    assert said("lead_length", text) == ["Words in the lead: 36; at most 35."]
    assert said("lead_length", text, max=36) == []


def test_a_caption_fits_the_platform_in_characters_people_see() -> None:
    fits = Material("👨‍👩‍👧" * 2200, platform=INSTAGRAM)
    assert said("caption_length", fits) == []
    long = replace(fits, text=fits.text + "!")
    assert said("caption_length", long) == ["Characters in the text: 2201; Instagram takes at most 2200."]


def test_a_link_counts_as_23_on_x_however_long_it_is() -> None:
    address = "https://palembang.go.id/" + "a" * 300
    assert said("caption_length", Material("k" * 256 + " " + address, platform=X)) == []
    assert said("caption_length", Material("k" * 257 + " " + address, platform=X)) == [
        "Characters in the text: 281; X takes at most 280."
    ]


def test_without_a_platform_there_is_no_limit() -> None:
    assert said("caption_length", Material("k" * 100_000)) == []


@pytest.mark.parametrize(
    ("count", "settings", "sentences"),
    [
        (2, {}, ["Hashtags: 2; at least 3."]),
        (4, {}, []),
        (6, {}, ["Hashtags: 6; at most 5."]),
        (6, {"max": 10}, []),
        (0, {"min": 0}, []),
        (31, {}, ["Hashtags: 31; Instagram takes at most 30."]),
    ],
)
def test_hashtags(count: int, settings: Mapping[str, int], sentences: list[str]) -> None:
    tags = " ".join(f"#Tag{n}" for n in range(count))
    assert said("hashtags", Material(tags, platform=INSTAGRAM), **settings) == sentences


def test_alt_text_names_the_photo_that_lacks_it() -> None:
    photos = (
        PhotoFacts(1080, 1350, "Petugas"),
        PhotoFacts(1080, 1350, " \n"),
        PhotoFacts(1080, 1350, "k" * 1001),
    )
    assert said("alt_text", Material("", platform=INSTAGRAM, photos=photos)) == [
        "Photo 2 has no alt text. Say what it shows, for people who cannot see it.",
        "Characters in the alt text of photo 3: 1001; at most 1000.",
    ]


@pytest.mark.parametrize(
    ("width", "height", "sentences"),
    [
        (1080, 1350, []),
        (3000, 4000, []),
        (1600, 900, []),
        (1080, 1920, []),
        (900, 1200, ["Photo 1 has 900 × 1200 pixels; Instagram shows 4:5 at 1080 × 1350."]),
        (720, 1280, ["Photo 1 has 720 × 1280 pixels; Instagram shows 9:16 at 1080 × 1920."]),
    ],
)
def test_a_photo_is_compared_with_the_shape_it_is_nearest_to(width: int, height: int, sentences: list[str]) -> None:
    photo = PhotoFacts(width, height, "alt")
    assert said("photo_size", Material("", platform=INSTAGRAM, photos=(photo,))) == sentences
    assert said("photo_size", Material("", platform=X, photos=(photo,))) == []


def test_a_link_must_be_in_the_text_itself() -> None:
    published = Material("Tanpa sumber", live_url="https://instagram.com/p/1")
    assert said("link_present", published) == [
        "Links in the text: 0. Add the address of the official source or service."
    ]
    assert said("link_present", Material("Lihat palembang.go.id.")) == []


def test_findings_keep_the_order_and_loudness_of_the_assignment() -> None:
    uses = [
        CheckUse("link_present", Severity.BLOCK, {}),
        CheckUse("lead_length", Severity.OFF, {"max": 1}),
        CheckUse("word_count", Severity.INFO, {"min": 5}),
    ]
    assert [(found.check, found.severity) for found in run_checks(uses, Material("dua kata"))] == [
        ("link_present", Severity.BLOCK),
        ("word_count", Severity.INFO),
    ]


@given(
    st.text(),
    st.lists(st.builds(PhotoFacts, st.integers(1, 9000), st.integers(1, 9000), st.text())).map(tuple),
    st.sampled_from([None, INSTAGRAM, X]),
    st.dictionaries(st.sampled_from(["min", "max"]), st.integers(0, 50)),
)
def test_whatever_is_typed_findings_survive_being_kept(
    text: str, photos: tuple[PhotoFacts, ...], platform: PlatformFacts | None, settings: dict[str, int]
) -> None:
    uses = [CheckUse(check, Severity.WARN, settings) for check in CHECKS]
    for found in run_checks(uses, Material(text, platform=platform, photos=photos)):
        assert Finding.from_json(json.loads(json.dumps(found.as_json()))) == found
        assert found.msgid % found.params
