from lms.activities.kind import Kind
from lms.kit.words import N_

CLARIFICATION = Kind(
    title=N_("Clarification of a hoax"),
    text_name=N_("Clarification text"),
    text_help=N_("The fact first, the claim only as far as needed, then the sources with their links."),
    long_text=True,
    photos_required=False,
)
