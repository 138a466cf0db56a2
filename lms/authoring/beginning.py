"""A new module to begin with: small, sound, and every file of it says what belongs there. Pure but for the folder it writes."""

import json
import re
from pathlib import Path
from string import Template
from typing import Final

from lms.catalog.frame import SHARED
from lms.catalog.loader import read_files
from lms.catalog.proof import Proof
from lms.catalog.section import SLUG
from lms.config import resource
from lms.kit.words import N_, Reason

BLANK: Final = Path(__file__).parent / "blank"
COMPETENCY: Final = "U1"
"""What the sample questions are about until the author chooses; every framework of ours has it."""
_MODULES: Final = re.compile(r"^modules:\s*\[(.*)\]\s*$", re.MULTILINE)
_CODE: Final = re.compile(r"[A-Z][A-Z0-9]{0,3}")


class CannotBegin(ValueError):
    """Why no module was made."""

    def __init__(self, msgid: str, **params: str) -> None:
        self.reason = Reason(msgid, params)
        super().__init__(str(self.reason))


def begin_module(courses: Path, key: str, code: str, title: str) -> list[Path]:
    """Writes a module called `key` into a courses folder, which is made if it is not there; the files that were written.

    Raises CannotBegin where something would be overwritten, or a name would not do.
    """
    if not SLUG.fullmatch(key):
        raise CannotBegin(
            N_('"%(key)s" should have only small letters, digits and hyphens, like public-service.'), key=key
        )
    if not _CODE.fullmatch(code):
        raise CannotBegin(N_('"%(code)s" should be one to four capitals or digits, like D.'), code=code)
    if (courses / key).exists():
        there = str(courses / key)
        raise CannotBegin(N_("%(folder)s is there already; nothing was written. Choose another key."), folder=there)
    written = _frame(courses, key)
    titles = {"quoted": title, "pre": f"Tes awal {title}", "post": f"Tes akhir {title}"}
    named = {"code": code, "title": title, "competency": COMPETENCY}
    named |= {name: json.dumps(words, ensure_ascii=False) for name, words in titles.items()}
    for name, content in read_files(Proof(), BLANK).items():
        path = courses / key / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(Template(content.decode()).substitute(named))
        written.append(path)
    return written


def _frame(courses: Path, key: str) -> list[Path]:
    """Lists the module in programme.yaml; a folder without one gets the shared files that ship."""
    programme = courses / "programme.yaml"
    written = []
    if not programme.exists():
        (courses / "schemas").mkdir(parents=True, exist_ok=True)
        for name in (*SHARED, *(f"schemas/{path.name}" for path in (resource("courses") / "schemas").iterdir())):
            (courses / name).write_bytes((resource("courses") / name).read_bytes())
            written.append(courses / name)
        programme.write_text(_MODULES.sub(f"modules: [{key}]", programme.read_text()))
        return written
    text = programme.read_text()
    if _MODULES.search(text) is None:
        sentence = N_("%(file)s has no line like modules: [journalism]; write one first.")
        raise CannotBegin(sentence, file=str(programme))
    listed = _MODULES.sub(lambda line: f"modules: [{', '.join(filter(None, (line[1].strip(), key)))}]", text)
    programme.write_text(listed)
    return [programme]
