"""Who acts: what services need to know of the person behind a request."""

from dataclasses import dataclass

from lms.kit.errors import Forbidden
from lms.people.rules import GRANTS, Permission, Role


@dataclass(frozen=True, slots=True)
class Actor:
    """`scope` is the path of the organisation an OPD admin looks after ("/1/14/"), None for everyone else."""

    id: int
    name: str
    locale: str
    roles: frozenset[Role]
    scope: str | None = None

    def may(self, permission: Permission) -> bool:
        return permission is Permission.ACCOUNT or any(permission in GRANTS[role] for role in self.roles)

    def must(self, permission: Permission) -> None:
        """For services whose act belongs to a role, whatever door it is called through. Raises Forbidden."""
        if not self.may(permission):
            raise Forbidden
