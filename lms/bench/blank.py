"""The reference: an empty page for somebody who is signed in, the way Flask's guides write it.

Flask-Login reads the session cookie, the ORM loads one reader, a template of two lines is rendered. With the product it shares
the database engine and its settings (WAL, synchronous=FULL), and nothing else.
"""

from flask import Flask, render_template
from flask_login import LoginManager, UserMixin, login_required
from flask_sqlalchemy import SQLAlchemy
from jinja2 import DictLoader
from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

import lms.kit.db  # noqa: F401  # prepares every SQLite connection of the process
from lms.config import instance_directory

PAGE = """<!doctype html><title>{{ current_user.name }}</title>
<p>{{ current_user.name }}</p>"""


class Table(DeclarativeBase):
    pass


store = SQLAlchemy(metadata=Table.metadata)


class Reader(UserMixin, Table):  # type: ignore[misc]  # flask-login has no types
    __tablename__ = "reader"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(150))
    email: Mapped[str] = mapped_column(String(150))
    active: Mapped[bool] = mapped_column(default=True)


def create_app() -> Flask:
    """Serves / to the reader with id 1, whom it writes at the first start into blank.db of the instance."""
    app = Flask("blank", static_folder=None)
    app.config["SECRET_KEY"] = "known to the bench"  # noqa: S105  # it guards nothing
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{instance_directory() / 'blank.db'}"
    app.jinja_loader = DictLoader({"page.html": PAGE})
    store.init_app(app)
    doorkeeper = LoginManager(app)
    doorkeeper.session_protection = None
    doorkeeper.user_loader(lambda reader_id: store.session.get(Reader, int(reader_id)))
    app.add_url_rule("/", view_func=login_required(page))
    with app.app_context():
        store.create_all()
        if store.session.get(Reader, 1) is None:
            store.session.add(Reader(id=1, name="Pembaca Contoh", email="pembaca@example.org"))
            store.session.commit()
    return app


def page() -> str:
    return render_template("page.html")
