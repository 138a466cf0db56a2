"""`lms check` and `lms course new`: in Bahasa Indonesia, or in English for whoever asks."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from lms.cli import main
from tests.catalog.small_pack import SmallPack

RUBRICS = "news/rubrics.yaml"


@pytest.fixture
def pack(tmp_path: Path) -> SmallPack:
    return SmallPack(tmp_path / "courses")


def check(pack: SmallPack, *options: str) -> tuple[int, str, str]:
    """The exit code, what was printed, and what was wrong."""
    told = CliRunner().invoke(main, ["check", str(pack.directory), *options])
    return told.exit_code, told.stdout, told.stderr


def test_a_sound_pack_is_summed_up(pack: SmallPack) -> None:
    code, said, _wrong = check(pack, "--language", "en")
    assert code == 0
    assert said.startswith("Bimtek: modules 1, JP 3, competencies 2, platforms 2\n")
    assert "news/lead: Words in the text: 6; readers want from 900 to 1800.\n" in said
    code, said, _wrong = check(pack)
    assert code == 0
    assert said.startswith("Bimtek: mata pelatihan 1, JP 3, kompetensi 2, platform 2\n")


def test_a_mistake_is_told_in_the_language_of_the_author(pack: SmallPack) -> None:
    pack.change(RUBRICS, "weight: 60", "weight: 50")
    pack.change("news/quizzes/post-test.yaml", "attempts: 3", "attempts: [3]")
    code, _said, wrong = check(pack)
    assert code == 1
    assert wrong.splitlines() == [
        'news/quizzes/post-test.yaml:3: "attempts" seharusnya berisi bilangan bulat, bukan daftar.',
        f"{RUBRICS}:3: Jumlah bobot kriteria 90; seharusnya 100.",
        "Yang perlu diperbaiki: 2.",
    ]
    code, _said, wrong = check(pack, "--language", "en")
    assert code == 1
    assert wrong.splitlines() == [
        'news/quizzes/post-test.yaml:3: "attempts" should be a whole number, not a list.',
        f"{RUBRICS}:3: The weights of the criteria add up to 90; they should add up to 100.",
        "To mend: 2.",
    ]


def test_a_number_is_written_in_the_way_of_the_language(pack: SmallPack) -> None:
    pack.change("news/exemplars/press-release-4.md", "lead: 4", "lead: 2")
    assert "Rata-rata nilainya 2,40, " in check(pack)[2]
    assert "The marks give 2.40 on average" in check(pack, "--language", "en")[2]


def test_what_cannot_begin_is_told_in_the_language_of_the_author(pack: SmallPack) -> None:
    wanted = ["course", "new", "News", "--title", "Berita", "--code", "N", "--in", str(pack.directory)]
    told = CliRunner().invoke(main, wanted)
    assert (told.exit_code, told.stderr) == (
        1,
        '"News" hanya boleh berisi huruf kecil, angka, dan tanda hubung, misalnya layanan-publik.\n',
    )
    told = CliRunner().invoke(main, [*wanted, "--language", "en"])
    assert told.stderr.startswith('"News" should have only small letters')
