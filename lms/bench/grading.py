"""From "Publish" to the next form: the POST that judges a post, and the page it leads to."""

import gc
import re
import statistics
import time
from typing import Final

from lms.bench import blank
from lms.bench.city import found, instance_at, send_again
from lms.bench.frame import Bench, Race, bench
from lms.bench.visit import Visitor, hidden_fields, page_of, statements

UNCOUNTED: Final = 2
EMPTY_PAGES: Final = 5
"""One empty page is too short to be timed alone."""


@bench(
    "grading", "CPU and time from publishing a verdict to the next form, with 40 posts waiting, against an empty page"
)
def run(bench: Bench) -> None:
    """`publish` is the POST and the GET it leads to; `wall` holds what the disk needs for a durable commit. After each turn
    the post is sent again, so that 40 wait every time."""
    directory = bench.instance / "city"
    city = found(directory, batches=1)
    with instance_at(directory):
        reader = Visitor(blank.create_app(), "1")
    trainer = Visitor(city.app, city.trainer_token)
    path, wall, counts = f"/grading/{city.waiting[0]}", [], []
    cpu: dict[str, list[float]] = {"publish": [], "empty": []}
    for turn in range(UNCOUNTED + (5 if bench.quick else 50)):
        form = filled(page_of(trainer, path).html)
        gc.collect()
        with statements() as seen:
            begun, started = time.perf_counter(), time.process_time()
            following = publish(trainer, path, form)
            publish_cpu, publish_wall = time.process_time() - started, time.perf_counter() - begun
        started = time.process_time()
        for _ in range(EMPTY_PAGES):
            page_of(reader, "/")
        empty_cpu = (time.process_time() - started) / EMPTY_PAGES
        send_again(city, int(path.rpartition("/")[2]))
        path = following
        if turn >= UNCOUNTED:
            cpu["publish"].append(publish_cpu * 1000)
            cpu["empty"].append(empty_cpu * 1000)
            wall.append(publish_wall * 1000)
            counts.append(len(seen))
    spent = Race(cpu)
    figures = (
        ("publish_cpu", spent.median("publish"), "ms"),
        ("publish_ratio", spent.ratio("publish", "empty"), "x"),
        ("publish_wall", statistics.median(wall), "ms"),
        ("publish_queries", statistics.median(counts), "statements"),
        ("empty_cpu", spent.median("empty"), "ms"),
    )
    bench.row("publish and open the next form", "value", "unit")
    for name, value, unit in figures:
        bench.row(name, value, unit)
        bench.figure(name, value, unit)


def filled(page: bytes) -> dict[str, str]:
    """The form of this desk with every criterion on level 3, passed."""
    criteria = re.findall(r'name="note-([^"]+)"', page.decode())
    marks = {f"level-{key}": "3" for key in criteria}
    notes = {f"note-{key}": "Kalimat pertama sudah jelas." for key in criteria}
    return {**hidden_fields(page), **marks, **notes, "comment": "Bagus.", "decision": "passed"}


def publish(trainer: Visitor, path: str, form: dict[str, str]) -> str:
    """The path of the next desk, which has been opened. Raises RuntimeError when the verdict was not taken."""
    answer = trainer.post(path, form)
    if not answer.location.startswith("/grading/"):
        raise RuntimeError(f"POST {path} answered {answer.status} {answer.location}")
    page_of(trainer, answer.location)
    return answer.location
