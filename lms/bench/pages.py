"""The four pages people wait for: CPU, statements, bytes, and time over HTTP, against an empty signed-in Flask page."""

import statistics
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Final

from lms.bench import blank
from lms.bench.city import City, found, instance_at
from lms.bench.frame import Bench, bench, race
from lms.bench.visit import Address, Visitor, free_port, page_of, serving, statements, wall_times
from lms.catalog.pack import Catalog

TENFOLD: Final = 10


@dataclass(frozen=True, slots=True)
class Page:
    """An address in the city, and whose it is."""

    visitor: Visitor
    path: str


def pages_of(city: City) -> Mapping[str, Page]:
    """The desk and a lesson for a trainee; the queue and the oldest post that waits for a trainer."""
    catalog: Catalog = city.app.extensions["catalog"]
    lesson = next(lesson for module in catalog.modules.values() for lesson in module.lessons)
    trainee, trainer = Visitor(city.app, city.trainee_token), Visitor(city.app, city.trainer_token)
    return {
        "desk": Page(trainee, "/"),
        "lesson": Page(trainee, f"/learn/{city.batch_id}/{lesson.key}"),
        "queue": Page(trainer, "/queue"),
        "grading": Page(trainer, f"/grading/{city.waiting[0]}"),
    }


@bench(
    "pages", "CPU, statements, bytes and time over HTTP of desk, lesson, queue and grading desk, against an empty page"
)
def run(bench: Bench) -> None:
    """`ratio` is CPU over that of the empty page in the same rounds; `growth_10x` is CPU with ten batches in the tables over
    that with one: 1 is flat. `bytes` are as sent (gzip), `p95` is in milliseconds over one kept connection."""
    small, large = bench.instance / "one-batch", bench.instance / "ten-batches"
    city, tenfold = found(small, batches=1), found(large, batches=TENFOLD)
    with instance_at(small):
        empty = Page(Visitor(blank.create_app(), "1"), "/")
    here, there = pages_of(city), pages_of(tenfold)

    times = 3 if bench.quick else 20
    runners = {"empty": several(empty, times)}
    runners |= {name: several(page, times) for name, page in here.items()}
    runners |= {f"{name} tenfold": several(page, times) for name, page in there.items()}
    cpu = race(runners, rounds=2 if bench.quick else 9)
    taken = over_http(bench, {**here, "empty": empty})

    bench.row("page", "CPU ms", "times empty", "statements", "bytes", "HTML bytes", "p95 ms", "times empty", "10x data")
    bench.row("empty", cpu.median("empty") / times, 1.0, 1, "", "", p95(taken["empty"]), 1.0, "")
    for name, page in here.items():
        with statements() as seen:
            answer = page_of(page.visitor, page.path)
        figures = (
            ("cpu", cpu.median(name) / times, "ms"),
            ("ratio", cpu.ratio(name, "empty"), "x"),
            ("queries", len(seen), "statements"),
            ("bytes", len(answer.sent), "bytes"),
            ("html_bytes", len(answer.html), "bytes"),
            ("p95", p95(taken[name]), "ms"),
            ("p95_ratio", p95(taken[name]) / p95(taken["empty"]), "x"),
            ("growth_10x", cpu.ratio(f"{name} tenfold", name), "x"),
        )
        bench.row(name, *(value for _what, value, _unit in figures))
        for what, value, unit in figures:
            bench.figure(f"{name}_{what}", value, unit)
    bench.figure("empty_cpu", cpu.median("empty") / times, "ms")
    bench.figure("empty_p95", p95(taken["empty"]), "ms")


def several(page: Page, times: int) -> Callable[[], object]:
    return lambda: [page_of(page.visitor, page.path) for _ in range(times)]


def over_http(bench: Bench, pages: Mapping[str, Page]) -> dict[str, list[float]]:
    """Wall milliseconds of each request, by page: the product as `lms serve` runs it, the empty page by the same server."""
    ours, theirs = free_port(), free_port()
    product = ("lms", "serve", "--empty", "--port", str(ours), "--workers", "1")
    reference = ("granian", "--interface", "wsgi", "--factory", "lms.bench.blank:create_app", "--port", str(theirs))
    quiet = ("--workers", "1", "--blocking-threads", "1", "--no-log")
    with ExitStack() as stack:
        stack.enter_context(serving(bench.instance / "one-batch", product, ours))
        stack.enter_context(serving(bench.instance / "one-batch", (*reference, *quiet), theirs))
        addresses = {
            name: Address(theirs if name == "empty" else ours, page.path, page.visitor.cookie)
            for name, page in pages.items()
        }
        return wall_times(addresses, times=20 if bench.quick else 200)


def p95(milliseconds: list[float]) -> float:
    return statistics.quantiles(milliseconds, n=20)[-1]
