from lms.activities.kind import Kind
from lms.kit.words import N_

CALENDAR = Kind(
    title=N_("Content calendar"),
    text_name=N_("Calendar"),
    text_help=N_(
        "One post per line, the columns parted by a bar (|). Lines copied from a spreadsheet are fine as they are."
    ),
    long_text=True,
    photos_required=False,
)
