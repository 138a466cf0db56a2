"""What QR codes print: the address that is served, unless the installation names its own."""

import os
from pathlib import Path

import pytest

from lms import cli
from lms.config import Settings


@pytest.mark.parametrize(
    ("named", "printed"),
    [('base_url = "https://latih.example.go.id"', "https://latih.example.go.id"), ("", "http://127.0.0.1:8123")],
)
def test_the_address_on_paper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str, printed: str) -> None:
    monkeypatch.setenv("LMS_INSTANCE", str(tmp_path))
    monkeypatch.setenv("LMS_BASE_URL", "to be restored afterwards")
    del os.environ["LMS_BASE_URL"]
    (tmp_path / "config.toml").write_text(named)
    cli.print_address("http://127.0.0.1:8123")
    assert Settings().base_url == printed
