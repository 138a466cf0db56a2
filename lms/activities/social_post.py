from lms.activities.kind import Kind
from lms.kit.words import N_

SOCIAL_POST = Kind(
    title=N_("Social media post"),
    text_name=N_("Caption"),
    text_help=N_("The hook comes first: only the opening shows before “more”. End with what people can do."),
    long_text=False,
    photos_required=True,
)
