"""Dates as people read them, in both languages and in the city's own time."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask
from flask_babel import force_locale

from lms.kit.i18n import show_moment, show_period

NOON = datetime(2026, 11, 18, 5, 0, tzinfo=UTC)
"""12.00 WIB."""


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [
        (date(2026, 10, 26), date(2026, 10, 26), "26 Oktober 2026"),
        (date(2026, 10, 26), date(2026, 10, 29), "26–29 Oktober 2026"),
        (date(2026, 11, 30), date(2026, 12, 4), "30 November – 4 Desember 2026"),
        (date(2026, 12, 28), date(2027, 1, 3), "28 Desember 2026 – 3 Januari 2027"),
        (date(2026, 12, 1), date(2027, 12, 4), "1 Desember 2026 – 4 Desember 2027"),
    ],
)
def test_a_period_names_month_and_year_as_often_as_needed(app: Flask, first: date, last: date, shown: str) -> None:
    with app.test_request_context(), force_locale("id"):
        assert show_period(first, last) == shown


@pytest.mark.parametrize(
    ("moment", "indonesian", "english"),
    [
        (datetime(2026, 11, 17, 17, 0, tzinfo=UTC), "00.00 WIB", "00:00 WIB"),
        (datetime(2026, 11, 18, 16, 59, tzinfo=UTC), "23.59 WIB", "23:59 WIB"),
        (datetime(2026, 11, 17, 16, 59, tzinfo=UTC), "17 November 2026 23.59 WIB", "17 November 2026 23:59 WIB"),
        (datetime(2026, 11, 18, 17, 0, tzinfo=UTC), "19 November 2026 00.00 WIB", "19 November 2026 00:00 WIB"),
    ],
)
def test_a_moment_of_today_needs_no_date(app: Flask, moment: datetime, indonesian: str, english: str) -> None:
    with time_machine.travel(NOON, tick=False), app.test_request_context():
        with force_locale("id"):
            assert show_moment(moment) == indonesian
        with force_locale("en"):
            assert show_moment(moment) == english
