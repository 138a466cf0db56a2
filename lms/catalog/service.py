"""The courses of this process: the installation's own, and the editions that batches run on."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from flask import Flask, current_app
from structlog import get_logger
from werkzeug.wrappers import Response

from lms.catalog import editions
from lms.catalog.loader import load
from lms.catalog.pack import BrokenPack, Catalog, Module, UnknownKey
from lms.kit.errors import NotFound

KEPT = 32
"""Catalogs kept in memory, one for each combination of editions that batches run on."""

log = get_logger()


def install(app: Flask, directory: Path) -> None:
    """Loads the packs of `directory`. Raises BrokenPack: a server with a broken pack does not start.

    An address that names a lesson, quiz or activity that no pack has is answered like any page that does not exist.
    """
    app.extensions["catalog"] = load(directory)
    app.extensions["catalogs"] = {}
    app.register_error_handler(UnknownKey, _not_found)


def current_catalog() -> Catalog:
    """The installation's own packs: the programme, the framework and the platforms everywhere; lessons only in a preview."""
    catalog: Catalog = current_app.extensions["catalog"]
    return catalog


def catalog_of(batch_editions: Mapping[str, str]) -> Catalog:
    """The catalog a batch runs on: its own edition of every module, in the frame of the installation.

    A module the batch has no edition of, as in batches older than editions, is the installation's own.
    """
    own, known = current_catalog(), current_app.extensions["catalogs"]
    if all(batch_editions.get(key, module.edition) == module.edition for key, module in own.modules.items()):
        return own
    name = tuple(sorted(batch_editions.items()))
    if name not in known:
        while len(known) >= KEPT:
            del known[next(iter(known))]
        modules = {key: _module(key, batch_editions.get(key), module) for key, module in own.modules.items()}
        known[name] = replace(own, modules=modules)
    catalog: Catalog = known[name]
    return catalog


def _module(key: str, edition: str | None, own: Module) -> Module:
    """The module in this edition; the installation's own where that one is lost or cannot be read any more."""
    if edition is None or edition == own.edition:
        return own
    try:
        return editions.module(key, edition)
    except (BrokenPack, NotFound):
        log.error("edition_unreadable", module=key, edition=edition, instead=own.edition)
        return own


def _not_found(_error: UnknownKey) -> Response:
    return current_app.make_response(current_app.handle_user_exception(NotFound()))
