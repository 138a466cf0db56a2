"""The tree of organisations: laid out from a list, added to by code."""

from pathlib import Path
from typing import Any, Final

import yaml
from sqlalchemy import select

from lms.kit.db import session, transaction
from lms.people.models import Organisation
from lms.people.rules import OrganisationKind

LIST: Final = Path(__file__).with_name("palembang.yaml")
"""Pemerintah Kota Palembang; the file says where the names come from."""
ORGANISER: Final = "diskominfo"
"""The code of the office that runs the training."""


def ensure_organisation(
    code: str, name: str, kind: OrganisationKind, parent_code: str | None = None, short_name: str = ""
) -> int:
    """The id of the organisation with this code, made under `parent_code` when there is none; an existing one keeps
    its name, because offices are renamed by people. Raises LookupError for an unknown parent.
    """
    with transaction() as writing:
        found = writing.scalar(select(Organisation.id).where(Organisation.code == code))
        if found is not None:
            return found
        parent = None
        if parent_code is not None:
            parent = writing.scalar(select(Organisation).where(Organisation.code == parent_code))
            if parent is None:
                raise LookupError(f"no organisation has the code {parent_code}, which {code} names as its parent")
        fresh = Organisation(
            code=code, name=name, short_name=short_name, kind=kind, parent_id=parent.id if parent else None
        )
        writing.add(fresh)
        writing.flush()
        fresh.path = f"{parent.path if parent else '/'}{fresh.id}/"
        writing.flush()
        return fresh.id


def seed_organisations() -> None:
    """Lays out the list where the tree is still empty."""
    with transaction() as writing:
        if writing.scalar(select(Organisation.id).limit(1)) is None:
            _plant(yaml.safe_load(LIST.read_text(encoding="utf-8"))["organisations"], None)


def _plant(branch: list[dict[str, Any]], parent_code: str | None) -> None:
    for node in branch:
        ensure_organisation(
            node["code"], node["name"], OrganisationKind(node["kind"]), parent_code, node.get("short_name", "")
        )
        _plant(node.get("under", []), node["code"])


def organising_office() -> int:
    """The id of the office that runs the training, else of the root. Raises LookupError while there is no organisation."""
    by_code = session().scalar(select(Organisation.id).where(Organisation.code == ORGANISER))
    root = by_code or session().scalar(select(Organisation.id).where(Organisation.parent_id.is_(None)))
    if root is None:
        raise LookupError("there are no organisations yet; call seed_organisations() first")
    return root
