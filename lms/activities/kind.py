"""What one kind of exercise asks of a trainee, as data for the pages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """`title`, `text_name` and `text_help` are msgids."""

    title: str
    text_name: str
    """What the text is called on the form: an article, a caption, a reply."""
    text_help: str
    long_text: bool
    """A text of several paragraphs (a tall field) rather than a caption."""
    photos_required: bool
    """Whether an assignment that says nothing about photos needs at least one."""
