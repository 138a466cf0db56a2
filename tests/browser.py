"""A test client that behaves like a browser with our forms: it sends the hidden fields every POST form starts with."""

import secrets
from contextvars import Context
from typing import Any

from flask import has_app_context
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from lms.kit.db import db
from lms.people.signin import open_session
from tests.people import AT


class Browser(FlaskClient):
    """`post(url, data={…})` adds csrf_token and _key unless the test gives them; `data` as bytes goes as it is."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if kwargs.get("method") == "POST" and isinstance(kwargs.get("data", {}), dict):
            hidden = {"csrf_token": self.csrf_token(), "_key": secrets.token_urlsafe(12)}
            kwargs["data"] = hidden | kwargs.get("data", {})
        kwargs.setdefault("buffered", True)  # reads to the end, as a browser does, so that sent files are closed
        # A request never sees the application context of the test around it, as it would not in the server.
        response = Context().run(super().open, *args, **kwargs)
        if has_app_context():
            db.session.rollback()  # and the test sees what the request has committed
        return response

    def csrf_token(self) -> str:
        """The token a form on a page of this session would carry."""

        def sign() -> str:
            with self.session_transaction() as session:
                raw = session.setdefault("csrf_token", secrets.token_hex(20))
            return str(URLSafeTimedSerializer(self.application.secret_key, salt="wtf-csrf-token").dumps(raw))

        return Context().run(sign)

    def sign_in(self, person_id: int) -> "Browser":
        """Signs in past the password, whose hash costs 25 ms."""

        def remember() -> None:
            with self.application.app_context():
                token = open_session(person_id, "test", AT).get_id()
            with self.session_transaction() as session:
                session.update(_user_id=token, _fresh=True)

        Context().run(remember)
        return self
