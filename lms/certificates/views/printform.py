"""Reads what the print room is asked for. Offsets are typed in millimetres, with a comma or a point."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import wtforms
from wtforms.validators import Length

from lms.certificates.press import Impression, Paper
from lms.certificates.printroom import REASON_LENGTH, PrintRoom
from lms.certificates.rules import Copy
from lms.certificates.tickets import Output, Ticket
from lms.kit.forms import Form, Line, given
from lms.kit.i18n import _, _l
from lms.kit.words import N_

PAPER_FIELDS: Final = ("paper", "turn", "background", "front_right", "front_down", "back_right", "back_down")
FARTHEST: Final = 20
"""Millimetres; a printer that is farther off has the wrong paper in it."""
OUTPUTS: Final = {
    Output.SHEETS: N_("Sheets: one PDF, front and back, for the printer"),
    Output.ZIP: N_("Single PDFs in a ZIP, with their checksums"),
    Output.HANDOVER: N_("Hand-over list, to be signed"),
    Output.CALIBRATION: N_("Calibration sheet, to see how far the printer is off"),
}
OUTPUT_NAMES: Final = {
    Output.SHEETS: N_("Certificate sheets"),
    Output.ZIP: N_("ZIP of single PDFs"),
    Output.HANDOVER: N_("Hand-over list"),
    Output.CALIBRATION: N_("Calibration sheet"),
    Output.BOOK: N_("Register book"),
}
PAPERS: Final = {Paper.A4: N_("A4 (210 × 297 mm)"), Paper.F4: N_("F4 (215 × 330 mm)")}
TURNS: Final = {
    "short": N_("Over the short edge, as most printers do with landscape pages"),
    "long": N_("Over the long edge: the back is printed upside down, so that it stands upright"),
}
COPIES: Final = {
    Copy.AGAIN: N_("The sheet was spoiled before it was handed over: print it like the original"),
    Copy.DUPLICATE: N_("The holder lost theirs: print “DUPLIKAT” on it"),
}


class Millimetres(wtforms.StringField):
    """A length such as -1,5; empty is 0. `data` is a float with at most two places."""

    data: Any

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        typed = str(valuelist[0]).strip() if valuelist else ""
        self.typed = typed
        try:
            length = round(Decimal(typed.replace("−", "-").replace(",", ".") or 0), 2)
        except InvalidOperation:
            length = Decimal("NaN")
        if not length.is_finite() or abs(length) > FARTHEST:
            raise ValueError(_("Please write millimetres from -%(most)s to %(most)s, for example 1,5.", most=FARTHEST))
        self.data = float(length)

    def _value(self) -> str:
        if self.raw_data:
            return self.typed
        return f"{self.data or 0:g}".replace(".", ",")


def _options(names: dict[Any, str]) -> Any:
    return lambda: [(str(value), _(name)) for value, name in names.items()]


class PrintForm(Form):
    """Whom it is for comes as ticked boxes, which the view reads; `certificate` only carries what is wrong with them."""

    output = wtforms.RadioField(_l("What do you need?"), choices=_options(OUTPUTS))
    paper = wtforms.RadioField(_l("Paper"), choices=_options(PAPERS))
    turn = wtforms.RadioField(_l("How does the printer turn the sheet?"), choices=_options(TURNS))
    background = wtforms.BooleanField(
        _l("Print the background"),
        description=_l("Take the tick away for paper that carries frame and emblem already."),
    )
    front_right = Millimetres(_l("Front, to the right (mm)"))
    front_down = Millimetres(_l("Front, down (mm)"))
    back_right = Millimetres(_l("Back, to the right (mm)"))
    back_down = Millimetres(_l("Back, down (mm)"))
    copy = wtforms.RadioField(_l("Which copy is it?"), choices=_options(COPIES), validate_choice=False)
    reason = Line(_l("Why is it printed again?"), [Length(max=REASON_LENGTH)])
    certificate = wtforms.SelectMultipleField(_l("Certificates"), choices=[], validate_choice=False)

    def ticket(self, ids: Sequence[int]) -> Ticket:
        """Of a valid form."""
        impression = Impression(
            paper=Paper(self.paper.data),
            background=self.background.data,
            front=(given(self.front_right.data), given(self.front_down.data)),
            back=(given(self.back_right.data), given(self.back_down.data)),
            turn_back=self.turn.data == "long",
        )
        copy = Copy(self.copy.data) if self.copy.data in set(map(str, COPIES)) else None
        return Ticket(Output(self.output.data), tuple(ids), impression, copy)


def print_form(room: PrintRoom, posted: Any = None) -> PrintForm:
    """Filled from what was posted, else as the last sheets were printed."""
    last = room.impression
    return PrintForm(
        posted,
        data={
            "output": Output.SHEETS.value,
            "paper": last.paper.value,
            "turn": "long" if last.turn_back else "short",
            "background": last.background,
            "front_right": last.front[0],
            "front_down": last.front[1],
            "back_right": last.back[0],
            "back_down": last.back[1],
        },
    )
