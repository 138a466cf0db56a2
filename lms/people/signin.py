"""Signing in: lockouts that survive restarts, sessions that are rows and end at once when revoked."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from flask import Flask, g
from flask_login import AnonymousUserMixin, LoginManager, UserMixin
from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from lms.kit import clock
from lms.kit.db import added, rows, session, transaction
from lms.kit.errors import Invalid, TooMany
from lms.kit.i18n import _l
from lms.kit.jobs import chore
from lms.people import passwords
from lms.people.actor import Actor
from lms.people.lockout import ACCOUNT_TRIES, ADDRESS_TRIES, WINDOW, lock_length
from lms.people.models import FailedSignIn, Grant, Organisation, Person, SignIn
from lms.people.rules import Role

TRAINEE_STAYS = timedelta(days=30)
STAFF_STAYS = timedelta(hours=12)
login_manager = LoginManager()
VISITOR = (
    select(Person.id, Person.name, Person.locale, Grant.role, Organisation.path)
    .join(SignIn, SignIn.person_id == Person.id)
    .outerjoin(Grant, Grant.person_id == Person.id)
    .outerjoin(Organisation, Organisation.id == Grant.organisation_id)
    .where(
        SignIn.digest == bindparam("digest"),
        SignIn.revoked_at.is_(None),
        SignIn.expires_at > bindparam("at"),
        Person.active.is_(True),
    )
)


class Visitor(UserMixin):
    """What Flask-Login carries: the actor, and the session token that stands for this device."""

    def __init__(self, actor: Actor, token: str) -> None:
        self.actor = actor
        self.token = token

    def get_id(self) -> str:
        return self.token


@dataclass(frozen=True, slots=True)
class Origin:
    """From where a password is given. `pepper` keys the hashes under which failures are counted.

    `browser` is the key of a browser on which this person has signed in before: its failures are counted apart, so that
    nobody can lock the owner of an account out.
    """

    address: str
    pepper: str
    browser: str = ""

    def counters(self, name: str) -> tuple[str, str]:
        """Under which keys failures with this sign-in name are counted: the account's and the address's."""
        account = f"account:{name} {self.browser}" if self.browser else f"account:{name}"
        return self._keyed(account), self._keyed(f"address:{self.address}")

    def _keyed(self, text: str) -> str:
        return hmac.new(self.pepper.encode(), text.encode(), "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class Device:
    """One signed-in device of a person; `key` names it in forms without revealing its token."""

    key: str
    device: str
    created_at: datetime
    expires_at: datetime
    current: bool


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def sign_in(login: str, password: str, origin: Origin, *, device: str, at: datetime) -> Visitor:
    """The visitor with a fresh session. Raises TooMany and Invalid as proven() does."""
    person_id = proven(login, password, origin, at)
    with transaction() as writing:
        row = writing.get_one(Person, person_id)
        if row.password_hash and passwords.outdated(row.password_hash):
            row.password_hash = passwords.hashed(password)
        return open_session(person_id, device, at)


def proven(login: str, password: str, origin: Origin, at: datetime) -> int:
    """The id of the person to whom this pair belongs; whoever gives a wrong one is locked out after some tries.

    Raises TooMany while the account or the address is locked, Invalid for any wrong pair; both take the same time and say
    the same whether the account exists or not.
    """
    name = bare_login(login)
    account, house = origin.counters(name)
    counters = {account: ACCOUNT_TRIES, house: ADDRESS_TRIES}
    _refuse_while_locked(list(counters), at)
    person = (
        session().execute(select(Person.id, Person.password_hash, Person.active).where(Person.login == name)).first()
    )
    fits = passwords.matches(person.password_hash if person else None, password[: passwords.LONGEST])
    if person is None or not fits or not person.active:
        _count_failure(counters, at)
        raise Invalid(_l("The sign-in name and the password do not belong together. Check both and try again."))
    person_id: int = person.id
    with transaction() as writing:
        _forgive(writing, account, house)
    return person_id


def bare_login(typed: str) -> str:
    """A sign-in name as it is kept."""
    return typed.strip().lower()[:80]


def open_session(person_id: int, device: str, at: datetime) -> Visitor:
    """A new session row for a person whose identity was just proven."""
    token = secrets.token_urlsafe(32)
    with transaction() as writing:
        roles = set(writing.scalars(select(Grant.role).where(Grant.person_id == person_id)))
        stays = TRAINEE_STAYS if roles <= {Role.TRAINEE} else STAFF_STAYS
        writing.add(
            SignIn(digest=digest(token), person_id=person_id, device=device[:80], created_at=at, expires_at=at + stays)
        )
        writing.flush()
        visitor = visitor_of(token, at)
    if visitor is None:
        raise Invalid(_l("This account is switched off. Ask the city's communications office."))
    return visitor


def visitor_of(token: str, at: datetime) -> Visitor | None:
    """Who a token stands for, or None once it expired, was revoked, or the person was switched off. One query."""
    grants = rows(VISITOR, digest=digest(token), at=at)
    if not grants:
        return None
    first = grants[0]
    roles = frozenset(row.role for row in grants if row.role)
    scope = next((row.path for row in grants if row.role is Role.OPD_ADMIN), None)
    return Visitor(Actor(id=first.id, name=first.name, locale=first.locale, roles=roles, scope=scope), token)


def devices_of(by: Actor, token: str, at: datetime) -> list[Device]:
    """The person's live sessions, newest first."""
    rows = session().execute(
        select(SignIn.digest, SignIn.device, SignIn.created_at, SignIn.expires_at)
        .where(SignIn.person_id == by.id, SignIn.revoked_at.is_(None), SignIn.expires_at > at)
        .order_by(SignIn.created_at.desc())
    )
    own = digest(token)
    return [Device(row.digest[:16], row.device, row.created_at, row.expires_at, row.digest == own) for row in rows]


def end_session(token: str, at: datetime) -> None:
    with transaction() as writing:
        writing.execute(update(SignIn).where(SignIn.digest == digest(token)).values(revoked_at=at))


def end_device(by: Actor, key: str, at: datetime) -> None:
    """Signs one of the person's own devices out; an unknown key does nothing."""
    with transaction() as writing:
        writing.execute(
            update(SignIn)
            .where(SignIn.person_id == by.id, SignIn.digest.startswith(key, autoescape=True))
            .values(revoked_at=at)
        )


def end_all_sessions(person_id: int, at: datetime) -> None:
    """After a new password or when a person is switched off."""
    with transaction() as writing:
        writing.execute(
            update(SignIn).where(SignIn.person_id == person_id, SignIn.revoked_at.is_(None)).values(revoked_at=at)
        )


def end_other_sessions(person_id: int, token: str, at: datetime) -> None:
    """After a changed password: whoever else was signed in has to know the new one."""
    with transaction() as writing:
        writing.execute(
            update(SignIn)
            .where(SignIn.person_id == person_id, SignIn.digest != digest(token), SignIn.revoked_at.is_(None))
            .values(revoked_at=at)
        )


@chore("people.sign-ins")
def forget_ended(at: datetime) -> None:
    """Sessions that ended, and failures that no longer count."""
    over = FailedSignIn.locked_until.is_(None) | (FailedSignIn.locked_until < at)
    with transaction() as writing:
        writing.execute(delete(SignIn).where((SignIn.expires_at < at) | SignIn.revoked_at.is_not(None)))
        writing.execute(delete(FailedSignIn).where(FailedSignIn.since < at - WINDOW, over))


def _who_holds(token: str) -> Visitor | None:
    """Who is there. While the database does not answer the page about that is set for nobody, or it would ask again."""
    try:
        return visitor_of(token, clock.now())
    except OperationalError:
        g._login_user = login_manager.anonymous_user()
        raise


def _refuse_while_locked(keys: list[str], at: datetime) -> None:
    until = max(
        (row for row in session().scalars(select(FailedSignIn.locked_until).where(FailedSignIn.key.in_(keys))) if row),
        default=None,
    )
    if until is not None and until > at:
        wait = ceil((until - at).total_seconds())
        raise TooMany(
            _l(
                "There were too many failed tries. Sign-in opens again in %(minutes)s minutes.", minutes=ceil(wait / 60)
            ),
            retry_after=wait,
        )


def _count_failure(allowed: dict[str, int], at: datetime) -> None:
    with transaction() as writing:
        for key, limit in allowed.items():
            row = writing.get(FailedSignIn, key, with_for_update=True)
            if row is None:
                added(FailedSignIn(key=key, tries=0, since=at))
                row = writing.get_one(FailedSignIn, key, with_for_update=True)
            if at - row.since > WINDOW:
                row.tries, row.since, row.locked_until = 0, at, None
            row.tries += 1
            length = lock_length(row.tries, limit)
            row.locked_until = at + length if length else None


def _forgive(writing: Session, account: str, house: str) -> None:
    """Forgets a person's own typing errors. What was tried with other names from the same address still counts, or
    whoever has one account could go through all the others by signing in between."""
    own = writing.get(FailedSignIn, account, with_for_update=True)
    if own is None:
        return
    shared = writing.get(FailedSignIn, house, with_for_update=True)
    if shared is not None:
        shared.tries = max(shared.tries - own.tries, 0)
    writing.delete(own)


def init_sign_in(app: Flask, *, https: bool) -> None:
    app.config.update(
        SESSION_COOKIE_NAME="__Host-lms" if https else "lms",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=https,
        PERMANENT_SESSION_LIFETIME=TRAINEE_STAYS,
        SESSION_REFRESH_EACH_REQUEST=False,
    )
    login_manager.session_protection = None
    login_manager.anonymous_user = AnonymousUserMixin
    login_manager.user_loader(_who_holds)
    login_manager.init_app(app)
