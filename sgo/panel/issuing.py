"""Sign-in details in batches, their slips, and the register of what was handed out (4.2)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from flask import Response, flash, request
from flask_admin import BaseView, expose
from flask_babel import gettext, ngettext
from sqlalchemy.orm import defaultload, selectinload

from sgo import current
from sgo.access.permissions import Permission
from sgo.asked import as_day, as_key
from sgo.downloads import pdf_answer
from sgo.errors import Refused
from sgo.models import Account, AccountIssue, Group, Guardian, Staff, Student
from sgo.panel.kit.base import PanelView
from sgo.panel.kit.filters import DayFilter, WordFilter
from sgo.panel.kit.gate import Gate, panel_viewer
from sgo.panel.kit.lookups import LOOKUPS
from sgo.panel.kit.values import Stated
from sgo.panel.kit.words import ACCESS
from sgo.reports.access_slips import access_slips_name, access_slips_pdf
from sgo.reports.issue_register import issue_register_name, issue_register_pdf
from sgo.rules.issuing import MOST_AT_ONCE, Standing
from sgo.services.accounts.issue_register import issue_register
from sgo.services.accounts.issuing import Batch, candidates, issue_batch
from sgo.services.letterhead import letterhead
from sgo.vocabulary import N_, Audience, Role
from sgo.wording import label, sentence

STANDINGS = {
    Standing.NONE: ("missing", N_("no account")),
    Standing.UNUSED: ("waiting", N_("issued, not used")),
    Standing.IN_USE: ("done", N_("own password")),
    Standing.CLOSED: ("locked", N_("closed")),
}


class IssuesView(PanelView):
    """The register itself: only read, it is written with every password."""

    model = AccountIssue
    read_permission = Permission.ACCOUNTS_READ
    category_words = ACCESS
    title = N_("Register of issues")
    summary = N_("To whom sign-in details were handed out, when and by whom")
    empty_words = N_("Nothing was handed out yet: issue the first sign-in details.")
    empty_door = ("panel_issuing.index_view", N_("Issue sign-in details"))
    joined = (
        (AccountIssue.account, Account.staff),
        (AccountIssue.account, Account.guardian),
        (AccountIssue.account, Account.student),
    )
    also_load = (
        defaultload(AccountIssue.account).selectinload(Account.grants),
        selectinload(AccountIssue.issued_by).joinedload(Account.staff),
    )
    column_list = ("person", "login", "roles", "issued_at", "issue_kind", "issued_by")
    show = {
        "person": lambda row: _name(row.account),
        "login": lambda row: row.account.login,
        "roles": lambda row: [label(role) for role in Role if role in row.account.roles],
        "issue_kind": lambda row: row.kind,
        "issued_by": lambda row: _name(row.issued_by) if row.issued_by else "",
    }
    phone_columns = ("issued_at", "issue_kind")
    search_keys = (Staff.search_key, Guardian.search_key, Student.search_key)
    search_texts = (Account.login,)
    sortable = {
        "person": (Staff.sort_key, Guardian.sort_key, Student.sort_key),
        "issued_at": (AccountIssue.issued_at,),
    }
    order = (AccountIssue.issued_at.desc(), AccountIssue.id.desc())
    column_filters = (
        WordFilter("kind", N_("Issue"), AccountIssue.__table__.c.kind),
        DayFilter("from", N_("From"), lambda day: AccountIssue.issued_at >= _midnight(day)),
    )

    def name_of(self, row: AccountIssue) -> str:
        return _name(row.account)


class IssuingView(Gate, BaseView):
    """Whom a batch is for, how everybody stands, and the slips; beside it the printed register."""

    read_permission: ClassVar[Permission] = Permission.ACCOUNTS_KEEP
    category_words: ClassVar[str] = ACCESS
    title: ClassVar[str] = N_("Issue sign-in details")
    summary: ClassVar[str] = N_("Logins and one-time passwords for a group or the staff, on slips")
    add_words: ClassVar[str] = ""

    def __init__(self) -> None:
        super().__init__(name=self.title, endpoint="panel_issuing", url="issuing")

    def endpoint_permissions(self, name: str) -> tuple[Permission | None, ...]:
        known = {"index_view", "issue", "register"}
        return (self.read_permission,) if name in known else ()

    @expose("/")
    def index_view(self) -> Any:
        """The people of the audience, those who never got a slip already ticked."""
        return self._page(request.args)

    @expose("/issue/", methods=("POST",))
    def issue(self) -> Any:
        """The slips of everybody ticked, as a file that is made once."""
        form = request.form
        try:
            batch = issue_batch(
                current.session(),
                panel_viewer(),
                _audience(form),
                form.get("group", type=as_key),
                form.getlist("people", type=as_key),
                _moment(form.get("seen_at", "")),
                current.now(),
            )
        except Refused as refusal:
            current.session().rollback()
            return Response(self._page(form, sentence(refusal.verdict)), 422)
        return self._slips(batch)

    @expose("/register/")
    def register(self) -> Any:
        """The register of a stretch of days, to be signed."""
        arguments, today = request.args, current.today()
        try:
            view = issue_register(
                current.session(),
                panel_viewer(),
                arguments.get("from", today, type=as_day),
                arguments.get("to", today, type=as_day),
                arguments.get("group", type=as_key),
                current.clock().zone,
            )
        except Refused as refusal:
            return Response(self._page(arguments, sentence(refusal.verdict)), 422)
        made = issue_register_pdf(view, current.now())
        return pdf_answer(made, "issues", issue_register_name(view))

    def _page(self, given: Any, refusal: str = "") -> str:
        audience, group_id = _audience(given), given.get("group", type=as_key)
        people = candidates(current.session(), panel_viewer(), audience, group_id)
        ticked = (
            set(given.getlist("people", type=as_key))
            if refusal
            else {one.card_id for one in people if one.is_new}
        )
        return str(
            self.render(
                "admin/issuing.html",
                audience=audience,
                audiences=list(Audience),
                groups=LOOKUPS[Group].everything(),
                group_id=group_id,
                people=people,
                ticked=ticked,
                states={
                    key: Stated(kind, gettext(word)) for key, (kind, word) in STANDINGS.items()
                },
                seen_at=current.now().isoformat(),
                today=current.today().isoformat(),
                most=MOST_AT_ONCE,
                refusal=refusal,
            )
        )

    def _slips(self, batch: Batch) -> Response:
        made = access_slips_pdf(
            letterhead(current.session()), batch.slips, request.url_root, current.now()
        )
        if batch.left_out:
            flash(
                ngettext(
                    "%(num)d person was left out: they sign in already, or got a slip meanwhile.",
                    "%(num)d people were left out: they sign in already, or got a slip meanwhile.",
                    len(batch.left_out),
                )
            )
        return pdf_answer(made, "slips", access_slips_name(current.now()), saved=True)


def _audience(given: Any) -> Audience:
    word = given.get("audience", "")
    return Audience(word) if word in list(Audience) else Audience.STAFF


def _name(account: Account) -> str:
    return account.card.full_name if account.card else account.login


def _midnight(day: Any) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=current.clock().zone)


def _moment(text: str) -> datetime:
    """The moment of the list as the form carries it; a broken one counts as long ago."""
    zone = current.clock().zone
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return datetime(2000, 1, 1, tzinfo=zone)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
