from lms.activities.kind import Kind
from lms.kit.words import N_

PHOTO_ESSAY = Kind(
    title=N_("Photo essay"),
    text_name=N_("Essay text"),
    text_help=N_("Tell what the photos cannot show, and give every photo its caption in the order of the photos."),
    long_text=True,
    photos_required=True,
)
