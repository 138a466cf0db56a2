"""The images of lessons and briefs, for people who are signed in."""

from typing import Final

from flask import Blueprint, Response, request

from lms.catalog.service import current_catalog, module_of
from lms.kit.errors import NotFound
from lms.kit.web import require
from lms.people.rules import Permission

pages = Blueprint("catalog", __name__)

DRAWING_ONLY: Final = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""An SVG opened by itself is a document: it may style its own lines and do nothing else."""
FOR_A_YEAR: Final = "private, max-age=31536000, immutable"


@pages.get("/courses/<module>/images/<name>")
@require(Permission.ACCOUNT)
def image(module: str, name: str) -> Response:
    """Only names that this edition of the module has; kept by the browser for as long as the edition is the same."""
    edition = request.args.get("v", "")
    pack = module_of(module, edition) or current_catalog().modules.get(module)
    found = pack.images.get(name) if pack else None
    if pack is None or found is None:
        raise NotFound
    response = Response(found.content, mimetype=found.media_type)
    response.headers["Content-Security-Policy"] = DRAWING_ONLY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = FOR_A_YEAR if edition == pack.edition else "private, no-cache"
    response.set_etag(f"{pack.edition}-{name}")
    response.make_conditional(request)
    return response
