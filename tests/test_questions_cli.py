"""`lms questions …`: a bank brought into a pack, and written out of it, from a shell."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from lms.catalog.loader import load
from lms.questions_cli import questions
from tests.catalog.small_pack import FILES

BANK = "questions/lead.bank-lama.yaml"
GIFT = """\
// [tag:mudah]
::Satu::Berapa kata paling banyak dalam lead?{=35#Tepat. ~60#Terlalu panjang.}

::Dua::Apa kabar {

::Tiga::Lead harus singkat.{T}
"""


@pytest.fixture
def courses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A courses folder of its own, which the settings name."""
    folder = tmp_path / "courses"
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.setenv("LMS_COURSES", str(folder))
    monkeypatch.setenv("LMS_INSTANCE", str(tmp_path / "instance"))
    return folder


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(questions, [str(word) for word in words])


def source(courses: Path, name: str = "Bank Lama.gift", text: str = GIFT) -> Path:
    path = courses.parent / name
    path.write_text(text)
    return path


def test_a_bank_is_written_and_the_catalog_reads_it(courses: Path) -> None:
    before = len(load(courses).modules["news"].questions)
    done = run("import", source(courses), "--module", "news", "--lesson", "lead")
    assert done.exit_code == 0, done.output
    assert "Soal yang masuk: 2, yang tidak masuk: 1." in done.output
    assert "Bank Lama.gift:4: Kurung kurawal pembuka tidak pernah ditutup." in done.output
    assert (courses / "news" / BANK).exists()
    bank = load(courses).modules["news"].questions
    assert len(bank) == before + 2
    assert bank["lead/satu"].difficulty.value == "easy"


def test_nothing_is_written_twice_or_for_a_rehearsal(courses: Path) -> None:
    file = source(courses)
    rehearsed = run("import", file, "--module", "news", "--lesson", "lead", "--dry-run")
    assert rehearsed.exit_code == 0, rehearsed.output
    assert not (courses / "news" / BANK).exists()
    assert run("import", file, "--module", "news", "--lesson", "lead").exit_code == 0
    kept = (courses / "news" / BANK).read_text()
    file.write_text("::Lain::Lain lagi? {}\n")
    again = run("import", file, "--module", "news", "--lesson", "lead")
    assert again.exit_code == 1
    assert "is there already" in again.output
    assert (courses / "news" / BANK).read_text() == kept


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--module", "olds", "--lesson", "lead"], "no module olds"),
        (["--module", "news", "--lesson", "led"], "no lesson led"),
        (["--module", "news"], "Pilih materinya."),
    ],
)
def test_what_is_not_there_ends_in_a_sentence(courses: Path, words: list[str], sentence: str) -> None:
    done = run("import", source(courses), *words)
    assert done.exit_code == 1
    assert sentence in done.output
    assert isinstance(done.exception, SystemExit)


def test_a_broken_pack_takes_nothing_in(courses: Path) -> None:
    (courses / "news" / "module.yaml").write_text("code: A\n")
    done = run("import", source(courses), "--module", "news", "--lesson", "lead")
    assert done.exit_code == 1
    assert "news/module.yaml:1:" in done.output


@pytest.mark.parametrize("name", ["gift", "xml", "csv"])
def test_what_goes_out_comes_in_elsewhere(courses: Path, name: str) -> None:
    assert run("import", source(courses), "--module", "news", "--lesson", "lead").exit_code == 0
    bank = load(courses).modules["news"].questions
    out = courses.parent / f"keluar.{name}"
    done = run("export", "--module", "news", "--lesson", "lead", "--format", name, "-o", out)
    assert done.exit_code == 0, done.output
    for path in (courses / "news" / "questions").iterdir():
        path.unlink()
    for path in (courses / "news" / "quizzes").iterdir():
        path.unlink()
    module = courses / "news" / "module.yaml"
    module.write_text(module.read_text().replace("quizzes: [post-test.yaml]\n", ""))
    assert run("import", out, "--module", "news").exit_code == 0
    again = load(courses).modules["news"].questions
    left = [line for line in done.output.splitlines() if line.startswith("Dilewati")]
    assert len(again) == len(bank) - len(left)
    assert all(again[key] == bank[key] for key in again)


def test_the_template_can_be_brought_in(courses: Path) -> None:
    out = courses.parent / "templat.csv"
    assert run("template", "--module", "news", "-o", out).exit_code == 0
    done = run("import", out, "--module", "news")
    assert done.exit_code == 0, done.output
    assert "Soal yang masuk: 8, yang tidak masuk: 0." in done.output
