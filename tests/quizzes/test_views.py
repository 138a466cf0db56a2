import re
from collections.abc import Callable
from html import unescape

import pytest

from lms.catalog.pack import Question, QuestionKind
from tests.browser import Browser
from tests.people import Cast
from tests.queries import counted
from tests.quizzes.papers import KEY, PAGE, PRE, as_fields, bank, quiz, right, wrong

pytestmark = pytest.mark.usefixtures("app_context")
As = Callable[[str], Browser]


@pytest.fixture
def page(cast: Cast) -> str:
    return PAGE.format(batch=cast.batch1)


@pytest.fixture
def ratna(as_: As) -> Browser:
    return as_("ratna")


def begin(browser: Browser, page: str) -> str:
    answer = browser.post(f"{page}/start")
    assert answer.status_code == 303
    return str(answer.location)


def asked() -> list[Question]:
    return [question for question in bank().values() if question.kind is not QuestionKind.ESSAY]


def imprint(html: str) -> str:
    found = re.search(r'name="page" value="([0-9a-f]{12})"', html)
    assert found
    return found[1]


def test_from_the_rules_to_the_result(ratna: Browser, page: str) -> None:
    before = ratna.get(page).text
    assert f"{page}/start" in before
    attempt = begin(ratna, page)
    sheet = ratna.get(attempt).text
    assert sheet.count('<fieldset class="question"') == 8
    for question in asked():
        assert str(question.html) in sheet
        assert not any(option.feedback and option.feedback in unescape(sheet) for option in question.options)
        assert question.explanation not in unescape(sheet)
    sent = ratna.post(attempt, data=as_fields(right(), page=imprint(sheet)))
    assert sent.location == f"{attempt}/result"
    result = unescape(ratna.get(sent.location).text)
    assert "100,00" in result
    assert all(question.explanation in result for question in asked())
    after = ratna.get(page).text
    assert f"{page}/start" not in after
    assert sent.location in after


def test_the_sheet_does_not_give_the_answers_away(ratna: Browser, page: str) -> None:
    sheet = ratna.get(begin(ratna, page)).text.partition("<main")[2]
    for word in ("correct", "weight", " checked", " selected", "7.6", "7,6", "terbalik"):
        assert word not in sheet


def test_the_same_start_sent_twice_is_one_attempt_even_after_sending(ratna: Browser, page: str) -> None:
    first = ratna.post(f"{page}/start", data={"_key": "k" * 16}).location
    ratna.post(first, data=as_fields(wrong()))
    assert ratna.post(f"{page}/start", data={"_key": "k" * 16}).location == first
    assert ratna.get(first).location == f"{first}/result"


def test_double_send_has_one_result(ratna: Browser, page: str) -> None:
    attempt = begin(ratna, page)
    locations = {
        ratna.post(attempt, data=as_fields(answers) | {"_key": "same"}).location for answers in (wrong(), right())
    }
    assert locations == {f"{attempt}/result"}
    assert "0,00" in ratna.get(f"{attempt}/result").text


def test_save_keeps_the_choices_without_javascript(ratna: Browser, page: str) -> None:
    attempt = begin(ratna, page)
    saved = ratna.post(attempt, data=as_fields({"lead/single": ["a"]}, press="save"))
    assert saved.location == attempt
    assert ratna.get(attempt).text.count(" checked>") == 1
    quiet = ratna.post(attempt, data=as_fields(right(), press="save"), headers={"X-Requested-With": "fetch"})
    assert (quiet.status_code, quiet.data) == (204, b"")
    ratna.post(attempt, data=as_fields(right()))
    closed = ratna.post(attempt, data=as_fields(wrong(), press="save"), headers={"X-Requested-With": "fetch"})
    assert closed.status_code == 409


def test_every_kind_of_answer_is_kept_and_shown_again(ratna: Browser, page: str) -> None:
    attempt = begin(ratna, page)
    answers = {
        "lead/match": ["", "b=b", "c=a"],
        "lead/order": ["2:a", "", "1:d", "2:b"],
        "lead/short": ["<b>Piramida</b>"],
        "lead/number": ["tujuh"],
        "lead/hotspot": ["b"],
    }
    ratna.post(attempt, data=as_fields(answers, press="save"))
    sheet = ratna.get(attempt).text
    for chosen in ("b=b", "c=a", "2:a", "1:d", "2:b"):
        assert re.search(rf'<option value="{chosen}"[^>]* selected>', sheet), chosen
    assert 'value="&lt;b&gt;Piramida&lt;/b&gt;"' in sheet
    assert 'value="tujuh"' in sheet
    assert "7,6" in sheet, "how a number is written, where something else was"
    assert re.search(r'value="b" checked', sheet)
    whole = answers | {"lead/order": ["2:a", "3:c", "1:d", "4:b"], "lead/number": ["7,6 %"]}
    ratna.post(attempt, data=as_fields(whole, press="send-incomplete"))
    result = unescape(ratna.get(f"{attempt}/result").text)
    assert "<b>Piramida</b>" not in ratna.get(f"{attempt}/result").text
    assert "Hitungan tepat." in result
    assert "Baca bagian kedua." in result
    assert "Hal terpenting" in result
    assert "Itu namanya." not in result


def test_the_picture_to_tap_on_has_its_areas_and_says_what_it_shows(ratna: Browser, page: str) -> None:
    sheet = ratna.get(begin(ratna, page)).text
    assert 'alt="Seorang penjual di pasar."' in sheet
    assert '<svg viewBox="0 0 800 600"' in sheet
    assert '<rect x="480.0" y="120.0" width="160.0" height="180.0"/>' in sheet
    assert "style=" not in sheet.partition("<main")[2]


def test_a_pre_test_says_what_it_is_for_and_opens_nothing(ratna: Browser, page: str) -> None:
    before = page.replace(KEY, PRE)
    assert "tidak dihitung" in ratna.get(before).text or "not counted" in ratna.get(before).text
    attempt = begin(ratna, before)
    ratna.post(attempt, data=as_fields(right()))
    result = unescape(ratna.get(f"{attempt}/result").text)
    assert "100,00" in result
    assert not any(question.explanation in result for question in asked())
    assert not any(option.feedback in result for question in asked() for option in question.options if option.feedback)
    again = ratna.get(before).text
    assert f"{before}/start" not in again
    assert f"{attempt}/result" in again


def test_open_questions_are_named_and_can_be_sent_anyway(ratna: Browser, page: str) -> None:
    attempt = begin(ratna, page)
    answer = ratna.post(attempt, data=as_fields({}))
    assert answer.location == f"{attempt}?check=1"
    warned = ratna.get(answer.location).text
    assert warned.count('href="#question-') == 8
    assert ratna.post(attempt, data=as_fields({}, press="send-incomplete")).location == f"{attempt}/result"


def test_a_further_attempt_than_allowed_is_refused_with_a_sentence(ratna: Browser, page: str) -> None:
    for _attempt in range(quiz().attempts):
        ratna.post(begin(ratna, page), data=as_fields(wrong()))
    refused = ratna.post(f"{page}/start")
    assert refused.status_code == 409
    assert str(quiz().attempts) in refused.text.partition("<main")[2]


def test_correct_answers_stay_closed_while_attempts_are_left(ratna: Browser, page: str) -> None:
    attempt = begin(ratna, page)
    ratna.post(attempt, data=as_fields(wrong()))
    first = ratna.get(f"{attempt}/result").text
    assert "quiz-option right" not in first
    assert bank()["lead/single"].explanation in unescape(first)
    for _attempt in range(quiz().attempts - 1):
        ratna.post(begin(ratna, page), data=as_fields(wrong()))
    assert "quiz-option right" in ratna.get(f"{attempt}/result").text


def test_anothers_attempt_does_not_exist(as_: As, ratna: Browser, page: str) -> None:
    attempt = begin(ratna, page)
    budi = as_("budi")
    for answer in (budi.get(attempt), budi.get(f"{attempt}/result"), budi.post(attempt, data=as_fields(right()))):
        assert answer.status_code == 404
    assert as_("wahyu").get(page).status_code == 404
    assert as_("wahyu").post(f"{page}/start").status_code == 404
    assert as_("sari").get(attempt).status_code == 403
    assert ratna.get(page.replace("post-test", "none")).status_code == 404


def test_pages_ask_little_of_the_database(ratna: Browser, page: str) -> None:
    with counted() as asked:
        ratna.get(page)
    assert len(asked) <= 8, asked
    attempt = begin(ratna, page)
    with counted() as asked:
        ratna.get(attempt)
    assert len(asked) <= 8, asked
    ratna.post(attempt, data=as_fields(right()))
    with counted() as asked:
        ratna.get(f"{attempt}/result")
    assert len(asked) <= 8, asked


def test_a_page_of_another_person_cannot_send_for_me(as_: As, ratna: Browser, page: str) -> None:
    attempt = begin(ratna, page)
    foreign = ratna.post(attempt, data=as_fields(right()), headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    shared = as_("budi").post(attempt, data=as_fields(right()) | {"person_id": "1", "score": "100"})
    assert shared.status_code == 404
    assert ratna.get(attempt).status_code == 200, "still open, nothing was sent"
