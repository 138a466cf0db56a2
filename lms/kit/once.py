"""A form that is sent twice acts once: each rendered form carries a key, and the first answer is remembered with it."""

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy import String, delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from lms.kit.db import FLEETING, Base, UtcTime, session, transaction
from lms.kit.errors import Invalid
from lms.kit.i18n import _l


class FormKey(Base):
    """What was answered to a form; (person, route, key) is unique, so two nodes cannot both act."""

    __tablename__ = "form_key"
    __table_args__ = FLEETING
    person_id: Mapped[int] = mapped_column(primary_key=True)
    route: Mapped[str] = mapped_column(String(120), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    body: Mapped[str] = mapped_column(String(64))
    location: Mapped[str] = mapped_column(String(500))
    at: Mapped[datetime] = mapped_column(UtcTime, index=True)


def digest_of(fields: Iterable[tuple[str, str]]) -> str:
    """SHA-256 of the posted fields, order kept."""
    whole = hashlib.sha256()
    for name, value in fields:
        whole.update(f"{len(name)}:{name}{len(value)}:{value}".encode())
    return whole.hexdigest()


def act_once(person_id: int, route: str, key: str, body: str, at: datetime, act: Callable[[], str]) -> str:
    """The address to go to: from `act` the first time, from memory afterwards.

    The key is written before the act, so the same form on another node waits for this one's answer instead of acting too.
    Raises Invalid when a key comes back with another body.
    """
    try:
        with transaction() as writing:
            remembered = writing.get(FormKey, (person_id, route, key))
            if remembered is None:
                first = FormKey(person_id=person_id, route=route, key=key, body=body, location="", at=at)
                writing.add(first)
                writing.flush()
                first.location = act()
                return first.location
    except IntegrityError:
        remembered = session().get(FormKey, (person_id, route, key))
        if remembered is None:
            raise
    if remembered.body != body:
        raise Invalid(_l("This form was already sent with other answers. Open the page again and send the new ones."))
    return remembered.location


def forget_before(moment: datetime) -> None:
    """Drops keys older than `moment`; a form that old is never sent again."""
    with transaction() as writing:
        writing.execute(delete(FormKey).where(FormKey.at < moment))
