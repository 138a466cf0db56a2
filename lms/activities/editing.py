from lms.activities.kind import Kind
from lms.kit.words import N_

EDITING = Kind(
    title=N_("Editing a text"),
    text_name=N_("Edited text"),
    text_help=N_(
        "The new headline first, then the corrected text, then the list of errors: what was wrong, what it is now, and why."
    ),
    long_text=True,
    photos_required=False,
)
