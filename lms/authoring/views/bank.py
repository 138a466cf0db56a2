"""The bank of questions: what there is, what goes out, and what would come in before anybody proposes it."""

from collections.abc import Sequence
from contextlib import closing
from io import BytesIO
from typing import Any, Final

from flask import flash, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from lms.authoring import bank
from lms.authoring.exchange.formats import FORMATS
from lms.authoring.exchange.found import LARGEST_FILE
from lms.authoring.views.blueprint import pages
from lms.catalog.bank import Difficulty, QuestionKind
from lms.catalog.pack import BrokenPack, Note
from lms.kit.i18n import N_, _
from lms.kit.web import actor, at, large, once, require
from lms.people.rules import Permission

SHOWN: Final = 200
"""Of the questions that would come in, and of those that would not."""
KINDS: Final = {
    QuestionKind.SINGLE: N_("one answer"),
    QuestionKind.MULTIPLE: N_("several answers"),
    QuestionKind.TRUE_FALSE: N_("true or false"),
    QuestionKind.MATCH: N_("pairs"),
    QuestionKind.ORDER: N_("order"),
    QuestionKind.SHORT: N_("short answer"),
    QuestionKind.NUMBER: N_("number"),
    QuestionKind.HOTSPOT: N_("point on a picture"),
    QuestionKind.ESSAY: N_("essay"),
}
DIFFICULTIES: Final = {
    Difficulty.EASY: N_("Easy"),
    Difficulty.MEDIUM: N_("Medium"),
    Difficulty.HARD: N_("Hard"),
}


@pages.get("/bank")
@require(Permission.AUTHOR)
def banks() -> str:
    """Every module with its lessons, and how many questions of each kind and difficulty they have."""
    return render_template(
        "authoring/bank.html", banks=bank.banks(actor()), kinds=KINDS, difficulties=DIFFICULTIES, formats=FORMATS
    )


@pages.get("/bank/<module>/lessons/<lesson>")
@require(Permission.AUTHOR)
def bank_of_lesson(module: str, lesson: str) -> str:
    """The questions of a lesson with their keys."""
    taught, row = bank.open_lesson(actor(), module, lesson)
    return render_template(
        "authoring/bank_lesson.html", module=taught, row=row, kinds=KINDS, difficulties=DIFFICULTIES, formats=FORMATS
    )


@pages.get("/bank/<module>/export")
@require(Permission.AUTHOR)
def bank_export(module: str) -> str:
    """What each format can say, and which questions it would leave out, of the module or of one lesson."""
    opened, lesson = bank.open_bank(actor(), module), request.args.get("lesson", "")
    return render_template(
        "authoring/bank_export.html",
        bank=opened,
        lesson=lesson,
        formats=FORMATS,
        written={name: bank.handed_out(actor(), module, lesson, name) for name in FORMATS},
    )


@pages.get("/bank/<module>/questions.<name>")
@require(Permission.AUTHOR)
def bank_file(module: str, name: str) -> Response:
    """The bank of a module, or of the lesson asked for, as a file."""
    lesson = request.args.get("lesson", "")
    written = bank.handed_out(actor(), module, lesson, name)
    chosen = FORMATS[name]
    title = f"{module}{f'-{lesson}' if lesson else ''}{chosen.endings[0]}"
    return _sent(written.text, chosen.media_type, title)


@pages.get("/bank/<module>/template.csv")
@require(Permission.AUTHOR)
def bank_template(module: str) -> Response:
    """Our table to fill in."""
    return _sent(bank.blank_table(actor(), module), "text/csv", f"{module}-soal.csv")


@pages.get("/bank/<module>/import")
@require(Permission.AUTHOR)
def bank_import(module: str) -> str:
    """The form that takes a file."""
    return _form(module, request.args.get("lesson", ""), "")


@pages.post("/bank/<module>/import")
@require(Permission.AUTHOR)
@large(LARGEST_FILE + 1024**2)
def bank_look(module: str) -> Any:
    """What the file would bring, and what not; nothing is kept."""
    lesson = request.form.get("lesson", "")
    file = request.files.get("file")
    if file is None or not file.filename:
        return _form(module, lesson, _("Choose a file first.")), 422
    with closing(file):
        content = file.read(LARGEST_FILE + 1)
    name = file.filename.replace("\\", "/").rpartition("/")[2][-80:]
    return _looked(module, lesson, name, content, [])


@pages.post("/bank/<module>/propose")
@require(Permission.AUTHOR)
def bank_propose(module: str) -> Any:
    """What was looked at becomes a proposal."""
    lesson, name = request.form.get("lesson", ""), request.form.get("name", "")[-80:]
    content = bank.unpacked(request.form.get("parcel", ""))
    if not content:
        return _form(module, lesson, _("Choose a file first.")), 422

    def act() -> str:
        card = bank.propose(actor(), module, lesson, name, content, request.form.get("note", ""), at())
        if card is None:
            flash(_("Nothing of the file comes in any more: its questions are in the bank already."), "warn")
            return url_for("authoring.bank_import", module=module)
        flash(_("Proposed: an admin reads the questions and approves or refuses them."), "ok")
        return url_for("authoring.edition", edition_id=card.id)

    try:
        return once(act)
    except BrokenPack as broken:
        return _looked(module, lesson, name, content, broken.errors)


def _form(module: str, lesson: str, error: str) -> str:
    return render_template(
        "authoring/bank_import.html",
        bank=bank.open_bank(actor(), module),
        lesson=lesson,
        error=error,
        endings=[ending for row in FORMATS.values() for ending in row.endings],
        most=LARGEST_FILE // 1_000_000,
    )


def _looked(module: str, lesson: str, name: str, content: bytes, errors: Sequence[Note]) -> tuple[str, int]:
    delivery = bank.looked_into(actor(), module, lesson, name, content)
    page = render_template(
        "authoring/bank_look.html",
        bank=bank.open_bank(actor(), module),
        lesson=lesson,
        name=name,
        delivery=delivery,
        coming=[
            (line, question, bank.shown(question))
            for line, question in zip(delivery.lines[:SHOWN], delivery.questions[:SHOWN], strict=True)
        ],
        rejected=delivery.rejected[:SHOWN],
        parcel=bank.packed(content) if delivery.questions else "",
        note=request.form.get("note", ""),
        errors=errors,
        kinds=KINDS,
        difficulties=DIFFICULTIES,
    )
    return page, 422 if errors or not delivery.questions else 200


def _sent(text: str, media_type: str, name: str) -> Response:
    return send_file(BytesIO(text.encode()), f"{media_type}; charset=utf-8", as_attachment=True, download_name=name)
