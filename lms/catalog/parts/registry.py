"""The kinds of parts: one file here, templates/parts/<kind>.html, lms/static/parts/<kind>.js where it moves, and one row.

The word after ``` in a lesson is the key of the row. A link to a term of the glossary is read in `term`.
"""

from lms.catalog.parts import check, checklist, compare, crop, exposure, find_error, reveal, sort
from lms.catalog.parts.desk import Reader
from lms.kit.registry import Registry

PARTS: Registry[Reader] = Registry("part")
PARTS.add("check", check.read)
PARTS.add("compare", compare.read)
PARTS.add("sort", sort.read)
PARTS.add("find-error", find_error.read)
PARTS.add("crop", crop.read)
PARTS.add("exposure", exposure.read)
PARTS.add("reveal", reveal.read)
PARTS.add("checklist", checklist.read)
