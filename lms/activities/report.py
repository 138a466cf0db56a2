from lms.activities.kind import Kind
from lms.kit.words import N_

REPORT = Kind(
    title=N_("Report on figures"),
    text_name=N_("Report"),
    text_help=N_(
        "The figures with their formula and period, then what they show, then what to do, by whom and until when."
    ),
    long_text=True,
    photos_required=False,
)
