"""The page that a QR opens, for somebody who has never been here, against an empty signed-in Flask page."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import structlog
from flask import Flask

from lms.bench import blank
from lms.bench.city import instance_at
from lms.bench.frame import Bench, bench, race
from lms.bench.graduates import found
from lms.bench.visit import Answer, Visitor, page_of, statements
from lms.certificates import issuing, service
from lms.kit import clock, jobs

UNKNOWN = "/v/00000000000000000000000000"


class Passer(Visitor):
    """A stranger with a phone: no cookie, and each scan from another address."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app, "")
        self.addresses: Iterator[int] = count()
        self.wsgi_app = app.wsgi_app
        app.wsgi_app = self.from_elsewhere  # type: ignore[method-assign]  # the way a proxy would

    def from_elsewhere(self, environ: dict[str, Any], start_response: Any) -> Any:
        place = next(self.addresses)
        environ["REMOTE_ADDR"] = f"10.{place >> 16 & 255}.{place >> 8 & 255}.{place & 255}"
        environ.pop("HTTP_COOKIE")
        return self.wsgi_app(environ, start_response)


@contextmanager
def log_elsewhere() -> Iterator[None]:
    """Each unknown code is a line in the log; it is written as ever, but not between the figures."""
    usual = structlog.get_config()
    with Path("/dev/null").open("w") as nowhere:
        structlog.configure(**{**usual, "logger_factory": structlog.WriteLoggerFactory(file=nowhere)})
        yield
    structlog.configure(**usual)


@bench("verify", "CPU of the page a QR opens, and of the page for an unknown code, against an empty page")
def run(bench: Bench) -> None:
    """`verify_vs_empty` is CPU over that of the empty page in the same rounds. `unknown_vs_empty` is the page for a code that
    nobody has, which guessers get."""
    graduates = found(bench.instance, people=1)
    with graduates.app.app_context():
        issuing.issue(graduates.admin, graduates.batch_id, list(graduates.enrolment_ids), clock.now())
        jobs.drain()
        (card,) = service.register(limit=1)
    with instance_at(bench.instance):
        empty = Visitor(blank.create_app(), "1")
    passer = Passer(graduates.app)
    path = f"/v/{card.token}"

    def unknown() -> Answer:
        answer = passer.get(UNKNOWN)
        if answer.status != 404:
            raise RuntimeError(f"an unknown code answered {answer.status}")
        return answer

    times = 5 if bench.quick else 40
    runners = {
        "empty": lambda: [page_of(empty, "/") for _ in range(times)],
        "verify": lambda: [page_of(passer, path) for _ in range(times)],
        "unknown": lambda: [unknown() for _ in range(times)],
    }
    with log_elsewhere():
        cpu = race(runners, rounds=3 if bench.quick else 15)
    with statements() as seen:
        answer = page_of(passer, path)

    bench.row("page", "CPU ms", "times empty", "statements", "bytes", "HTML bytes")
    bench.row("empty", cpu.median("empty") / times, 1.0, 1, "", "")
    verify_ms, verify_ratio = cpu.median("verify") / times, cpu.ratio("verify", "empty")
    bench.row("verify", verify_ms, verify_ratio, len(seen), len(answer.sent), len(answer.html))
    bench.row("unknown", cpu.median("unknown") / times, cpu.ratio("unknown", "empty"), 1, "", "")

    bench.figure("verify_ms", verify_ms, "ms")
    bench.figure("verify_vs_empty", verify_ratio, "x")
    bench.figure("unknown_vs_empty", cpu.ratio("unknown", "empty"), "x")
    bench.figure("verify_bytes", len(answer.sent), "bytes")
