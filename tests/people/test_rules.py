"""What a NIP looks like, how long a lock holds, how a device is named."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from lms.people.device import device_label
from lms.people.lockout import ACCOUNT_TRIES, WINDOW, lock_length
from lms.people.rules import (
    GRANTS,
    Role,
    bare_nip,
    doubts_about_nip,
    nip_belongs_to_pppk,
)

TODAY = date(2026, 11, 18)


@given(
    born=some.dates(date(1960, 1, 1), date(2005, 1, 1)),
    year=some.integers(2006, 2026),
    month=some.integers(1, 12),
    sex=some.sampled_from("12"),
    number=some.integers(1, 999),
)
def test_every_nip_built_by_the_rule_is_beyond_doubt(born: date, year: int, month: int, sex: str, number: int) -> None:
    nip = f"{born:%Y%m%d}{year}{month:02}{sex}{number:03}"
    assert doubts_about_nip(nip, TODAY) == ()
    assert not nip_belongs_to_pppk(nip)


@given(born=some.dates(date(1960, 1, 1), date(2005, 1, 1)), code=some.integers(21, 99))
def test_numbers_of_pppk_pass(born: date, code: int) -> None:
    nip = f"{born:%Y%m%d}2024{code}1001"
    assert doubts_about_nip(nip, TODAY) == ()
    assert nip_belongs_to_pppk(nip)


@given(some.text())
def test_no_text_breaks_the_validator(text: str) -> None:
    doubts_about_nip(text, TODAY)
    bare_nip(text)


@pytest.mark.parametrize(
    ("nip", "doubts"),
    [
        ("19860926201505200", 1),  # 17 digits
        ("198602302015052001", 1),  # 30 February
        ("201509262015052001", 1),  # eleven years old
        ("198609262029052001", 1),  # appointed in three years
        ("198609262015132001", 1),  # neither month nor contract code
        ("198609262015053001", 1),  # neither 1 nor 2
        ("198613262029135001", 4),
        ("١٩٨٦٠٩٢٦٢٠١٥٠٥٢٠٠١", 1),  # digits of another script
    ],
)
def test_each_doubt_is_named(nip: str, doubts: int) -> None:
    assert len(doubts_about_nip(nip, TODAY)) == doubts


def test_a_nip_in_groups_is_the_same_number() -> None:
    assert bare_nip("19860926 201505 2 001") == bare_nip("19860926.201505.2.001") == "198609262015052001"
    assert bare_nip(" tidak ada ") == "tidak ada"


def test_the_lock_doubles_up_to_the_window() -> None:
    assert lock_length(ACCOUNT_TRIES - 1, ACCOUNT_TRIES) is None
    locks = [lock_length(tries, ACCOUNT_TRIES) for tries in range(ACCOUNT_TRIES, ACCOUNT_TRIES + 12)]
    assert locks[:4] == [timedelta(minutes=minutes) for minutes in (1, 2, 4, 8)]
    assert locks[-1] == WINDOW


def test_every_role_has_its_grants() -> None:
    assert set(GRANTS) == set(Role)


@pytest.mark.parametrize(
    ("user_agent", "label"),
    [
        (
            "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0 Safari/537.36 Edg/126.0", "Edge, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", "Firefox, Linux"),
        ("curl/8.5", ""),
        ("", ""),
    ],
)
def test_a_device_is_named_shortly(user_agent: str, label: str) -> None:
    assert device_label(user_agent) == label
