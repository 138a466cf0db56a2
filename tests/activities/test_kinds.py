from dataclasses import fields

import pytest

from lms.activities import AUDIENCES, KINDS


def test_every_kind_of_the_curriculum_has_a_row() -> None:
    assert list(KINDS) == [
        "article",
        "photo",
        "photo_essay",
        "social_post",
        "clarification",
        "editing",
        "replies",
        "calendar",
        "report",
        "technique_log",
    ]


@pytest.mark.parametrize("key", list(KINDS))
def test_a_kind_says_everything_the_form_shows(key: str) -> None:
    empty = [field.name for field in fields(KINDS[key]) if getattr(KINDS[key], field.name) in ("", None)]
    assert empty == []


def test_an_unknown_kind_names_those_that_exist() -> None:
    with pytest.raises(KeyError, match="'podcast' does not exist; there are: article, photo"):
        KINDS["podcast"]


def test_the_audiences_of_the_packs_have_names() -> None:
    assert AUDIENCES["gen_z"] == "Gen Z"
