"""The courses of this process: the installation's own, and the editions that batches run on."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from flask import Flask, current_app
from werkzeug.wrappers import Response

from lms.catalog import editions
from lms.catalog.pack import BrokenPack, Catalog, Module, UnknownKey
from lms.kit.errors import NotFound
from lms.kit.log import log

KEPT: Final = 32
"""Editions kept in memory beside the installation's own."""


def install(app: Flask, catalog: Catalog) -> None:
    """An address that names a lesson, quiz or activity that no pack has is answered like any page that does not exist."""
    app.extensions["catalog"] = catalog
    app.extensions["editions"] = {}
    app.register_error_handler(UnknownKey, _not_found)


def current_catalog() -> Catalog:
    """The installation's own packs: the programme, the framework and the platforms everywhere; lessons only in a preview."""
    catalog: Catalog = current_app.extensions["catalog"]
    return catalog


def catalog_of(batch_editions: Mapping[str, str]) -> Catalog:
    """The catalog a batch runs on: its own edition of every module, in the frame of the installation.

    A module the batch has no edition of, as in batches older than editions, is the installation's own.
    """
    own = current_catalog()
    asked = {key: batch_editions.get(key, module.edition) for key, module in own.modules.items()}
    if all(asked[key] == module.edition for key, module in own.modules.items()):
        return own
    return replace(own, modules={key: _kept_or_own(key, asked[key], module) for key, module in own.modules.items()})


def module_of(key: str, edition: str) -> Module | None:
    """A module in one edition; None where nobody keeps it, or it cannot be read any more."""
    known: dict[tuple[str, str], Module] = current_app.extensions["editions"]
    own = current_catalog().modules.get(key)
    if own and own.edition == edition:
        return own
    if (key, edition) not in known:
        try:
            found = editions.module(key, edition)
        except (BrokenPack, NotFound):
            return None
        while len(known) >= KEPT:
            del known[next(iter(known))]
        known[key, edition] = found
    return known[key, edition]


def _kept_or_own(key: str, edition: str, own: Module) -> Module:
    """The installation's own where the edition is lost: a batch with other words is better than a batch without any."""
    found = module_of(key, edition)
    if found is None:
        log.error("edition_unreadable", module=key, edition=edition, instead=own.edition)
    return found or own


def _not_found(_error: UnknownKey) -> Response:
    return current_app.make_response(current_app.handle_user_exception(NotFound()))
