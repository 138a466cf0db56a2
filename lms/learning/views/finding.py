"""What can be found in the lessons of a batch: any word, and the terms they explain."""

from flask import render_template, request

from lms.kit.forms import one_line
from lms.kit.web import actor, require
from lms.learning import notes, service
from lms.learning.glossary import glossary_of
from lms.learning.search import LONGEST_QUESTION, Question, sought_in
from lms.learning.views.blueprint import pages
from lms.people.rules import Permission


@pages.get("/learn/<int:batch_id>/search")
@require(Permission.ACCOUNT)
def search(batch_id: int) -> str:
    """Lessons in which every word occurs, and one's own notes."""
    course = service.open_course(actor(), batch_id)
    question = Question(one_line(request.args.get("q", ""))[:LONGEST_QUESTION])
    own = {note.lesson_key: note.text for note in notes.notes_of(actor())} if question else {}
    return render_template(
        "learning/search.html",
        course=course,
        question=question,
        found=question.lessons(course.modules),
        noted=sought_in(own, question),
    )


@pages.get("/learn/<int:batch_id>/glossary")
@require(Permission.ACCOUNT)
def glossary(batch_id: int) -> str:
    """The terms of all modules from A to Z."""
    course = service.open_course(actor(), batch_id)
    return render_template("learning/glossary.html", course=course, letters=glossary_of(course.modules))
