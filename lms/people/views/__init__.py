"""Pages of people: the door (signing in), one's own account, and the directory for those who look after accounts."""

from lms.people.views import account, directory, door, frame
from lms.people.views.blueprint import pages

__all__ = ["account", "directory", "door", "frame", "pages"]
