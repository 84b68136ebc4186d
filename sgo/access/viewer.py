"""Whoever looks: the account, its cards, its roles, and the day of looking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sgo.access.permissions import ROLE_PERMISSIONS, Permission
from sgo.errors import Forbidden
from sgo.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Viewer:
    """The one who acts, as services and scopes know them; `today` is the organisation's day."""

    account_id: int
    roles: frozenset[Role]
    today: date
    staff_id: int | None = None
    student_id: int | None = None
    guardian_id: int | None = None
    name: str = ""

    def may(self, permission: Permission) -> bool:
        """Rights of several roles add up (decision 29)."""
        return any(permission in ROLE_PERMISSIONS[role] for role in self.roles)

    def has(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)

    def role_for(self, permission: Permission) -> Role:
        """The role that grants the act and that the audit names; raises Forbidden."""
        for role in Role:
            if role in self.roles and permission in ROLE_PERMISSIONS[role]:
                return role
        raise Forbidden(permission.value)
