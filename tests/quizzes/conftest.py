import pytest
from flask import Flask

from tests.quizzes.papers import with_papers


@pytest.fixture
def app(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application, in which journalism has a bank with a question of every kind."""
    monkeypatch.setitem(app.extensions, "catalog", with_papers(app))
    return app
