from lms.activities.kind import Kind
from lms.kit.words import N_

PHOTO = Kind(
    title=N_("Photo"),
    text_name=N_("Photo caption"),
    text_help=N_("Two sentences: who does what, when and where, then why it matters. Names from left to right."),
    long_text=False,
    photos_required=True,
)
