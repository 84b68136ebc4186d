"""Whoever looks: the account, its cards, its roles, and the day of looking."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Self

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

    def through(self, permission: Permission) -> Self:
        """The viewer with only the roles that hold the permission; raises Forbidden without any.

        Rights add up, what they show does not mix: a teacher who is a guardian too reads the
        child's diary as a guardian, and not the whole page of the child's group.
        """
        roles = frozenset(role for role in self.roles if permission in ROLE_PERMISSIONS[role])
        if not roles:
            raise Forbidden(permission.value)
        return replace(self, roles=roles)

    def role_for(self, permission: Permission) -> Role:
        """The role that grants the act and that the audit names; raises Forbidden."""
        for role in Role:
            if role in self.roles and permission in ROLE_PERMISSIONS[role]:
                return role
        raise Forbidden(permission.value)
