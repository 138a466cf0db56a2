"""The desk and the growth page."""

from flask import Blueprint, render_template

from lms.home import growth as growths
from lms.home import service
from lms.kit.web import actor, at, require
from lms.people.rules import Permission

pages = Blueprint("home", __name__)


@pages.get("/")
@require(Permission.ACCOUNT)
def desk() -> str:
    """Where everybody starts: what to do next."""
    return render_template("home/desk.html", desk=service.desk_of(actor(), at()), now=at())


@pages.get("/scores")
@require(Permission.LEARN)
def growth() -> str:
    """Scores, what is missing, and competencies with their evidence."""
    return render_template("home/growth.html", growth=growths.growth_of(actor()), now=at())
