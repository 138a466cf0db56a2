from lms.activities.kind import Kind
from lms.kit.words import N_

REPLIES = Kind(
    title=N_("Replies to complaints"),
    text_name=N_("Replies"),
    text_help=N_(
        "One reply under each comment, as people will read it, then the line for the office's log. At most 60 words a reply."
    ),
    long_text=True,
    photos_required=False,
)
