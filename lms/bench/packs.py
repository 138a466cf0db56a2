"""The course packs: reading all of them in a fresh process and again unchanged, and what the page of each lesson costs."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from lms.bench.city import City, found
from lms.bench.frame import Bench, bench
from lms.bench.visit import Visitor, page_of, statements
from lms.catalog import loader
from lms.catalog.pack import Catalog, Lesson
from lms.config import resource

COLD: Final = """
import sys, time
started = time.process_time()
from lms.catalog import loader
from pathlib import Path
imported = time.process_time()
loader.load(Path(sys.argv[1]))
print(imported - started, time.process_time() - imported)
"""
OWN: Final = re.compile(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"')
"""Style sheets and scripts that a page names."""
IMPORT: Final = re.compile(r'^import [^;]*from "\./([^"]+)"', re.MULTILINE)
WITHOUT_SCRIPT: Final = {"passage", "reveal"}
"""Blocks that need none."""


@bench("packs", "reading all course packs cold and unchanged; statements and bytes of every lesson's page")
def run(bench: Bench) -> None:
    """`cold` is CPU in a fresh process: reading, validating and rendering every lesson; `imports` is what Python itself takes
    before that. `unchanged` is reading the same folder again. `lesson_*` are the most of any lesson; `lesson_bytes` are the
    page with its style sheets and all scripts that its parts fetch, as sent (gzip), without pictures."""
    courses = resource("courses")
    times = [_cold(str(courses)) for _ in range(1 if bench.quick else 5)]
    imports, cold = (min(times, key=lambda one: one[at])[at] for at in (0, 1))
    catalog = loader.load(courses)
    unchanged = min(_unchanged(courses) for _ in range(5))
    bench.row("lesson", "statements", "page bytes", "with CSS and JS")
    city = found(bench.instance, batches=1)
    costs = {lesson.key: _cost(city, lesson) for lesson in _lessons(catalog)}
    for key, cost in costs.items():
        bench.row(key, *cost)
    bench.figure("cold", cold * 1000, "ms")
    bench.figure("imports", imports * 1000, "ms")
    bench.figure("unchanged", unchanged * 1000, "ms")
    bench.figure("cold_vs_unchanged", cold / unchanged, "x")
    bench.figure("lessons", len(costs), "lessons")
    for at, (name, unit) in enumerate((("queries", "statements"), ("page_bytes", "bytes"), ("bytes", "bytes"))):
        bench.figure(f"lesson_{name}", max(cost[at] for cost in costs.values()), unit)


def _cold(courses: str) -> tuple[float, float]:
    """CPU seconds of importing, and of loading, in a process of its own."""
    started = [sys.executable, "-c", COLD, courses]
    done = subprocess.run(started, capture_output=True, text=True, check=True)  # noqa: S603  # our own words
    imports, cold = done.stdout.split()
    return float(imports), float(cold)


def _unchanged(courses: Path) -> float:
    started = time.process_time()
    loader.load(courses)
    return time.process_time() - started


def _lessons(catalog: Catalog) -> Iterator[Lesson]:
    for module in catalog.modules.values():
        yield from module.lessons


def _cost(city: City, lesson: Lesson) -> tuple[int, int, int]:
    """Statements, bytes of the page, bytes with what it needs to look and work as it should."""
    visitor = Visitor(city.app, city.trainee_token)
    with statements() as seen:
        answer = page_of(visitor, f"/learn/{city.batch_id}/{lesson.key}")
    named = set(OWN.findall(answer.html.decode()))
    folder = next(path for path in named if path.endswith("/parts.js")).removesuffix(".js")
    kinds = {block.kind for block in lesson.blocks} - WITHOUT_SCRIPT | {"term"}
    waiting = named | {f"{folder}/{kind}.js" for kind in kinds}
    needs: dict[str, bytes] = {}
    while waiting:
        path = waiting.pop()
        needs[path] = page_of(visitor, path).sent
        code = page_of(visitor, path).html.decode() if path.endswith(".js") else ""
        waiting |= {f"{path.rpartition('/')[0]}/{name}" for name in IMPORT.findall(code)} - needs.keys()
    return len(seen), len(answer.sent), len(answer.sent) + sum(map(len, needs.values()))
