from lms.activities.kind import Kind
from lms.kit.words import N_

TECHNIQUE_LOG = Kind(
    title=N_("Log of technique"),
    text_name=N_("Log"),
    text_help=N_(
        "One line per picture: light, ISO, shutter, exposure, what came of it. Then every step of the editing."
    ),
    long_text=True,
    photos_required=True,
)
