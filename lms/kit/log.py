"""One line of JSON per event on stderr; never names, texts or numbers of people."""

import logging
import sys
import time
from typing import Any

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger("lms")


def init_log(app: Flask) -> None:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
    app.log_exception = _mistake  # type: ignore[method-assign]  # Flask's own would log the address
    app.before_request(_start)
    app.after_request(_finish)


def _mistake(exc_info: Any) -> None:
    """A mistake of ours with its stack. Under its endpoint, because an address may be a one-time link."""
    log.error("mistake", endpoint=request.endpoint, exc_info=exc_info)


def _start() -> None:
    g.started = time.perf_counter()


def _finish(response: Response) -> Response:
    """Logs the endpoint, never the address with its query or ids of people."""
    if response.status_code >= 500 or response.status_code == 429:
        log.warning(
            "answer",
            endpoint=request.endpoint,
            status=response.status_code,
            ms=round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1),
        )
    return response
