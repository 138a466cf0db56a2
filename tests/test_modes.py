"""What an installation writes is for its own account alone, whatever the folder it was given allows."""

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT


def test_the_database_and_the_key_are_nobody_elses(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    surroundings = os.environ | {"LMS_INSTANCE": str(tmp_path), "PYTHONPATH": str(ROOT)}
    begin = "import os; os.umask(0o022); from lms.cli import main; main(['migrate'])"
    subprocess.run([sys.executable, "-P", "-c", begin], env=surroundings, check=True, capture_output=True)
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in tmp_path.iterdir() if path.is_file()}
    assert {"lms.db", "secret.key"} <= modes.keys()
    assert set(modes.values()) == {"0o600"}
