"""What goes out comes back the same, whatever its texts; what a format cannot say is named."""

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings

from lms.authoring.exchange.formats import FORMATS
from lms.authoring.exchange.shelf import taken_in
from lms.catalog.bank import Question, QuestionKind
from tests.authoring.banks import SHELF, banks

CARRIED = {
    "gift": set(QuestionKind) - {QuestionKind.ORDER, QuestionKind.HOTSPOT},
    "xml": set(QuestionKind) - {QuestionKind.ORDER, QuestionKind.HOTSPOT},
    "csv": set(QuestionKind),
}


def stays(format_name: str, question: Question) -> bool:
    pictured = bool(question.image) and format_name != "csv"
    return question.kind not in CARRIED[format_name] or pictured


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(bank=banks())
def test_a_bank_goes_out_and_comes_back_the_same(name: str, bank: Sequence[Question]) -> None:
    written = FORMATS[name].write(bank, "journalism")
    delivery = taken_in(FORMATS[name].read(written.text.encode()), SHELF)
    assert [left.id for left in written.left_out] == [row.id for row in bank if stays(name, row)]
    kept = [row for row in bank if not stays(name, row)]
    assert list(delivery.questions) == kept, written.text
    assert not delivery.rejected or not kept
