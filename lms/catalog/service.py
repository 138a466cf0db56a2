"""The catalog of this process: loaded once at the start, never changed."""

from pathlib import Path

from flask import Flask, current_app
from werkzeug.wrappers import Response

from lms.catalog.loader import load
from lms.catalog.pack import Catalog, UnknownKey
from lms.kit.errors import NotFound


def install(app: Flask, directory: Path) -> None:
    """Loads the packs of `directory`. Raises BrokenPack: a server with a broken pack does not start.

    An address that names a lesson, quiz or activity that no pack has is answered like any page that does not exist.
    """
    app.extensions["catalog"] = load(directory)
    app.register_error_handler(UnknownKey, _not_found)


def current_catalog() -> Catalog:
    catalog: Catalog = current_app.extensions["catalog"]
    return catalog


def _not_found(_error: UnknownKey) -> Response:
    return current_app.make_response(current_app.handle_user_exception(NotFound()))
