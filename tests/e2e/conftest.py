"""A town of its own for every test: the cast in a fresh database, the product serving it, and people at their screens."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import func, select, update

from lms.batches.models import Batch
from lms.catalog.pack import Activity
from lms.kit.clock import today_wib
from lms.kit.db import session, transaction
from lms.kit.jobs import Job, JobState
from tests.e2e.product import Product, serving
from tests.e2e.viewer import Screen, Viewer
from tests.people import Cast

QUIET = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")
"""The browser speaks with the product alone."""
PATIENCE = 20
"""Seconds for the jobs that a story waits for."""


@pytest.fixture(scope="session")
def chromium(program: Callable[[str], str]) -> Iterator[Browser]:
    """One browser for the run; every viewer has a profile of their own in it."""
    sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
    with sync_playwright() as theatre:
        browser = theatre.chromium.launch(executable_path=program("chromium"), args=[*QUIET, *sandbox])
        yield browser
        browser.close()


class Town:
    """The product starts with its first visitor, so that a story can begin before."""

    def __init__(self, app: Flask, cast: Cast, chromium: Browser, folder: Path) -> None:
        self.app, self.cast, self.chromium, self.folder = app, cast, chromium, folder
        self.held = ExitStack()
        with app.app_context(), transaction() as writing:
            # As always this is the third day of both batches, but by the clock of the machine: the product has no other.
            start = today_wib() - timedelta(days=2)
            writing.execute(update(Batch).values(starts_on=start, ends_on=start + timedelta(days=11)))

    @cached_property
    def product(self) -> Product:
        return self.held.enter_context(serving(self.app, self.folder / "product.log"))

    def visitor(self, screen: Screen, **how: Any) -> Viewer:
        """Somebody who is not signed in; `how` is scripts=False, colours="dark"."""
        viewer = Viewer(self.chromium, self.product.address, screen, **how)
        self.held.callback(viewer.context.close)
        return viewer

    def enter(self, login: str, screen: Screen, **how: Any) -> Viewer:
        """One of the cast, signed in."""
        return self.visitor(screen, **how).enter(login)

    def activity(self, key: str) -> Activity:
        activity: Activity = self.app.extensions["catalog"].activity(key)
        return activity

    def settle(self) -> None:
        """Waits until the worker has nothing left to do."""
        waiting = select(func.count()).where(Job.state.in_((JobState.QUEUED, JobState.RUNNING)))
        deadline = time.monotonic() + PATIENCE
        while True:
            with self.app.app_context():
                left = session().scalar(waiting)
            if not left:
                return
            assert time.monotonic() < deadline, f"{left} jobs are still waiting"
            time.sleep(0.1)


@pytest.fixture
def town(app: Flask, cast: Cast, chromium: Browser, tmp_path: Path) -> Iterator[Town]:
    town = Town(app, cast, chromium, tmp_path)
    with town.held:
        yield town
