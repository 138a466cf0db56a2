"""The invented office goes to new installations alone."""

from pathlib import Path

import pytest

from lms.config import Settings
from lms.demo.office import furnish


@pytest.fixture(autouse=True)
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "instance"
    monkeypatch.setenv("LMS_INSTANCE", str(folder))
    return folder


def test_a_new_demo_prints_an_address_and_a_signer_that_nobody_takes_for_real() -> None:
    furnish(Settings())
    settings = Settings()
    assert "rekaan" in settings.letterhead.address
    assert "Rekaan" in settings.signatory.name
    assert "(" not in settings.signatory.name, "no placeholder is printed where a name stands"
    settings.instance.joinpath("config.toml").write_text('site_name = "Kita"\n')
    furnish(Settings())
    assert Settings().site_name == "Kita", "what is written there stays"


@pytest.mark.parametrize("theirs", ["lms.db", "postgresql"])
def test_what_has_a_database_already_stays_as_it_is(
    instance: Path, theirs: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if theirs == "postgresql":
        monkeypatch.setenv("LMS_DATABASE_URL", "postgresql:///office")
    else:
        instance.mkdir()
        (instance / theirs).touch()
    furnish(Settings())
    assert not (instance / "config.toml").exists()
