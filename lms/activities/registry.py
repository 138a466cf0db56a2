"""The kinds of exercise: one file per kind, one row here."""

from lms.activities.article import ARTICLE
from lms.activities.calendar import CALENDAR
from lms.activities.clarification import CLARIFICATION
from lms.activities.editing import EDITING
from lms.activities.kind import Kind
from lms.activities.photo import PHOTO
from lms.activities.photo_essay import PHOTO_ESSAY
from lms.activities.replies import REPLIES
from lms.activities.report import REPORT
from lms.activities.social_post import SOCIAL_POST
from lms.activities.technique_log import TECHNIQUE_LOG
from lms.kit.registry import Registry

KINDS: Registry[Kind] = Registry("kind of exercise")
KINDS.add("article", ARTICLE)
KINDS.add("photo", PHOTO)
KINDS.add("photo_essay", PHOTO_ESSAY)
KINDS.add("social_post", SOCIAL_POST)
KINDS.add("clarification", CLARIFICATION)
KINDS.add("editing", EDITING)
KINDS.add("replies", REPLIES)
KINDS.add("calendar", CALENDAR)
KINDS.add("report", REPORT)
KINDS.add("technique_log", TECHNIQUE_LOG)
