"""What organisers and trainers type about a batch. Moments are typed and shown in WIB."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from werkzeug.datastructures import MultiDict
from wtforms import DateField, DateTimeLocalField, IntegerField, SelectField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, ValidationError

from lms.batches.drafts import BatchDraft, Entry, SessionDraft
from lms.batches.rules import MODE_NAMES, NAME_LENGTH, Mark, Mode
from lms.kit.clock import WIB, wib
from lms.kit.forms import Form, Line, given, one_line
from lms.kit.i18n import _, _l

MOMENT = "%Y-%m-%dT%H:%M"
"""How browsers write a date with a time."""

FIRST_YEAR: Final = 2020
LAST_YEAR: Final = 2100
MARKS: Final = {mark.value: mark for mark in Mark}


def in_these_times(_form: Form, field: Any) -> None:
    """Years that were typed too short or too long ("0026") would move every deadline out of reach."""
    if field.data is not None and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
        raise ValidationError(_("The year is %(year)s. Please check it.", year=field.data.year))


class BatchForm(Form):
    name = Line(_l("Batch"), [DataRequired(), Length(max=NAME_LENGTH)], description=_l("For example Angkatan I."))
    title = Line(
        _l("Name of the training"), [DataRequired(), Length(max=200)], description=_l("Printed on the certificates.")
    )
    year = IntegerField(_l("Budget year"), [InputRequired(), NumberRange(FIRST_YEAR, LAST_YEAR)])
    starts_on = DateField(_l("First day"), [InputRequired(), in_these_times])
    ends_on = DateField(_l("Last day"), [InputRequired(), in_these_times])
    place = Line(_l("Place"), [DataRequired(), Length(max=200)], description=_l("For example Aula Diskominfo."))
    mode = SelectField(_l("Mode"), choices=lambda: [(mode.value, _(name)) for mode, name in MODE_NAMES.items()])

    def draft(self) -> BatchDraft:
        """Of a valid form."""
        return BatchDraft(
            name=self.name.text,
            title=self.title.text,
            year=given(self.year.data),
            starts_on=given(self.starts_on.data),
            ends_on=given(self.ends_on.data),
            place=self.place.text,
            mode=Mode(self.mode.data),
        )


class SessionForm(Form):
    title = Line(_l("Topic"), [DataRequired(), Length(max=150)])
    module_key = SelectField(_l("Module"))
    starts_at = DateTimeLocalField(_l("Starts (WIB)"), [InputRequired(), in_these_times], format=MOMENT)
    jp = IntegerField(
        _l("Lesson hours (JP)"), [InputRequired(), NumberRange(1, 12)], description=_l("One JP is 45 minutes.")
    )

    def draft(self) -> SessionDraft:
        """Of a valid form."""
        return SessionDraft(
            module_key=str(self.module_key.data),
            title=self.title.text,
            starts_at=given(self.starts_at.data).replace(tzinfo=WIB),
            jp=given(self.jp.data),
        )


class TrainerForm(Form):
    person_id = SelectField(_l("Trainer"), coerce=int)


def deadlines_form(titles: Mapping[str, str], due: Mapping[str, datetime], posted: MultiDict[str, str] | None) -> Form:
    """One moment for each assignment: `titles` and `due` are by activity key, and so are the fields."""
    fields: dict[str, Any] = {
        key: DateTimeLocalField(title, [InputRequired(), in_these_times], format=MOMENT)
        for key, title in titles.items()
    }
    form: Form = type("DeadlinesForm", (Form,), fields)(
        posted, data={key: wib(due[key]).replace(tzinfo=None) for key in titles}
    )
    return form


def moved_deadlines(form: Form, due: Mapping[str, datetime]) -> dict[str, datetime]:
    """What differs from `due`, by activity key."""
    typed = {field.name: field.data.replace(tzinfo=WIB) for field in form}
    return {key: moment for key, moment in typed.items() if moment != due[key]}


def read_sheet(posted: MultiDict[str, str], enrolment_ids: Iterable[int]) -> dict[int, Entry]:
    """The marks of an attendance sheet by enrolment id. With `rest` ticked, whoever has no mark was present."""
    entries: dict[int, Entry] = {}
    for enrolment_id in enrolment_ids:
        word = posted.get(f"mark-{enrolment_id}", "")
        reason = one_line(posted.get(f"reason-{enrolment_id}", ""))[:200]
        if word in MARKS:
            entries[enrolment_id] = Entry(MARKS[word], reason)
        elif posted.get("rest"):
            entries[enrolment_id] = Entry(Mark.PRESENT)
    return entries
