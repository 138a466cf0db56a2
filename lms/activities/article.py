from lms.activities.kind import Kind
from lms.kit.words import N_

ARTICLE = Kind(
    title=N_("Article"),
    text_name=N_("Article text"),
    text_help=N_("The headline on the first line, then an empty line, then the lead with the most important facts."),
    long_text=True,
    photos_required=False,
)
