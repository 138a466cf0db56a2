"""The product as people start it: `lms serve` in a process of its own, with its web workers and its job worker."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from tests.conftest import ROOT

START_SECONDS = 40
STOP_SECONDS = 25
ELSEWHERE = "America/St_Johns"
"""The machine's time zone, half an hour off the full one: what people see is WIB wherever the machine stands."""


@dataclass(frozen=True, slots=True)
class Product:
    """A running one: where it answers, and the session of its processes."""

    address: str
    session: int

    @contextmanager
    def worker_at_rest(self) -> Iterator[None]:
        """Meanwhile no job is begun."""
        workers = [one for one in parts_of(self.session) if b"worker" in Path(f"/proc/{one}/cmdline").read_bytes()]
        assert workers
        for one in workers:
            os.kill(one, signal.SIGSTOP)
        try:
            yield
        finally:
            for one in workers:
                os.kill(one, signal.SIGCONT)


@contextmanager
def serving(app: Flask, log: Path) -> Iterator[Product]:
    """Starts the product on the instance of `app`. At the end Ctrl-C stops it, cleanly and whole."""
    port = free_port()
    command = [sys.executable, "-P", "-m", "lms", "serve", "--port", str(port), "--empty"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            env=surroundings(app),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        try:
            wait_until_it_answers(process, port, log)
            yield Product(f"http://127.0.0.1:{port}", process.pid)
            # A terminal sends Ctrl-C to every process of the command, not to the first alone.
            os.killpg(process.pid, signal.SIGINT)
            assert process.wait(STOP_SECONDS) == 0, log.read_text()
            assert not parts_of(process.pid), "a part of the product outlived it"
            assert "Traceback" not in log.read_text(), log.read_text()
        finally:
            for part in parts_of(process.pid):
                os.kill(part, signal.SIGKILL)
            process.wait()


def surroundings(app: Flask) -> dict[str, str]:
    """The environment of the product: the database and the key of `app`, whose instance is in LMS_INSTANCE already."""
    settings = app.extensions["settings"]
    return os.environ | {
        "PYTHONPATH": str(ROOT),
        "LMS_DATABASE_URL": settings.database_url,
        "LMS_SECRET_KEY": settings.key(),
        "TZ": ELSEWHERE,
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_it_answers(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5):
                return
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the product did not start:\n{log.read_text()}") from None
            time.sleep(0.05)


def parts_of(session: int) -> list[int]:
    """The processes of the session that run: the server, its web workers, and in a group of its own the job worker."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended meanwhile
            if os.getsid(int(folder.name)) == session and ") Z " not in (folder / "stat").read_text():
                found.append(int(folder.name))
    return found
