"""The pages of reading, and what their templates say about a lesson."""

from flask import Blueprint, url_for

from lms.learning.card import whatsapp, with_marks

pages = Blueprint("learning", __name__)
pages.add_app_template_filter(with_marks)
pages.add_app_template_filter(whatsapp)


@pages.app_template_global()
def lesson_url(batch_id: int, key: str, block: int = 0) -> str:
    """The address of a lesson by its key, or of one of its blocks."""
    module, _slash, slug = key.partition("/")
    return url_for(
        "learning.lesson", batch_id=batch_id, module=module, lesson=slug, _anchor=f"p{block}" if block else None
    )
