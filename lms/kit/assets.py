"""Static files: one digest over all of them names their folder, so they are cached for ever and modules find each other."""

import hashlib
import shutil
from collections.abc import Mapping
from pathlib import Path

import flask_bootstrap
from flask import Flask
from markupsafe import Markup
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

from lms.config import resource

BOOTSTRAP = Path(flask_bootstrap.__file__).parent / "static" / "bootstrap5" / "css" / "bootstrap.min.css"


def sources() -> Mapping[str, Path]:
    """Public name -> file: our own, and the one stylesheet that comes from a package."""
    own = resource("static")
    found = {path.relative_to(own).as_posix(): path for path in sorted(own.rglob("*")) if path.is_file()}
    return found | {"bootstrap.min.css": BOOTSTRAP}


def edition_of(files: Mapping[str, Path]) -> str:
    whole = hashlib.sha256()
    for name, path in sorted(files.items()):
        whole.update(name.encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()[:12]


def lay_out(files: Mapping[str, Path], folder: Path) -> None:
    """Copies and compresses the files into `folder`, which appears whole or not at all."""
    if folder.exists():
        return
    fresh = folder.with_name(f"{folder.name}.{hashlib.sha256(str(id(files)).encode()).hexdigest()[:8]}.tmp")
    shutil.rmtree(fresh, ignore_errors=True)
    press = Compressor(quiet=True, use_brotli=False)
    for name, path in files.items():
        target = fresh / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
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
