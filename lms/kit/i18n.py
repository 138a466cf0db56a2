"""Bahasa Indonesia first, English second. Message ids are English; the person's locale chooses."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

from babel.dates import format_date, get_month_names
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from flask import Flask, has_request_context, session
from flask_babel import Babel, get_locale, get_translations
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext as ngettext
from flask_login import current_user
from markupsafe import Markup, escape

from lms.kit.clock import today_wib, wib
from lms.kit.words import N_ as N_
from lms.kit.words import Bilingual, Reason

__all__ = ["LOCALES", "N_", "_", "_l", "init_languages", "ngettext"]

LOCALES: Final[Sequence[str]] = ("id", "en")


def chosen_locale() -> str:
    """The signed-in person's locale, else the one chosen in this browser, else Indonesian."""
    if not has_request_context():
        return "id"
    if current_user and current_user.is_authenticated:
        return str(current_user.actor.locale)
    picked: str | None = session.get("locale")
    return picked if picked is not None and picked in LOCALES else "id"


def current_language() -> str:
    locale = get_locale()
    return str(locale.language) if locale else "id"


def show_date(day: date | datetime) -> str:
    """23 November 2026; a moment is first moved to WIB."""
    if isinstance(day, datetime):
        day = wib(day).date()
    return _day_in_words(day, current_language())


def show_period(first: date, last: date) -> str:
    """26–29 October 2026; 30 November – 4 December 2026; one day is that day."""
    if (first.year, first.month) == (last.year, last.month):
        return show_date(last) if first == last else f"{first.day}–{show_date(last)}"
    whole = show_date(first)
    return f"{whole if first.year != last.year else whole.rpartition(' ')[0]} – {show_date(last)}"


def _day_in_words(day: date, language: str) -> str:
    """Both languages write a date in this order, so no pattern is interpreted for every row of a list."""
    return f"{day.day} {_months(language)[day.month]} {day.year}"


@cache
def _months(language: str) -> Mapping[int, str]:
    return dict(get_month_names("wide", locale=language))


def show_weekday(day: date | datetime) -> str:
    """Senin, 23 November 2026."""
    if isinstance(day, datetime):
        day = wib(day).date()
    return format_date(day, "EEEE, d MMMM y", locale=current_language())


def show_datetime(moment: datetime) -> str:
    """23 November 2026 13.30 WIB (English: 13:30 WIB)."""
    language, local = current_language(), wib(moment)
    return f"{_day_in_words(local, language)} {local:{'%H.%M' if language == 'id' else '%H:%M'}} WIB"


def show_moment(moment: datetime) -> str:
    """What was today: 13.30 WIB. Anything else with its date."""
    whole = show_datetime(moment)
    return whole if wib(moment).date() != today_wib() else " ".join(whole.split()[-2:])


def show_score(score: Decimal | None) -> str:
    """87,50 in Indonesian, 87.50 in English, a dash where there is none."""
    return "–" if score is None else format_decimal(score, "0.00", locale=current_language())


def show_number(number: int | Decimal) -> str:
    return format_decimal(number, locale=current_language())


def show_sentence(reason: Reason) -> str:
    """The sentence in the reader's language; a Decimal keeps two places unless it is whole."""
    return _told(reason, current_language(), _)


def sentence_in(language: str, reason: Reason) -> str:
    """The same where no page is: on the command line."""
    return _told(reason, language, _translations(language).gettext)


def _told(reason: Reason, language: str, translated: Callable[[str], str]) -> str:
    def shown(value: str | int | Decimal | Reason) -> str | int:
        if isinstance(value, Reason):
            return _told(value, language, translated)
        if isinstance(value, Decimal):
            whole = value == value.to_integral_value()
            return format_decimal(value, None if whole else "0.00", locale=language)
        return value

    sentence = translated(reason.msgid)
    return sentence % {name: shown(value) for name, value in reason.params.items()} if reason.params else sentence


@cache
def _translations(language: str) -> NullTranslations:
    return Translations.load(Path(__file__).parents[1] / "translations", [language])


def show_said(words: str) -> Markup:
    """Words of a course in the reader's language, for a place whose language is Indonesian; English says that it is."""
    if isinstance(words, Bilingual) and words.en and current_language() == "en":
        return Markup('<span lang="en">{}</span>').format(words.en)
    return escape(words)


def show_said_plain(words: str) -> str:
    """The same without markup, for titles and attributes."""
    return words.in_language(current_language()) if isinstance(words, Bilingual) else words


def page_words() -> dict[str, Any]:
    """`_` and `ngettext` of one page: its language is asked for once, not for every word."""
    known = get_translations()

    def word(msgid: str, **values: object) -> Markup:
        text = Markup(known.gettext(msgid))  # noqa: S704  # our own words; the values are escaped
        return text % values if values or "%" in text else text

    def words(singular: str, plural: str, num: int, **values: object) -> Markup:
        return Markup(known.ngettext(singular, plural, num)) % {"num": num, **values}  # noqa: S704  # as above

    return {"_": word, "gettext": word, "ngettext": words}


def init_languages(app: Flask) -> None:
    app.config.setdefault("BABEL_DEFAULT_LOCALE", "id")
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", "translations")
    Babel(app, locale_selector=chosen_locale, default_timezone="Asia/Jakarta")
    app.context_processor(page_words)
    app.jinja_env.filters.update(
        date=show_date,
        weekday=show_weekday,
        datetime=show_datetime,
        moment=show_moment,
        until=show_period,
        score=show_score,
        number=show_number,
        said=show_said,
        said_plain=show_said_plain,
        sentence=show_sentence,
    )
    app.jinja_env.globals.update(locale=current_language)
