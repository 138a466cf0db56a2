"""The frame of the benches: what is printed, and in which order."""

import pytest

from lms import bench as benches
from lms.bench.frame import BENCHES, Bench, BenchRow, race


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(bench: Bench) -> None:
        (bench.instance / "proof").write_text("its own directory")
        bench.row("what", "value")
        bench.row("eggs", 12)
        bench.figure("eggs", 12 if bench.quick else 24, "pieces")
        bench.figure("ratio", 1 / 3, "x")

    monkeypatch.setitem(BENCHES, "tiny", BenchRow("how many eggs", run))


def test_without_a_name_the_benches_are_listed(tiny: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert benches.main([]) == 0
    printed = capsys.readouterr().out
    assert "certificates" in printed
    assert "how many eggs" in printed


def test_a_run_ends_with_one_line_per_figure(tiny: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert benches.main(["tiny", "--quick"]) == 0
    assert capsys.readouterr().out.splitlines()[-2:] == ["figure eggs 12 pieces", "figure ratio 0.333333 x"]
    assert benches.main(["tiny"]) == 0
    assert "figure eggs 24 pieces" in capsys.readouterr().out


def test_an_unknown_bench_names_those_there_are(tiny: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert benches.main(["butter"]) == 2
    assert "tiny" in capsys.readouterr().out


def test_a_figure_has_one_value(tiny: None, tmp_path: object) -> None:
    bench = Bench(quick=True, instance=benches.Path("."))
    bench.figure("a", 1, "x")
    with pytest.raises(ValueError, match="twice"):
        bench.figure("a", 2, "x")


def test_a_race_runs_everyone_in_every_round_and_leaves_the_first_out() -> None:
    order: list[str] = []

    def slow() -> None:
        order.append("slow")
        sum(range(400_000))

    def fast() -> None:
        order.append("fast")
        sum(range(4_000))

    result = race({"slow": slow, "fast": fast}, rounds=3)
    assert order == ["slow", "fast"] * 4
    assert len(result.rounds["slow"]) == 3
    assert result.ratio("slow", "fast") > 5
