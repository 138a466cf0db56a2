"""`lms course new`: what it writes is sound, and it never writes over anything."""

from pathlib import Path

import pytest

from lms.authoring.beginning import CannotBegin, begin_module
from lms.catalog.loader import load
from lms.config import resource


def test_a_new_course_is_sound(tmp_path: Path) -> None:
    written = begin_module(tmp_path / "courses", "public-service", "D", 'Pelayanan: "ramah" & cepat')
    catalog = load(tmp_path / "courses")
    (module,) = catalog.modules.values()
    assert (module.key, module.code, module.title) == ("public-service", "D", 'Pelayanan: "ramah" & cepat')
    assert [lesson.key for lesson in module.lessons] == ["public-service/first-lesson"]
    assert [exemplar.level for exemplar in module.activities[0].exemplars] == [4]
    assert sorted(written) == sorted(path for path in (tmp_path / "courses").rglob("*") if path.is_file())


def test_a_module_joins_those_that_are_there(tmp_path: Path) -> None:
    for key, code in (("first", "D"), ("second", "E")):
        begin_module(tmp_path, key, code, "Judul")
    assert list(load(tmp_path).modules) == ["first", "second"]


@pytest.mark.parametrize(
    ("key", "code", "said"),
    [("Public Service", "D", "small letters"), ("public", "d1", "capitals"), ("there", "D", "is there already")],
)
def test_what_cannot_begin_is_said_and_nothing_is_written(tmp_path: Path, key: str, code: str, said: str) -> None:
    (tmp_path / "there").mkdir()
    with pytest.raises(CannotBegin, match=said):
        begin_module(tmp_path, key, code, "Judul")
    assert [path.name for path in tmp_path.rglob("*")] == ["there"]


def test_a_programme_that_lists_no_modules_is_left_alone(tmp_path: Path) -> None:
    text = (resource("courses") / "programme.yaml").read_text().replace("modules:", "modul:")
    (tmp_path / "programme.yaml").write_text(text)
    with pytest.raises(CannotBegin, match="has no line like"):
        begin_module(tmp_path, "public", "D", "Judul")
    assert (tmp_path / "programme.yaml").read_text() == text
