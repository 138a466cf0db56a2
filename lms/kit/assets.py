"""Static files: one digest over all of them names their folder, so they are cached for ever and modules find each other."""

import hashlib
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import flask_bootstrap
from flask import Flask
from markupsafe import Markup
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

from lms.config import resource
from lms.kit.lean import lean

BOOTSTRAP = Path(flask_bootstrap.__file__).parent / "static" / "bootstrap5" / "css" / "bootstrap.min.css"
CODE = Path(__file__).parent.parent
_WORD = re.compile(r"[A-Za-z_-][\w-]*")


def sources() -> Mapping[str, bytes]:
    """Public name -> content: our own, and the one stylesheet that comes from a package, as much of it as we use."""
    own = resource("static")
    found = {path.relative_to(own).as_posix(): path.read_bytes() for path in sorted(own.rglob("*")) if path.is_file()}
    return found | {"bootstrap.min.css": lean(BOOTSTRAP.read_text(), _words()).encode()}


def _words() -> frozenset[str]:
    """Every word of templates, scripts, styles and code: whatever class a page can have is among them, or is put together
    from parts and then also stands in house.css."""
    places = ((resource("templates"), (".html",)), (resource("static"), (".js", ".css")), (CODE, (".py",)))
    texts = (path.read_text() for folder, ends in places for path in folder.rglob("*") if path.suffix in ends)
    return frozenset(word for text in texts for word in _WORD.findall(text))


def edition_of(files: Mapping[str, bytes]) -> str:
    whole = hashlib.sha256()
    for name, content in sorted(files.items()):
        whole.update(name.encode() + b"\0" + content)
    return whole.hexdigest()[:12]


def lay_out(files: Mapping[str, bytes], folder: Path) -> None:
    """Writes and compresses the files into `folder`, which appears whole or not at all."""
    if folder.exists():
        return
    fresh = folder.with_name(f"{folder.name}.{hashlib.sha256(str(id(files)).encode()).hexdigest()[:8]}.tmp")
    shutil.rmtree(fresh, ignore_errors=True)
    press = Compressor(quiet=True, use_brotli=False)
    for name, content in files.items():
        target = fresh / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        if press.should_compress(name):
            press.compress(str(target))
    try:
        fresh.rename(folder)
    except OSError:  # another worker laid the same files out first
        shutil.rmtree(fresh)


def init_assets(app: Flask, cache: Path) -> None:
    """Serves /static/<edition>/… from `cache`, before the application, with immutable caching."""
    files = sources()
    edition = edition_of(files)
    folder = cache / edition
    lay_out(files, folder)
    served = WhiteNoise(app.wsgi_app, max_age=31536000, immutable_file_test=lambda _path, _url: True)
    served.add_files(str(folder), prefix=f"static/{edition}/")
    app.wsgi_app = served  # type: ignore[method-assign]  # the way WSGI middleware is put on a Flask application

    def static(name: str) -> str:
        if name not in files:
            raise LookupError(f"lms/static has no {name}")
        return f"/static/{edition}/{name}"

    def script(name: str) -> Markup:
        return Markup('<script type="module" src="{}"></script>').format(static(name))

    def style(name: str) -> Markup:
        return Markup('<link rel="stylesheet" href="{}">').format(static(name))

    app.jinja_env.globals.update(static=static, script=script, style=style)
