"""The kinds of question: one file per kind, one row here. An essay has none: no quiz draws it."""

from lms.catalog.pack import QuestionKind
from lms.kit.registry import Registry
from lms.quizzes.kinds.hotspot import Hotspot
from lms.quizzes.kinds.kind import Kind
from lms.quizzes.kinds.match import Match
from lms.quizzes.kinds.multiple import Multiple
from lms.quizzes.kinds.number import Number
from lms.quizzes.kinds.order import Order
from lms.quizzes.kinds.short import Short
from lms.quizzes.kinds.single import Single
from lms.quizzes.kinds.true_false import TrueFalse

KINDS: Registry[Kind] = Registry("kind of question")
KINDS.add(QuestionKind.SINGLE, Single())
KINDS.add(QuestionKind.MULTIPLE, Multiple())
KINDS.add(QuestionKind.TRUE_FALSE, TrueFalse())
KINDS.add(QuestionKind.MATCH, Match())
KINDS.add(QuestionKind.ORDER, Order())
KINDS.add(QuestionKind.SHORT, Short())
KINDS.add(QuestionKind.NUMBER, Number())
KINDS.add(QuestionKind.HOTSPOT, Hotspot())
