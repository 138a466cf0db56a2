"""The interactive parts of lessons: one file per kind, one row in `registry`. Pure."""

from lms.catalog.parts.desk import Desk as Desk
from lms.catalog.parts.desk import Part as Part
from lms.catalog.parts.desk import Writing as Writing
from lms.catalog.parts.registry import PARTS as PARTS
