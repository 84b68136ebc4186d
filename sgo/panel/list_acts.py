"""Acts over many rows that were done: what each changed, and the way back (clauses 1.4 and 3.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from flask import request, url_for
from flask_admin import BaseView, expose
from flask_babel import gettext
from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from sgo import current
from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.asked import as_key
from sgo.errors import Forbidden, Missing
from sgo.models import AuditEvent
from sgo.panel.kit.audit_words import MOMENTS, in_role, who
from sgo.panel.kit.bulk import SHOWN_CHANGES, SHOWN_SKIPPED, BulkAct, Tally
from sgo.panel.kit.gate import Gate, panel_viewer
from sgo.panel.kit.history import WRITERS
from sgo.panel.kit.lookups import join_paths
from sgo.panel.kit.progress import Answer, Work, answered
from sgo.panel.kit.trail import Names, subject_label
from sgo.panel.kit.words import LISTS
from sgo.rules.bulk import taken_back
from sgo.services import list_acts
from sgo.services.bulk_acts import new_act_id
from sgo.services.list_acts import Past
from sgo.vocabulary import N_
from sgo.wording import moment, sentence

ACTS_ON_A_PAGE = 30
LAST_PAGE = 100_000
"""A larger number in the address is no page, and no database counts that far."""


@dataclass(frozen=True, slots=True)
class Told:
    """An act in words; `undoes` and `undone_by` are the numbers of the acts at its other end."""

    act_id: str
    at: str
    who: str
    role: str
    label: str
    list: str
    rows: int
    undoes: str | None
    undone_by: str | None


class ListActs(Gate, BaseView):
    """What was done to many rows at once, the latest first, each with its report."""

    read_permission: ClassVar[Permission] = Permission.AUDIT_READ
    category_words: ClassVar[str] = LISTS
    title: ClassVar[str] = N_("Acts over lists")
    summary: ClassVar[str] = N_("What was changed in many rows at once, and how it is taken back")

    def __init__(self) -> None:
        super().__init__(name=self.title, endpoint="list_acts", url="/panel/list_acts")

    def endpoint_permissions(self, name: str) -> tuple[Permission | None, ...]:
        return (self.read_permission,) if name in ("index_view", "act_view") else ()

    @expose("/")
    def index_view(self) -> Any:
        """The acts, and which of them were taken back."""
        page = min(request.args.get("page", 0, type=as_key), LAST_PAGE)
        found = (
            current.session()
            .scalars(
                self._lines()
                .order_by(AuditEvent.id.desc())
                .limit(ACTS_ON_A_PAGE + 1)
                .offset(page * ACTS_ON_A_PAGE)
            )
            .all()
        )
        return self.render(
            "admin/bulk/index.html",
            acts=self._told(found[:ACTS_ON_A_PAGE]),
            page=page,
            more=len(found) > ACTS_ON_A_PAGE,
        )

    @expose("/act/", methods=("GET", "POST"))
    def act_view(self) -> Any:
        """The report of an act; a POST takes it back, as far as its rows have not changed since."""
        act_id = request.args.get("act", "")[:32]
        line = current.session().scalars(self._lines().where(AuditEvent.act_id == act_id)).first()
        if line is None:
            raise Missing("act")
        told, act = self._told([line])[0], self._act_of(line)
        past = self._past(told, act)
        if request.method == "POST":
            if act is None or not self.may(act.deed.permission):
                raise Forbidden("list act")
            if past:
                return answered(self._take_back(act, act_id, past), len(past))
        return self.render("admin/bulk/report.html", told=told, **self._report(act_id, past))

    def _past(self, told: Told, act: BulkAct | None) -> list[Past]:
        """The rows that may go back: of an act that is none itself and was not taken back yet."""
        if act is None or told.undoes or told.undone_by or not self.may(act.deed.permission):
            return []
        return list_acts.past_rows(current.session(), panel_viewer(), act.deed, told.act_id)

    def _take_back(self, act: BulkAct, act_id: str, past: Sequence[Past]) -> Work:
        session, viewer, now = current.session(), panel_viewer(), current.now()
        own_id, tally = new_act_id(), Tally()
        try:
            outcomes = list_acts.take_back(session, viewer, act.deed, past, now, own_id)
            for done, outcome in enumerate(outcomes, start=1):
                tally.take(outcome)
                yield done
            if not tally.changed:
                session.rollback()
                return Answer(page=self._refused(act_id, tally), status=422)
            list_acts.name_act(
                session,
                viewer,
                act.deed,
                act.name,
                len(tally.changed),
                now,
                own_id,
                undoes=act_id,
                left=len(tally.skipped),
            )
            session.commit()
        except BaseException:
            session.rollback()
            raise
        return Answer(url=url_for("list_acts.act_view", act=own_id))

    def _refused(self, act_id: str, tally: Tally) -> str:
        """Nothing went back: every row with its reason."""
        line = current.session().scalars(self._lines().where(AuditEvent.act_id == act_id)).one()
        told, act = self._told([line])[0], self._act_of(line)
        report = self._report(act_id, self._past(told, act))
        names = self._names_of(line, [one.key for one in tally.skipped[:SHOWN_SKIPPED]])
        report["stays"] = [
            (names[one.key], sentence(one.verdict)) for one in tally.skipped[:SHOWN_SKIPPED]
        ]
        return str(self.render("admin/bulk/report.html", told=told, refused=True, **report))

    def _report(self, act_id: str, past: Sequence[Past]) -> dict[str, Any]:
        session, viewer, names = current.session(), panel_viewer(), Names()
        events = session.scalars(
            scope(select(AuditEvent), AuditEvent, viewer)
            .where(AuditEvent.act_id == act_id, AuditEvent.subject != list_acts.SUBJECT)
            .order_by(AuditEvent.id)
            .limit(SHOWN_CHANGES)
        ).all()
        names.read(session, viewer, events)
        stays = [one for one in past if one.changed_since]
        known = (
            self._names_of(events[0], [one.key for one in stays[:SHOWN_SKIPPED]]) if stays else {}
        )
        why = sentence(taken_back(touched_since=True))
        return {
            "changes": [(names.record(e), names.changes(e, besides=MOMENTS)) for e in events],
            "goes_back": len(past) - len(stays),
            "stays": [(known[one.key], why) for one in stays[:SHOWN_SKIPPED]],
            "stays_count": len(stays),
            "whole_url": url_for("panel_audit_events.index_view", flt_act=act_id),
        }

    def _names_of(self, event: AuditEvent, keys: Sequence[int]) -> dict[int, str]:
        """The rows of the act's list by their names."""
        subject = event.subject
        if subject == list_acts.SUBJECT:
            subject = _what(event)[0]
        lines = [AuditEvent(subject=subject, row_key=str(key), changes={}) for key in keys]
        names = Names()
        names.read(current.session(), panel_viewer(), lines)
        return {int(line.row_key): names.record(line) for line in lines}

    def _lines(self) -> Select[Any]:
        """The own lines of acts, with who did them."""
        statement = scope(select(AuditEvent), AuditEvent, panel_viewer())
        return (
            join_paths(statement, WRITERS, load=False)
            .options(
                *(contains_eager(AuditEvent.account).contains_eager(card) for _, card in WRITERS)
            )
            .where(AuditEvent.subject == list_acts.SUBJECT)
        )

    def _told(self, lines: Sequence[AuditEvent]) -> list[Told]:
        found = current.session().execute(
            select(AuditEvent.row_key, AuditEvent.act_id).where(
                AuditEvent.subject == list_acts.SUBJECT,
                AuditEvent.row_key.in_([line.act_id for line in lines]),
                AuditEvent.act_id != AuditEvent.row_key,
            )
        )
        undone = {act: by for act, by in found}  # noqa: C416 - rows are no pairs to dict()
        told = []
        for line in lines:
            act, own = self._act_of(line), str(line.act_id)
            told.append(
                Told(
                    act_id=own,
                    at=moment(line.at),
                    who=who(line),
                    role=in_role(line),
                    label=gettext(act.label) if act else _what(line)[1],
                    list=subject_label(_what(line)[0]),
                    rows=int(line.changes["rows"][1]),
                    undoes=line.row_key if line.row_key != own else None,
                    undone_by=undone.get(own),
                )
            )
        return told

    def _act_of(self, line: AuditEvent) -> BulkAct | None:
        """The act as its list declares it today; None when no list has it any more."""
        table, name = _what(line)
        admin: Any = self.admin
        for view in admin._views:
            model = getattr(view, "model", None)
            if model is not None and model.__tablename__ == table:
                acts: Sequence[BulkAct] = view.bulk_acts
                return next((act for act in acts if act.name == name), None)
        return None


def _what(line: AuditEvent) -> tuple[str, str]:
    """The list and the name of the act, from its own line."""
    table, _, name = str(line.changes["list_act"][1]).partition("/")
    return table, name
