"""The command line: thin commands over services. `./run lms COMMAND`."""

import errno
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from lms.certificate_cli import certificate
from lms.config import BrokenSettings, Settings
from lms.courses_cli import check, course
from lms.preview import preview_command
from lms.questions_cli import questions
from lms.verify_cli import verify_command

if TYPE_CHECKING:
    from flask import Flask

DEFAULT_PORT = 8000
LAST_PORT = 65535


def stop(*sentences: str) -> NoReturn:
    """Ends the command; each sentence is a line."""
    click.echo("\n".join(sentences), err=True)
    raise SystemExit(1)


@click.group()
@click.pass_context
def main(context: click.Context) -> None:
    """Pewarta: training and competencies of public communicators."""
    context.obj = application
    os.umask(0o077)  # names, texts and password hashes are written here: nothing of it is for other accounts


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=DEFAULT_PORT, show_default=True, type=click.IntRange(1, LAST_PORT))
@click.option("--empty", is_flag=True, help="No demo city; prints a one-time link to create the first admin.")
@click.option("--workers", default=os.cpu_count() or 1, show_default="cores", type=click.IntRange(1, 64))
def serve(host: str, port: int, empty: bool, workers: int) -> None:
    """Serve the product, with one job worker beside the web workers."""
    import multiprocessing

    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    refuse_taken(host, port)
    address = f"http://{host}:{port}"
    print_address(address)
    greeting = prepare(empty=empty)
    # In a group of its own: Ctrl-C reaches every process of this one, and the job in hand is to be finished.
    worker = subprocess.Popen(
        [sys.executable, "-P", "-m", "lms", "worker", "--until-eof"], stdin=subprocess.PIPE, process_group=0
    )
    click.echo(
        f"\n  {address}\n\n{greeting}\n  Ctrl-C stops. For the open internet put nginx with TLS in front (README).\n"
    )
    sys.stdout.flush()
    multiprocessing.set_start_method("fork")  # the web workers share what this process has loaded, and start at once
    # They end when Granian tells them. Ctrl-C would tell them a second time, and a second signal leaves them hanging.
    os.register_at_fork(after_in_child=lambda: signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}))
    try:
        Granian(
            "lms.app:create_app",
            factory=True,
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=1,
            log_access=False,
            log_level=LogLevels.warning,
        ).serve()
    finally:
        if worker.stdin:
            worker.stdin.close()
        worker.wait(timeout=20)


def refuse_taken(host: str, port: int) -> None:
    """Ends the command with a way out when this address cannot be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                other = port + 1 if port < LAST_PORT else DEFAULT_PORT
                stop(f"Port {port} on {host} is in use. Stop the other program or choose another: ./run --port {other}")
            if error.errno == errno.EACCES:
                stop(
                    f"This account is not allowed to listen on port {port}. Choose another: ./run --port {DEFAULT_PORT}"
                )
            stop(f"Cannot listen on {host}: {error.strerror}.")


def print_address(address: str) -> None:
    """QR codes and links print `address`, unless the installation names its own."""
    if "base_url" not in settings().model_fields_set:
        os.environ["LMS_BASE_URL"] = address


def prepare(*, empty: bool) -> str:
    """Database, first admin or demo city; returns what to print."""
    from lms.demo import city
    from lms.kit import clock, schema
    from lms.people import accounts

    app = application()
    settings: Settings = app.extensions["settings"]
    schema.bring_up(app)
    with app.app_context(), app.test_request_context():
        take_in_courses(settings.courses)
        if empty:
            link = accounts.first_admin_link(clock.now())
            if link is None:
                return "  An admin exists already; sign in with that account.\n"
            return f"  Create the first admin with this link (once, within 24 hours):\n  {settings.base_url}{link}\n"
        return city.open_city(clock.now())


def take_in_courses(directory: Path) -> None:
    """Keeps the packs as editions, so that batches go on with what they began with when the files change."""
    from lms.batches import planning
    from lms.catalog import editions
    from lms.kit import clock

    editions.take_in(directory, clock.now())
    planning.begin_older_batches()


@main.command()
@click.option("--until-eof", is_flag=True, help="End when standard input closes (used by serve).")
def worker(until_eof: bool) -> None:
    """Run jobs: thumbnails, issuing, printing."""
    from lms.kit.jobs import run_worker

    run_worker(application(), until_eof=until_eof)


@main.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    from lms.kit import schema

    schema.bring_up(application())


@main.command()
@click.option("--revive", type=int, metavar="ID", help="Give a job that was set aside three new attempts.")
def jobs(revive: int | None) -> None:
    """List the jobs that failed three times and were set aside, or revive one."""
    from lms.kit import jobs as work

    with application().app_context():
        if revive is not None and not work.resume(revive):
            stop(f"Job {revive} was not set aside.")
        for letter in work.dead_letters():
            click.echo(f"{letter.id}  {letter.kind}  {letter.done}/{letter.total}  {letter.error}")


@main.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Write everything into FILE while the product runs."""
    from lms import backup as archives
    from lms.kit.errors import AppError

    try:
        counted = archives.backup(application(), file)
    except (AppError, OSError) as error:
        stop(f"No backup was made: {error}")
    click.echo(f"{file}: {counted.rows} rows, {counted.files} files.")


@main.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.confirmation_option(prompt="Everything in this installation is replaced by the backup. Go on?")
def restore(file: Path) -> None:
    """Put the backup FILE in the place of everything there is; the product may keep running."""
    from lms import backup as archives
    from lms.kit import schema

    app = application()
    schema.bring_up(app)
    try:
        counted = archives.restore(app, file)
    except archives.BadArchive as bad:
        stop(f"Nothing was changed: {bad}.")
    click.echo(f"Restored {counted.rows} rows and {counted.files} files. Everybody signs in again.")


@main.command()
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
@click.option("--only", multiple=True, help="Names of pages, or how they begin; may be given several times.")
def screenshots(directory: Path, only: tuple[str, ...]) -> None:
    """Save pictures of every page, in a demo city of its own."""
    from lms import screenshots as pictures

    try:
        complaints = pictures.take(directory, only, click.echo)
    except pictures.NoBrowser as missing:
        stop(str(missing))
    raise SystemExit(1 if complaints else 0)


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def bench(arguments: tuple[str, ...]) -> None:
    """List the benches, or run one: bench NAME [--quick]."""
    from lms import bench as benches

    raise SystemExit(benches.main(list(arguments)))


def settings() -> Settings:
    """The settings, or a clear end when they are broken."""
    try:
        return Settings()
    except BrokenSettings as broken:
        stop(*broken.errors, "The settings have to be mended, so the server does not start.")


def application() -> "Flask":
    """The application, or a clear end when settings or course packs are broken."""
    from lms.app import create_app
    from lms.catalog.pack import BrokenPack

    try:
        return create_app()
    except BrokenSettings as broken:
        stop(*broken.errors, "The settings above have to be mended, so the server does not start.")
    except BrokenPack as broken:
        stop(
            *map(str, broken.errors),
            f"The course packs have {len(broken.errors)} to mend, so the server does not start.",
        )


verify = verify_command(application)
main.add_command(verify)
certificate.add_command(verify)
main.add_command(certificate)
main.add_command(questions)
main.add_command(check)
main.add_command(course)
main.add_command(preview_command)
