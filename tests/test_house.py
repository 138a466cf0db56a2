"""The rules of the house. Each message says what to do instead; README.md ("Map of the house") says why."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from lms.catalog.parts import PARTS
from lms.config import Settings
from lms.quizzes.kinds import KINDS
from tests.conftest import ROOT

LMS = ROOT / "lms"
TEMPLATES = ROOT / "templates"
BUDGETS = {"rules": 150, "models": 200, "views": 250, "service": 300}
LONGEST = 320
"""Lines of any other module of lms/."""

# Writing into another database than the product's.
OTHER_DATABASE = {"bench/blank.py": "the page to compare with is a program of its own"}
# Reading the machine's clock where the moment is not a fact of the product.
CLOCK_OF_THE_MACHINE = {"kit/storage.py": "the age of a file is measured against the clock that stamped it"}


def modules() -> list[Path]:
    return sorted(path for path in LMS.rglob("*.py") if "migrations" not in path.parts)


def inside(path: Path) -> str:
    return path.relative_to(LMS).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def files_of(*folders: Path, endings: tuple[str, ...]) -> list[Path]:
    return sorted(path for folder in folders for path in folder.rglob("*") if path.suffix in endings)


def lines_matching(paths: list[Path], pattern: str) -> list[str]:
    """`file:line: text` of every hit."""
    wanted = re.compile(pattern, re.IGNORECASE)
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in paths
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if wanted.search(line)
    ]


# --- size and shape --------------------------------------------------------------------------------------------------


def test_files_keep_their_budget() -> None:
    def budget(path: Path) -> int:
        words = {path.stem, *path.parent.relative_to(LMS).parts}
        return min((BUDGETS[word] for word in words & BUDGETS.keys()), default=LONGEST)

    counted = ((path, len(path.read_text().splitlines())) for path in modules())
    over = [f"{path.relative_to(ROOT)}: {n} lines, {budget(path)} allowed" for path, n in counted if n > budget(path)]
    assert not over, "cut by idea into a noun of its own, never into utils or helpers:\n" + "\n".join(over)


def test_no_drawer_for_odds_and_ends() -> None:
    drawers = {"util", "utils", "helper", "helpers", "common", "misc", "manager", "managers", "handler", "handlers"}
    found = [inside(path) for path in modules() if drawers & {path.stem, *path.parent.relative_to(LMS).parts}]
    assert not found, f"name the idea instead: {found}"


def calls_of(path: Path) -> Iterator[tuple[int, str, str]]:
    """(line, what is before the last dot, the last name) of every call of a method."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.lineno, ast.unparse(node.func.value), node.func.attr


def test_only_transaction_commits() -> None:
    found = [
        f"lms/{inside(path)}:{line}"
        for path in modules()
        if inside(path) not in {"kit/db.py", *OTHER_DATABASE}
        for line, _owner, name in calls_of(path)
        if name in ("commit", "begin")
    ]
    assert not found, f"write inside `with transaction() as writing:`, it commits once at the outermost end: {found}"


def test_only_the_clock_reads_the_clock() -> None:
    def reads(owner: str, name: str) -> bool:
        last = owner.rpartition(".")[2]
        return (last in ("datetime", "date") and name in ("now", "utcnow", "today")) or (last, name) == ("time", "time")

    found = [
        f"lms/{inside(path)}:{line}"
        for path in modules()
        if inside(path) not in {"kit/clock.py", *CLOCK_OF_THE_MACHINE}
        for line, owner, name in calls_of(path)
        if reads(owner, name)
    ]
    assert not found, f"take `at: datetime` as an argument; only views, jobs and the cli call kit.clock.now(): {found}"


# --- templates and static files --------------------------------------------------------------------------------------


def test_templates_trust_nothing_and_carry_no_code() -> None:
    pages = files_of(TEMPLATES, endings=(".html",))
    assert pages, "there are no templates"
    rules = {
        r"\|\s*safe\b|autoescape\s+false": "text becomes HTML only in kit.markup, which cleans it",
        r"\sstyle\s*=": "the CSP forbids inline styles: add a class to house.css",
        r"\son[a-z]+\s*=\s*[\"']": "the CSP forbids inline handlers: a module of lms/static listens",
        r"<script\b(?![^>]*\bsrc=)|<style\b": "the CSP forbids inline code: {{ script('name.js') }}, {{ style('name.css') }}",
        r"(src|srcset|href|action|content)\s*=\s*[\"']?\s*(https?:)?//": "pages need no other host: use url_for and settings",
    }
    found = [f"{hit}   <- {advice}" for pattern, advice in rules.items() for hit in lines_matching(pages, pattern)]
    assert not found, "\n".join(found)


def test_static_files_ask_no_other_host() -> None:
    files = files_of(LMS / "static", endings=(".css", ".js", ".svg", ".json", ".webmanifest"))
    found = lines_matching(files, r"https?://(?!www\.w3\.org/)|@import|sourceMappingURL")
    assert not found, "everything a page needs is served from here:\n" + "\n".join(found)


def test_templates_mirror_the_slices() -> None:
    slices = {path.name for path in LMS.iterdir() if (path / "__init__.py").exists()} | {"_kit", "parts"}
    strays = sorted({path.name for path in TEMPLATES.iterdir()} - slices)
    assert not strays, f"templates/<slice>/<view>.html: no slice of lms/ is called {strays}"


def test_every_template_is_shown_and_every_shown_template_exists() -> None:
    code = "\n".join(path.read_text() for path in modules())
    pages = files_of(TEMPLATES, endings=(".html", ".txt", ".xml"))
    named = set(re.findall(r"[\"']([a-z_]+/[\w/-]+\.(?:html|txt|xml))[\"']", code))
    for page in pages:
        named |= set(re.findall(r"(?:extends|include|import|from)\s+[\"']([^\"']+)[\"']", page.read_text()))
    named = {name for name in named if not name.endswith("/")}
    named |= {f"parts/{kind}.html" for kind in PARTS} | {f"quizzes/kinds/{kind}.html" for kind in KINDS}
    existing = {page.relative_to(TEMPLATES).as_posix() for page in pages}
    assert not existing - named, f"nothing shows these templates; remove them: {sorted(existing - named)}"
    assert not named - existing, f"these templates are named but do not exist: {sorted(named - existing)}"


# --- the repository --------------------------------------------------------------------------------------------------

OURS = ("lms", "templates", "courses", ".ci")


def our_files() -> list[Path]:
    """Text files of the tree, as a clone would have them, without the tests, which act out whatever may happen."""
    beside = [path for path in ROOT.iterdir() if path.is_file() and path.name != ".git"]
    deep = [path for name in OURS for path in (ROOT / name).rglob("*") if path.is_file()]
    binary = {".pyc", ".mo", ".png", ".jpg", ".jpeg", ".webp", ".ico", ".pdf", ".coverage"}
    return sorted(path for path in beside + deep if path.suffix not in binary and path.name != ".coverage")


def test_no_registry_and_no_machine_is_named() -> None:
    machine = r"tmp|work|root|opt"
    host = r"files|registry|deb|pypi"
    pattern = (
        rf"--(extra-)?index-url|--find-links|\"resolved\": *\"http|https?://({host})[.]|(^|[^a-z.\w])/({machine})/"
    )
    found = lines_matching(our_files(), pattern)
    assert not found, "a clone works on any machine and with any package index:\n" + "\n".join(found)


def pins(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", (ROOT / name).read_text(), re.MULTILINE))


def test_the_lock_files_agree() -> None:
    run, dev = pins("requirements.lock"), pins("requirements-dev.lock")
    differing = {name: (version, dev.get(name)) for name, version in run.items() if dev.get(name) != version}
    assert not differing, f"lock both files together, or ./run and ./run test undo each other: {differing}"


def test_every_dependency_is_locked_with_a_hash() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    wanted += project["project"]["optional-dependencies"]["postgres"]
    names = {re.split(r"[\[<>=!~; ]", line, maxsplit=1)[0].lower().replace("_", "-") for line in wanted}
    missing = names - {name.lower().replace("_", "-") for name in pins("requirements-dev.lock")}
    assert not missing, f"lock again after changing pyproject.toml: {missing}"
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text()
        unproven = [entry for entry in re.split(r"\n(?=\S)", text) if "==" in entry and "--hash=" not in entry]
        assert not unproven, f"{name}: no hash for {unproven}"


def map_of_the_house() -> list[str]:
    """The rows of README's tree, as paths."""
    _, _, after = (ROOT / "README.md").read_text().partition("Map of the house")
    block = re.search(r"```\w*\n(.*?)```", after, re.DOTALL)
    assert block, "README.md has a fenced tree under the heading Map of the house"
    rows, folder = [], ""
    for line in block[1].splitlines():
        row = re.match(r"(\s*)([\w.*/-]+)(?:\s|$)", line)
        if not row or len(row[1]) > 4:
            continue  # the rest of the row above
        name = f"{folder}{row[2]}" if row[1] else row[2]
        folder = folder if row[1] else (row[2] if row[2].endswith("/") else "")
        rows.append(name)
    return rows


def test_the_map_in_the_readme_is_true() -> None:
    rows = map_of_the_house()
    missing = [row for row in rows if not list(ROOT.glob(row.rstrip("/")))]
    assert not missing, f"README.md's map names what is not there: {missing}"
    slices = {f"lms/{path.parent.name}/" for path in LMS.glob("*/__init__.py")}
    unnamed = sorted(slices - set(rows))
    assert not unnamed, f"README.md's map has no row for {unnamed}"


def test_commands_in_the_readme_exist() -> None:
    from lms.cli import main

    named = set(re.findall(r"\./run lms ([a-z]\w*)", (ROOT / "README.md").read_text()))
    unknown = named - set(main.commands)
    assert not unknown, f"README.md names commands that `./run lms --help` does not list: {sorted(unknown)}"


def test_every_setting_has_a_row_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()
    missing = [f"LMS_{name.upper()}" for name in Settings.model_fields if f"`LMS_{name.upper()}" not in readme]
    assert not missing, f"README.md's table of settings has no row for {missing}"


@pytest.mark.parametrize("folder", ["lms", "tests", "templates", "courses"])
def test_nothing_is_put_off(folder: str) -> None:
    later = "|".join(("TO" + "DO", "FIX" + "ME", "X" * 3))
    files = files_of(ROOT / folder, endings=(".py", ".html", ".js", ".css", ".md", ".yaml"))
    found = [hit for hit in lines_matching(files, rf"\b({later})\b") if re.search(rf"\b({later})\b", hit)]
    assert not found, "do it or leave it out:\n" + "\n".join(found)
