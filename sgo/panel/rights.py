"""Roles and rights as a matrix, made from the one table that decides them (3.1, 3.2)."""

from __future__ import annotations

from typing import Any, ClassVar

from flask_admin import BaseView, expose

from sgo import current
from sgo.access.permissions import ROLE_PERMISSIONS, Permission
from sgo.panel.kit.gate import Gate, panel_viewer
from sgo.panel.kit.words import ACCESS
from sgo.services.accounts.roles import holders
from sgo.vocabulary import N_, Role

REACH = {
    Role.TECHNICAL_ADMIN: N_("the whole centre"),
    Role.COORDINATOR: N_("the whole centre"),
    Role.DIRECTOR: N_("the whole centre, changes nothing"),
    Role.TEACHER: N_("own pages, own groups, lessons held"),
    Role.GUARDIAN: N_("own children"),
    Role.STUDENT: N_("oneself"),
}
"""Which rows `sgo.access.scopes` leaves to a role, in a few words."""


class RightsView(Gate, BaseView):
    """Every right there is against every role; nothing here is written a second time."""

    read_permission: ClassVar[Permission] = Permission.ACCOUNTS_READ
    category_words: ClassVar[str] = ACCESS
    title: ClassVar[str] = N_("Roles and rights")
    summary: ClassVar[str] = N_("What each role may do, as the program itself decides it")
    add_words: ClassVar[str] = ""

    def __init__(self) -> None:
        super().__init__(name=self.title, endpoint="panel_rights", url="rights")

    def endpoint_permissions(self, name: str) -> tuple[Permission | None, ...]:
        return (self.read_permission,) if name == "index_view" else ()

    @expose("/")
    def index_view(self) -> Any:
        """The matrix, and how many open accounts hold each role."""
        return self.render(
            "admin/rights.html",
            roles=[(role, REACH[role]) for role in Role],
            holders=holders(current.session(), panel_viewer()),
            rights=[
                (permission, [permission in ROLE_PERMISSIONS[role] for role in Role])
                for permission in Permission
            ],
        )
