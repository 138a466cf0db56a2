"""What is remembered of people, their offices and their sign-ins. No NIK, no network address in clear."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.kit.db import FLEETING, Base, UtcTime, Word
from lms.people.rules import Employment, OrganisationKind, Role


class Organisation(Base):
    """A node of the OPD tree; `path` holds the ids from the root ("/1/14/") so that a subtree is one prefix."""

    __tablename__ = "organisation"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    short_name: Mapped[str] = mapped_column(String(60), default="")
    kind: Mapped[OrganisationKind] = mapped_column(Word(OrganisationKind))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    path: Mapped[str] = mapped_column(String(120), index=True, default="")
    active: Mapped[bool] = mapped_column(default=True)


class Person(Base):
    """One human being; the name is a single field, titles are apart, the NIP is never a key nor a sign-in name."""

    __tablename__ = "person"
    __table_args__ = (Index("ix_person_name_id", "name", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(150))
    title_before: Mapped[str] = mapped_column(String(60), default="")
    title_after: Mapped[str] = mapped_column(String(80), default="")
    employment: Mapped[Employment] = mapped_column(Word(Employment))
    nip: Mapped[str | None] = mapped_column(String(18), unique=True)
    rank: Mapped[str] = mapped_column(String(60), default="")
    position: Mapped[str] = mapped_column(String(150), default="")
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    unit: Mapped[str] = mapped_column(String(150), default="")
    phone: Mapped[str] = mapped_column(String(20), default="")
    locale: Mapped[str] = mapped_column(String(5), default="id")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcTime)


class Grant(Base):
    """A role a person holds; `organisation_id` is set for an OPD admin alone."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("person_id", "role"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[Role] = mapped_column(Word(Role))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))


class SignIn(Base):
    """One signed-in device. Only the hash of its token is kept; deleting or revoking the row ends it at once."""

    __tablename__ = "sign_in"
    __table_args__ = FLEETING
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    device: Mapped[str] = mapped_column(String(80), default="")
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    expires_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcTime)


class FailedSignIn(Base):
    """Failures within the window, per account (apart for each browser its owner uses) and per address, as keyed hashes."""

    __tablename__ = "failed_sign_in"
    __table_args__ = FLEETING
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    tries: Mapped[int]
    since: Mapped[datetime] = mapped_column(UtcTime)
    locked_until: Mapped[datetime | None] = mapped_column(UtcTime)


class OneTimeLink(Base):
    """A link that lets a person choose a password once; without a person it makes the first admin."""

    __tablename__ = "one_time_link"
    __table_args__ = FLEETING
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    expires_at: Mapped[datetime] = mapped_column(UtcTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcTime)
