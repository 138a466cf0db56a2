from pathlib import Path

import pytest

from tests.catalog.small_pack import SmallPack


@pytest.fixture
def pack(tmp_path: Path) -> SmallPack:
    return SmallPack(tmp_path / "courses")
