"""The benches of requests: a small run of each does its whole work and gives every figure. What they measure is not judged."""

import os
import re
import subprocess
import sys

import pytest

from tests.conftest import ROOT


def figures_of(name: str) -> dict[str, float]:
    """Runs the bench as people do; figures by name."""
    ran = subprocess.run(
        [sys.executable, "-P", "-m", "lms", "bench", name, "--quick"],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=300,
    )
    assert ran.returncode == 0, ran.stderr
    return {label: float(value) for label, value in re.findall(r"^figure (\S+) (\S+) \S+$", ran.stdout, re.MULTILINE)}


@pytest.mark.real_clock
def test_grading_goes_from_publish_to_the_next_form() -> None:
    figures = figures_of("grading")
    assert figures.keys() == {"publish_cpu", "publish_ratio", "publish_wall", "publish_queries", "empty_cpu"}
    assert min(figures.values()) > 0


@pytest.mark.real_clock
def test_pages_are_measured_in_process_and_over_http() -> None:
    figures = figures_of("pages")
    measures = ("cpu", "ratio", "queries", "bytes", "html_bytes", "p95", "p95_ratio", "growth_10x")
    pages = {f"{page}_{measure}" for page in ("desk", "lesson", "queue", "grading") for measure in measures}
    assert figures.keys() == pages | {"empty_cpu", "empty_p95"}
    assert min(figures.values()) > 0


@pytest.mark.real_clock
def test_a_scan_is_measured_against_an_empty_page() -> None:
    figures = figures_of("verify")
    assert figures.keys() == {"verify_ms", "verify_vs_empty", "unknown_vs_empty", "verify_bytes"}
    assert min(figures.values()) > 0
