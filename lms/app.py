"""create_app: the only place that puts the parts together."""

from typing import Any

from flask import Flask, Response, current_app
from flask_compress import Compress
from jinja2 import StrictUndefined
from sqlalchemy.exc import OperationalError
from werkzeug.middleware.proxy_fix import ProxyFix

from lms.authoring import views as authoring_views
from lms.batches import views as batches_views
from lms.catalog import service as courses
from lms.catalog import views as catalog_views
from lms.catalog.loader import load
from lms.catalog.pack import Catalog
from lms.certificates import issuer
from lms.certificates import views as certificates_views
from lms.config import Settings, resource
from lms.grading import views as grading_views
from lms.home import views as home_views
from lms.kit import log
from lms.kit.assets import init_assets
from lms.kit.db import init_db
from lms.kit.errors import StorageFull, Unavailable
from lms.kit.i18n import init_languages
from lms.kit.jobs import init_jobs
from lms.kit.storage import init_storage
from lms.kit.web import init_web, refuse_unstamped
from lms.learning import views as learning_views
from lms.people import views as people_views
from lms.people.signin import init_sign_in
from lms.posts import views as posts_views
from lms.quizzes import views as quizzes_views

BLUEPRINTS = (
    people_views.pages,
    catalog_views.pages,
    batches_views.pages,
    certificates_views.pages,
    learning_views.pages,
    quizzes_views.pages,
    posts_views.pages,
    grading_views.pages,
    authoring_views.pages,
    home_views.pages,
)

POSTGRESQL_DISK_FULL = "53100"


def create_app(settings: Settings | None = None, *, catalog: Catalog | None = None) -> Flask:
    """The application for these settings (default: environment and instance/config.toml).

    `catalog` are the courses where they are read already; else the packs of the settings are.

    Raises BrokenPack when the course packs have errors, BrokenSettings when a named issuer's key cannot sign, RuntimeError
    when a view is not stamped.
    """
    settings = settings or Settings()
    if settings.issuer_key_file:
        issuer.key_of(settings)
    app = Flask("lms", template_folder=str(resource("templates")), static_folder=None)
    app.config["SECRET_KEY"] = settings.key()
    app.extensions["settings"] = settings
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.config["COMPRESS_ALGORITHM"] = ["gzip"]
    app.config["COMPRESS_LEVEL"] = 4
    log.init_log(app)
    init_db(app, settings.database)
    init_languages(app)
    init_sign_in(app, https=settings.https)
    init_web(app)
    init_storage(app, settings)
    init_jobs(app, settings)
    courses.install(app, catalog or load(settings.courses))
    for pages in BLUEPRINTS:
        app.register_blueprint(pages)
    app.register_error_handler(OperationalError, _database_refused)
    app.context_processor(lambda: {"site": settings})
    Compress(app)
    init_assets(app, settings.instance / "static")
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # WSGI
    refuse_unstamped(app)
    return app


def _database_refused(error: OperationalError) -> tuple[Any, ...] | Response:
    """Busy for longer than the wait is 503, full is 507; the page keeps what was typed."""
    full = "is full" in str(error.orig) or getattr(error.orig, "sqlstate", None) == POSTGRESQL_DISK_FULL
    refusal = StorageFull() if full else Unavailable()
    answer: Response = current_app.handle_user_exception(refusal)  # type: ignore[assignment]  # our own page
    return answer
