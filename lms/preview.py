"""`lms preview`: a pack as participants will see it, on this machine alone, and anew whenever a file is saved."""

import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

import click
from flask import Blueprint, Flask, Response, render_template, request, url_for

from lms.app import create_app
from lms.catalog import loader, plain
from lms.catalog.frame import SHARED
from lms.catalog.pack import BrokenPack, Catalog, Image, Module
from lms.catalog.proof import Proof
from lms.config import Settings, resource
from lms.courses_cli import lines
from lms.kit.errors import NotFound
from lms.kit.i18n import sentence_in
from lms.kit.web import public
from lms.kit.words import N_, Reason
from lms.questions_cli import language_option

PORT: Final = 8080
WAIT: Final = 0.5
"""Seconds between two looks at a pack that cannot be shown yet."""


class Pack:
    """The folder an author works on: a whole courses folder, or one module, which borrows what all modules share."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.only = self.folder.name if (self.folder / "module.yaml").is_file() else None

    def stamp(self) -> str:
        """Another word whenever a file was saved, added or taken away."""
        found = [path.stat() for path in self.folder.rglob("*") if path.is_file()]
        return f"{len(found)}-{max((stat.st_mtime_ns for stat in found), default=0)}"

    def catalog(self) -> Catalog:
        """Raises BrokenPack."""
        proof = Proof()
        files = loader.read_files(proof, self.folder)
        if self.only:
            files = {f"{self.only}/{name}": content for name, content in files.items()} | self._shared()
        return loader.build(files, proof, only=self.only)

    def _shared(self) -> dict[str, bytes]:
        """From the folder around the module, else from the courses that ship."""
        beside = self.folder.parent
        courses = beside if all((beside / name).is_file() for name in SHARED) else resource("courses")
        return {name: (courses / name).read_bytes() for name in SHARED}


@click.command("preview")
@click.argument("directory", required=False, type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--port", default=PORT, show_default=True, type=click.IntRange(1, 65535))
@language_option
def preview_command(directory: Path | None, port: int, language: str) -> None:
    """Show the pack in DIRECTORY (a courses folder or one module) in the browser; it follows every change."""
    from werkzeug.serving import make_server

    pack = Pack(directory or resource("courses"))
    with tempfile.TemporaryDirectory(prefix="lms-preview-") as instance:
        app = preview_app(pack, Path(instance), wait=partial(_wait, language=language))
        server = make_server("127.0.0.1", port, app, threaded=True)
        how = sentence_in(language, Reason(N_("Save a file and look: the page follows. Ctrl-C stops.")))
        click.echo(f"\n  http://127.0.0.1:{port}/preview\n\n  {how}\n")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            server.server_close()


def preview_app(pack: Pack, instance: Path, wait: Callable[[Pack, BrokenPack], None]) -> Flask:
    """The product around this pack alone. While the pack is broken at the start, `wait` is called with its errors."""
    while True:
        try:
            catalog = pack.catalog()
            break
        except BrokenPack as broken:
            wait(pack, broken)
    app = create_app(Settings(instance=instance, base_url="http://127.0.0.1"), catalog=catalog)
    app.register_blueprint(_pages(pack))
    app.view_functions["catalog.image"] = _image(pack)
    return app


def _wait(pack: Pack, broken: BrokenPack, *, language: str) -> None:
    """Says what is to be mended, and comes back when something was saved."""
    goes_on = Reason(
        N_("To mend: %(count)s. Save the files, and this goes on by itself."), {"count": len(broken.errors)}
    )
    click.echo("\n".join((*lines(broken.errors, language), sentence_in(language, goes_on))))
    before = pack.stamp()
    while pack.stamp() == before:
        time.sleep(WAIT)


def _pages(pack: Pack) -> Blueprint:
    pages = Blueprint("preview", __name__, url_prefix="/preview")

    @pages.app_errorhandler(BrokenPack)
    def broken(error: BrokenPack) -> str:
        return render_template("authoring/preview_broken.html", errors=error.errors, stamp=pack.stamp())

    @pages.get("")
    @public
    def contents() -> str:
        """The modules of the pack, and what would make its lessons plainer."""
        catalog = pack.catalog()
        advice = [one for module in catalog.modules.values() for one in plain.advice(module)]
        return render_template("authoring/preview.html", catalog=catalog, advice=advice, stamp=pack.stamp())

    @pages.get("/<module>/lessons/<lesson>")
    @public
    def lesson(module: str, lesson: str) -> str:
        found = _module(pack, module)
        key = f"{module}/{lesson}"
        return render_template(
            "authoring/lesson.html",
            lesson=_with_key(found.lessons, key),
            questions=[question for question in found.questions.values() if question.lesson == lesson],
            way=[(url_for("preview.contents"), found.title)],
            stamp=pack.stamp(),
        )

    @pages.get("/<module>/tasks/<slug>")
    @public
    def task(module: str, slug: str) -> str:
        found = _module(pack, module)
        return render_template(
            "authoring/task.html",
            activity=_with_key(found.activities, f"{module}/{slug}"),
            competencies=pack.catalog().competencies,
            way=[(url_for("preview.contents"), found.title)],
            stamp=pack.stamp(),
        )

    @pages.get("/stamp")
    @public
    def stamp() -> Response:
        """What the page compares with the stamp it was made under."""
        return Response(pack.stamp(), mimetype="text/plain")

    return pages


def _image(pack: Pack) -> Callable[..., Response]:
    @public
    def image(module: str, name: str) -> Response:
        found: Image | None = _module(pack, module).images.get(name)
        if found is None:
            raise NotFound
        response = Response(found.content, mimetype=found.media_type)
        response.headers["Cache-Control"] = "max-age=3600" if request.args.get("v") else "no-cache"
        return response

    return image


def _module(pack: Pack, key: str) -> Module:
    found = pack.catalog().modules.get(key)
    if found is None:
        raise NotFound
    return found


def _with_key(rows: tuple[Any, ...], key: str) -> Any:
    for row in rows:
        if row.key == key:
            return row
    raise NotFound
