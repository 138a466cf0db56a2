"""A whole batch through the jobs: issued, pressed, sealed, merged; and the admin's pages while the worker is at it."""

import os
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from sqlalchemy import func, select

from lms.bench import graduates
from lms.bench.frame import Bench, bench
from lms.bench.graduates import Graduates
from lms.bench.seal import key_files
from lms.bench.visit import Address, Visitor, free_port, serving, wall_times
from lms.certificates import issuing, printroom
from lms.certificates.facts import SAMPLE, Facts
from lms.certificates.office import current_office, save
from lms.certificates.press import Print, press, press_many
from lms.certificates.rules import Signing
from lms.certificates.signing.seal import open_seal
from lms.config import ROOT, SealKey, current_settings
from lms.kit import clock, jobs
from lms.kit.db import Base, session
from lms.kit.storage import LocalStorage

PAGES: Final = ("/", "/batches", "/people")
PATIENCE: Final = 600
"""Seconds the jobs may take."""
CERTIFICATE: Final = Base.metadata.tables["certificate"]
SIGNED: Final = Base.metadata.tables["signed_file"]


@bench("batch", "CPU and memory of a whole batch through the jobs, and the admin's pages meanwhile")
def run(bench: Bench) -> None:
    """`whole_over_parts` is the CPU of the jobs over that of their parts alone: issuing where nothing is sealed, each print, each
    seal, each file on the disk, the merged file. `p95_ratio` is the slowest page of the admin
    while the jobs run over the same page before."""
    people = 100 if bench.quick else 1000
    whole = _in_a_child(bench.instance / "alone", people)
    bench.row("batch", "people", "CPU s", "of its parts", "peak MB")
    bench.row("issue, seal, merge", people, whole.jobs, whole.jobs / whole.parts, whole.peak)
    bench.figure("whole_s", whole.jobs, "s")
    bench.figure("each_ms", whole.jobs * 1000 / people, "ms")
    bench.figure("whole_over_parts", whole.jobs / whole.parts, "x")
    bench.figure("peak_mb", whole.peak, "MB")

    before, meanwhile = _pages(bench, people)
    worst = 0.0
    for name in PAGES:
        ratio = _p95(meanwhile[name]) / _p95(before[name])
        bench.row(f"p95 of {name}, ms", "", _p95(before[name]), ratio, "")
        worst = max(worst, ratio)
    bench.figure("p95_ratio", worst, "x")


@dataclass(frozen=True, slots=True)
class Whole:
    """CPU seconds of the jobs and of their parts, and the peak of memory while the jobs ran, MB."""

    jobs: float
    parts: float
    peak: float


def _in_a_child(directory: Path, people: int) -> Whole:
    """A process of its own, so that the peak of its memory is that of the jobs."""
    told = subprocess.run(  # noqa: S603  # this file
        [sys.executable, "-P", "-c", f"import {__name__} as batch; batch.tell()", str(directory), str(people)],
        check=True, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    ).stdout  # fmt: skip
    figures = re.search(r"^whole (\S+) (\S+) (\S+)$", told, re.MULTILINE)
    if figures is None:
        raise RuntimeError(f"the jobs did not end: {told}")
    return Whole(*map(float, figures.groups()))


@contextmanager
def city_that_signs(directory: Path, people: int, signing: Signing) -> Iterator[Graduates]:
    """A batch of graduates whose office signs in this way; a key for its seal is there in any case."""
    directory.mkdir(mode=0o700, parents=True)
    key_file, certificate_file = key_files(directory)
    seal = SealKey(key_file=key_file, certificate_file=certificate_file)
    city = graduates.found(directory, people=people, seal=seal)
    with city.app.app_context():
        save(city.admin, current_office().model_copy(update={"signing": signing}), clock.now())
        yield city


def measure(directory: Path, people: int) -> Whole:
    """What the child does: the jobs as a worker does them, then each of their parts alone."""
    with city_that_signs(directory / "whole", people, Signing.SEAL) as city:
        with open_seal(current_settings()) as seal:
            seal.sign(press(SAMPLE))  # what a process does once belongs to neither side
        spent = _cpu(lambda: _issue_seal_merge(city))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with city_that_signs(directory / "parts", people, Signing.WET) as city:
        parts = _cpu(lambda: _issue(city)) + _cpu(lambda: _press_seal_keep_merge(directory / "parts"))
    return Whole(spent, parts, peak)


def _issue(city: Graduates) -> None:
    issuing.issue(city.admin, city.batch_id, list(city.enrolment_ids), clock.now())
    jobs.drain()


def _issue_seal_merge(city: Graduates) -> None:
    _issue(city)
    printroom.print_batch(city.admin, city.batch_id, clock.now())
    jobs.drain()
    if _sealed() != len(city.enrolment_ids) or jobs.dead_letters():
        raise RuntimeError(f"only {_sealed()} of {len(city.enrolment_ids)} were sealed: {jobs.dead_letters()}")


def _press_seal_keep_merge(directory: Path) -> None:
    """The work itself, without a product around it."""
    every = [Facts.from_json(facts) for facts in session().scalars(select(CERTIFICATE.c.facts))]
    session().rollback()
    storage = LocalStorage(directory / "bare")
    with open_seal(current_settings()) as seal:
        for facts in every:
            storage.put(BytesIO(seal.sign(press(facts))), limit=10**8)
    with (directory / "merged.pdf").open("wb") as file:
        press_many((Print(facts) for facts in every), file=file)


def _pages(bench: Bench, people: int) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Milliseconds of the admin's pages before the jobs and while they run, by page."""
    directory, port = bench.instance / "served", free_port()
    times = 30 if bench.quick else 150
    with city_that_signs(directory, people, Signing.SEAL) as city:
        visitor = Visitor(city.app, city.admin_token)
        addresses = {path: Address(port, path, visitor.cookie) for path in PAGES}
        seal = current_settings().seal
        named = {"LMS_SEAL__KEY_FILE": str(seal.key_file), "LMS_SEAL__CERTIFICATE_FILE": str(seal.certificate_file)}
        command = ("lms", "serve", "--empty", "--port", str(port), "--workers", "1")
        with serving(directory, command, port, settings=named):
            before = wall_times(addresses, times=times)
            run_id = issuing.issue(city.admin, city.batch_id, list(city.enrolment_ids), clock.now())
            _wait_until(lambda: issuing.open_issue_run(city.admin, run_id).job.done > 0)
            meanwhile = wall_times(addresses, times=times)
            _wait_until(lambda: _sealed() == people)
    return before, meanwhile


def _sealed() -> int:
    count = session().scalar(select(func.count()).select_from(SIGNED))
    session().rollback()
    return count or 0


def _wait_until(ready: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not ready():
        session().rollback()
        if time.monotonic() > until:
            raise RuntimeError("the jobs did not get there in time")
        time.sleep(0.1)
    session().rollback()


def _cpu(act: Callable[[], None]) -> float:
    begun = time.process_time()
    act()
    return time.process_time() - begun


def _p95(milliseconds: list[float]) -> float:
    return statistics.quantiles(milliseconds, n=20)[-1]


def tell() -> None:
    """What the child runs: prints its figures on one line."""
    done = measure(Path(sys.argv[1]), int(sys.argv[2]))
    print(f"whole {done.jobs} {done.parts} {done.peak}")
