"""A signed-in visitor without a network around it, and one that goes over real HTTP."""

import gzip
import http.client
import io
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlencode

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import Engine, event

from lms.config import ROOT

START_SECONDS: Final = 30
BEGINNINGS: Final = ("BEGIN", "SAVEPOINT", "RELEASE")
"""What frames a transaction is not counted as a statement."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`sent` is the body as it goes over the wire, compressed."""

    status: int
    location: str
    sent: bytes

    @property
    def html(self) -> bytes:
        return gzip.decompress(self.sent) if self.sent[:2] == b"\x1f\x8b" else self.sent


def cookie_of(app: Flask, user_id: str) -> str:
    """The session cookie of somebody who has signed in; `user_id` is what Flask-Login keeps."""
    seal = SecureCookieSessionInterface().get_signing_serializer(app)
    if seal is None:
        raise RuntimeError("the application has no secret key")
    kept = seal.dumps({"_user_id": user_id, "_fresh": True, "_permanent": True})
    return f"{app.config['SESSION_COOKIE_NAME']}={kept!s}"


class Visitor:
    """Calls the application as its server does; the call itself costs a few microseconds."""

    def __init__(self, app: Flask, user_id: str) -> None:
        self.app = app
        self.cookie = cookie_of(app, user_id)

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, b"")

    def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        return self._ask("POST", path, urlencode(fields).encode())

    def _ask(self, method: str, path: str, body: bytes) -> Answer:
        heard: dict[str, str] = {}

        def start_response(status: str, headers: Sequence[tuple[str, str]], _trouble: Any = None) -> Any:
            heard.update((name.lower(), value) for name, value in headers)
            heard["status"] = status

        environ = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "127.0.0.1:8000",
            "HTTP_COOKIE": self.cookie,
            "HTTP_ACCEPT_ENCODING": "gzip",
            "CONTENT_TYPE": "application/x-www-form-urlencoded" if body else "",
            "CONTENT_LENGTH": str(len(body)) if body else "",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": False,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        parts = self.app.wsgi_app(environ, start_response)
        try:
            sent = b"".join(parts)
        finally:
            if hasattr(parts, "close"):
                parts.close()
        if "set-cookie" in heard:
            self.cookie = heard["set-cookie"].partition(";")[0]
        return Answer(int(heard["status"][:3]), heard.get("location", ""), sent)


def page_of(visitor: Visitor, path: str) -> Answer:
    """A page that has to be there. Raises RuntimeError when it is not."""
    answer = visitor.get(path)
    if answer.status != http.HTTPStatus.OK:
        raise RuntimeError(f"GET {path} answered {answer.status} {answer.location}")
    return answer


def hidden_fields(page: bytes) -> dict[str, str]:
    """What every form of the page starts with: protection token and key."""
    return dict(re.findall(r'name="(csrf_token|_key)" value="([^"]*)"', page.decode()))


@contextmanager
def statements() -> Iterator[list[str]]:
    """The SQL of everything that runs inside."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(BEGINNINGS):
            seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@dataclass(frozen=True, slots=True)
class Address:
    """A page as a visitor asks for it over HTTP."""

    port: int
    path: str
    cookie: str


def wall_times(pages: Mapping[str, Address], *, times: int) -> dict[str, list[float]]:
    """Milliseconds from request to last byte over one kept connection per page, one page after the other, `times` rounds."""
    taken: dict[str, list[float]] = {name: [] for name in pages}
    with ExitStack() as stack:
        lines = {name: http.client.HTTPConnection("127.0.0.1", page.port, timeout=30) for name, page in pages.items()}
        for line in lines.values():
            stack.callback(line.close)
        for counted in (*[False] * 5, *[True] * times):
            for name, page in pages.items():
                begun = time.perf_counter()
                lines[name].request("GET", page.path, headers={"Cookie": page.cookie, "Accept-Encoding": "gzip"})
                answer = lines[name].getresponse()
                answer.read()
                if answer.status != http.HTTPStatus.OK:
                    raise RuntimeError(f"GET {page.path} answered {answer.status}")
                if counted:
                    taken[name].append((time.perf_counter() - begun) * 1000)
    return taken


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(
    instance: Path, command: Sequence[str], port: int, *, settings: Mapping[str, str] = MappingProxyType({})
) -> Iterator[None]:
    """A server of its own process while inside. Raises RuntimeError when it does not answer in time."""
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("LMS_")}
    surroundings.update(settings, LMS_INSTANCE=str(instance), PYTHONPATH=str(ROOT))
    server = subprocess.Popen(  # noqa: S603  # our own programs
        [sys.executable, "-P", "-m", *command], env=surroundings, stdout=subprocess.DEVNULL
    )
    try:
        _wait_for(server, port)
        yield
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(server: "subprocess.Popen[bytes]", port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"{server.args!r} did not answer on port {port}")
