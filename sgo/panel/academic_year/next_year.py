"""The move to the next academic year, step by step: prepared, students, closed (3.2, 4.4).

Every step is tried out before it is done, is one transaction, and leaves a report.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from flask import flash, redirect, request
from flask_admin import BaseView, expose
from flask_babel import gettext
from sqlalchemy.exc import IntegrityError

from sgo import current
from sgo.access.permissions import Permission
from sgo.asked import as_key
from sgo.errors import Refused, refuse
from sgo.models import AcademicYear
from sgo.panel.academic_year.forms import (
    OUTCOMES,
    read_outcomes,
    read_papers,
    read_plan,
    seen,
    staff_words,
)
from sgo.panel.kit.audit_words import who
from sgo.panel.kit.gate import Gate, panel_viewer
from sgo.panel.kit.progress import Answer, Work, answered
from sgo.panel.kit.trail import subject_label
from sgo.panel.kit.words import YEAR
from sgo.rules.academic_year import may_close_year, may_take_back
from sgo.services.academic_year import closing, proposal
from sgo.services.academic_year import orders as academic_year_orders
from sgo.services.academic_year.opening import Opened, PlanRefused, open_next_year
from sgo.services.academic_year.orders import GroupEnding, OutcomesRefused, prepare_outcomes
from sgo.services.academic_year.proposal import YearPlan
from sgo.services.academic_year.report import standing, year_act, year_acts
from sgo.services.academic_year.undo import prepared_year, take_back_year
from sgo.services.calendar import public_holidays
from sgo.services.list_acts import trial
from sgo.vocabulary import N_
from sgo.wording import sentence


class NextYear(Gate, BaseView):
    """Where the move stands, its three steps, and what was done."""

    read_permission: ClassVar[Permission] = Permission.CALENDAR_KEEP
    category_words: ClassVar[str] = YEAR
    title: ClassVar[str] = N_("Next academic year")
    summary: ClassVar[str] = N_(
        "Prepare and open the next year, take students over, close the old one"
    )

    def __init__(self) -> None:
        super().__init__(name=self.title, endpoint="panel_next_year", url="next_year")

    def endpoint_permissions(self, name: str) -> tuple[Permission | None, ...]:
        known = {"index_view", "prepare", "orders", "close", "report"}
        return (self.read_permission,) if name in known else ()

    @expose("/")
    def index_view(self) -> Any:
        """The days of clause 4.4, the steps, and the latest acts."""
        session, viewer = current.session(), panel_viewer()
        return self.render(
            "admin/next_year/index.html",
            now=standing(session, viewer, current.today()),
            acts=[(one, who(one.line)) for one in year_acts(session, viewer)],
        )

    # --- The next year --------------------------------------------------------------------------

    @expose("/prepare/", methods=("GET", "POST"))
    def prepare(self) -> Any:
        """The plan to be looked through, tried out, and carried out."""
        session, viewer = current.session(), panel_viewer()
        try:
            plan = proposal.propose(session, viewer, current.now())
        except Refused as refusal:
            page = self.render("admin/next_year/refused.html", refusal=sentence(refusal.verdict))
            return page, 422
        if request.method != "POST":
            return self._plan_page(plan)
        errors = read_plan(plan, request.form, self._staff(plan))
        if errors:
            return self._plan_page(plan, errors), 422
        sure = request.form.get("step") == "run"
        stale = sure and request.form.get("seen") != seen(plan)
        groups = sum(one.on for one in plan.groups)
        run = self._prepare(plan) if sure and not stale else self._try_plan(plan, stale)
        return answered(run, groups)

    def _try_plan(self, plan: YearPlan, stale: bool) -> Work:
        """Do it and throw it away: what the page counts is what the rules really allowed."""
        session = current.session()
        try:
            with trial(session):
                opened = yield from open_next_year(session, panel_viewer(), plan, current.now())
        except (PlanRefused, IntegrityError) as refusal:
            session.rollback()
            return self._plan_refused(plan, refusal)
        finally:
            session.rollback()
        page = self._plan_page(plan, opened=opened, stale=stale)
        return Answer(page=page, status=409 if stale else 200)

    def _prepare(self, plan: YearPlan) -> Work:
        session = current.session()
        try:
            opened = yield from open_next_year(session, panel_viewer(), plan, current.now())
            session.commit()
        except (PlanRefused, IntegrityError) as refusal:
            session.rollback()
            return self._plan_refused(plan, refusal)
        except BaseException:
            session.rollback()
            raise
        return Answer(url=self.get_url(".report", act=opened.act_id))

    def _plan_refused(self, plan: YearPlan, refusal: Exception) -> Answer:
        if isinstance(refusal, PlanRefused):
            words = f"{refusal.name}: {sentence(refusal.verdict)}"
            errors = {refusal.place: words}
        else:
            errors = {"year": sentence(refuse("row_contradicts").verdict)}
        return Answer(page=self._plan_page(plan, errors), status=422)

    def _plan_page(
        self,
        plan: YearPlan,
        errors: Mapping[str, str] | None = None,
        opened: Opened | None = None,
        stale: bool = False,
    ) -> str:
        made = [
            (subject_label(one), count) for one, count in (opened.made if opened else {}).items()
        ]
        staff = self._staff(plan)
        return str(
            self.render(
                "admin/next_year/prepare.html",
                plan=plan,
                errors=errors or {},
                staff=staff,
                named=lambda keys: [staff[key] for key in keys if key in staff],
                typed=request.form,
                holidays=public_holidays(plan.starts_on, plan.ends_on),
                made=made,
                tried=opened is not None,
                seen=seen(plan),
                stale=stale,
            )
        )

    def _staff(self, plan: YearPlan) -> dict[int, str]:
        staff = proposal.employed_staff(current.session(), panel_viewer(), plan.starts_on)
        return staff_words(staff)

    # --- Students -------------------------------------------------------------------------------

    @expose("/orders/", methods=("GET", "POST"))
    def orders(self) -> Any:
        """What becomes of every group of the year; the orders then wait for the coordinator."""
        year = self._year()
        groups = academic_year_orders.endings(current.session(), panel_viewer(), year)
        if request.method != "POST":
            return self._orders_page(year, groups)
        outcomes, errors = read_outcomes(groups, request.form)
        if errors:
            return self._orders_page(year, groups, errors), 422
        sure = request.form.get("step") == "run"
        digest = seen((outcomes, read_papers(request.form, current.today())))
        stale = sure and request.form.get("seen") != digest
        work = self._outcomes(
            year, groups, outcomes, trying=stale or not sure, digest=digest, stale=stale
        )
        return answered(work, academic_year_orders.parts_of(outcomes))

    def _outcomes(
        self,
        year: AcademicYear,
        groups: list[GroupEnding],
        outcomes: list[academic_year_orders.Outcome],
        *,
        trying: bool,
        digest: str,
        stale: bool,
    ) -> Work:
        """Prepare the orders; when only tried, they are counted and thrown away."""
        session, papers = current.session(), read_papers(request.form, current.today())
        year_id = year.id
        try:
            act_id, orders = yield from prepare_outcomes(
                session, panel_viewer(), outcomes, papers, current.now()
            )
            names = {one.group_id: one.name for one in groups}
            told = [
                (one.kind, str(one), names[one.lines[0].group_id], len(one.lines)) for one in orders
            ]
            if not trying:
                session.commit()
        except Refused as refusal:
            session.rollback()
            words = sentence(refusal.verdict)
            if isinstance(refusal, OutcomesRefused):
                words = ": ".join(one for one in (refusal.group, refusal.student, words) if one)
            field = refusal.verdict.field or ""
            place = field if field.startswith("number-") else "orders"
            page = self._orders_page(self._year(year_id), groups, {place: words})
            return Answer(page=page, status=422)
        except BaseException:
            session.rollback()
            raise
        if not trying:
            return Answer(url=self.get_url(".report", act=act_id))
        session.rollback()
        page = self._orders_page(
            self._year(year_id), groups, tried=told, digest=digest, stale=stale
        )
        return Answer(page=page, status=409 if stale else 200)

    def _orders_page(
        self,
        year: AcademicYear,
        groups: list[GroupEnding],
        errors: Mapping[str, str] | None = None,
        tried: list[Any] | None = None,
        digest: str = "",
        stale: bool = False,
    ) -> str:
        return str(
            self.render(
                "admin/next_year/orders.html",
                year=year,
                groups=groups,
                kinds=OUTCOMES,
                given=request.form,
                errors=errors or {},
                tried=tried,
                seen=digest,
                stale=stale,
                today=current.today().isoformat(),
            )
        )

    # --- The old year ---------------------------------------------------------------------------

    @expose("/close/", methods=("GET", "POST"))
    def close(self) -> Any:
        """The checks, and closing for ever."""
        session, viewer, now = current.session(), panel_viewer(), current.now()
        year, refusal = self._year(), ""
        if request.method == "POST":
            try:
                act_id = closing.close_year(
                    session, viewer, year.id, now, gaps_seen="gaps_seen" in request.form
                )
                session.commit()
            except Refused as error:
                session.rollback()
                refusal = sentence(error.verdict)
            else:
                return redirect(self.get_url(".report", act=act_id))
        year = self._year(year.id)
        found = closing.findings(session, viewer, year, current.today())
        page = self.render(
            "admin/next_year/close.html",
            year=year,
            findings=found,
            ready=may_close_year(year.state, found, gaps_seen=True).allowed,
            gaps=any(one.count and not one.hinders for one in found),
            refusal=refusal,
        )
        return page, 422 if refusal else 200

    @expose("/report/", methods=("GET", "POST"))
    def report(self) -> Any:
        """What an act has done; a POST takes a prepared year back."""
        session, viewer, refusal = current.session(), panel_viewer(), ""
        act = year_act(session, viewer, request.args.get("act", "")[:32])
        if request.method == "POST":
            try:
                name = take_back_year(session, viewer, act.act_id, current.now())
                session.commit()
            except Refused as error:
                session.rollback()
                refusal = sentence(error.verdict)
                act = year_act(session, viewer, act.act_id)
            else:
                flash(gettext("The year %(name)s was taken back whole.", name=name))
                return redirect(self.get_url(".index_view"))
        year = prepared_year(session, act)
        rows = [(subject_label(subject), action, count) for subject, action, count in act.rows]
        page = self.render(
            "admin/next_year/report.html",
            act=act,
            who=who(act.line),
            rows=rows,
            goes_back=year is not None and may_take_back(year.state).allowed,
            refusal=refusal,
        )
        return page, 422 if refusal else 200

    def _year(self, year_id: int | None = None) -> AcademicYear:
        key = year_id or request.args.get("year", 0, type=as_key)
        return proposal.year_of_key(current.session(), panel_viewer(), key)
