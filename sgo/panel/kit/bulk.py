"""Acts over every row that a list has found: what would change and what not, then the deed.

A view declares `bulk_acts`; which rows and in which order comes from the address of the list, with
its search and conditions. Nothing is done before its count and its exceptions were shown.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from flask import request
from flask_babel import gettext

from sgo import current
from sgo.asked import as_key
from sgo.models import AuditEvent, Base
from sgo.panel.kit.acts import door_of
from sgo.panel.kit.audit_words import MOMENTS
from sgo.panel.kit.forms import Fieldset, FormSet, PanelForm, build_form
from sgo.panel.kit.gate import panel_viewer
from sgo.panel.kit.progress import Answer, Work, answered
from sgo.panel.kit.trail import Names
from sgo.rules.list_acts import NOTHING_TO_CHANGE, act_size
from sgo.services import list_acts
from sgo.services.bulk_acts import new_act_id
from sgo.services.list_acts import Deed, Outcome, Row
from sgo.wording import sentence

SHOWN_CHANGES = 20
SHOWN_SKIPPED = 100


@dataclass(frozen=True)
class BulkAct:
    """An act over many rows: its words, what is filled in for it, and the deed of the services."""

    name: str
    label: str
    deed: Deed
    form: type[PanelForm] = PanelForm
    question: str = ""
    picture: str = "check"
    danger: bool = False

    @property
    def endpoint(self) -> str:
        return f"bulk_{self.name}_view"


def bulk_view_of(act: BulkAct) -> Any:
    """The method of the view that answers for the act."""
    return door_of(act, f"/bulk/{act.name}/", "bulk_page")


def columns_form(deed: Deed, legend: str, *names: str) -> type[PanelForm]:
    """The form of an act that fills columns of every row alike."""
    form_set = FormSet(deed.permission, (Fieldset(legend, dict.fromkeys(names, 3)),))
    return build_form(deed.model, form_set, {}, {}, {})


@dataclass
class Tally:
    """What came of the rows so far."""

    changed: list[Outcome] = field(default_factory=list)
    skipped: list[Outcome] = field(default_factory=list)
    same: int = 0
    """Rows that are so already: counted, not listed."""

    def take(self, outcome: Outcome) -> None:
        if outcome.verdict.allowed:
            self.changed.append(outcome)
        elif outcome.verdict.code == NOTHING_TO_CHANGE:
            self.same += 1
        else:
            self.skipped.append(outcome)


class Bulk:
    """Mixed into a model view."""

    model: type[Base]
    may: Callable[..., bool]
    render: Callable[..., str]
    get_url: Callable[..., str]
    get_query: Callable[[], Any]
    gather: Callable[[list[Any]], None]
    name_of: Callable[[Any], str]
    found_rows: Callable[..., list[Row]]
    _get_list_extra_args: Callable[[], Any]
    _get_filters: Callable[[Any], dict[str, Any]]
    bulk_acts: ClassVar[tuple[BulkAct, ...]] = ()

    def open_bulk_acts(self) -> list[BulkAct]:
        """The acts that the viewer may do."""
        return [act for act in self.bulk_acts if self.may(act.deed.permission)]

    def bulk_page(self, act: BulkAct) -> Any:
        """How many rows, what is filled in; then what would come of it; then the deed."""
        ticked = request.args.getlist("row", type=as_key)
        asked = self._get_list_extra_args()
        rows = self.found_rows(asked.search, asked.filters, ticked)
        form = act.form(request.form if request.method == "POST" else None)
        size = act_size(len(rows))
        if not size.allowed:
            form.form_errors.append(sentence(size))
        elif request.method == "POST" and form.validate():
            seen = _digest(rows, form)
            sure = request.form.get("step") == "run"
            if sure and request.form.get("seen") == seen:
                return answered(self._deed(act, rows, form), len(rows))
            stale = sure and request.form.get("seen") != seen
            return answered(self._trial(act, rows, form, seen, stale), len(rows))
        page = self._bulk_page(act, rows, form)
        return page, 422 if form.errors else 200

    def _trial(
        self, act: BulkAct, rows: Sequence[Row], form: PanelForm, seen: str, stale: bool
    ) -> Work:
        """Do it and throw it away: what the page shows is what the rules really said."""
        session, tally = current.session(), Tally()
        try:
            with list_acts.trial(session):
                act_id = new_act_id()
                for done, outcome in enumerate(self._carry_out(act, rows, form, act_id), start=1):
                    tally.take(outcome)
                    yield done
        finally:
            session.rollback()
        page = self._bulk_page(act, rows, form, tally=tally, seen=seen, stale=stale)
        return Answer(page=page, status=409 if stale else 200)

    def _deed(self, act: BulkAct, rows: Sequence[Row], form: PanelForm) -> Work:
        """Do it in one transaction; whoever leaves in the middle has done nothing."""
        session, tally = current.session(), Tally()
        act_id = new_act_id()
        try:
            for done, outcome in enumerate(self._carry_out(act, rows, form, act_id), start=1):
                tally.take(outcome)
                yield done
            list_acts.name_act(
                session,
                panel_viewer(),
                act.deed,
                act.name,
                len(tally.changed),
                current.now(),
                act_id,
                left=len(tally.skipped) + tally.same,
            )
            session.commit()
        except BaseException:
            session.rollback()
            raise
        return Answer(url=self.get_url("list_acts.act_view", act=act_id))

    def _carry_out(self, act: BulkAct, rows: Sequence[Row], form: PanelForm, act_id: str) -> Any:
        return list_acts.carry_out(
            current.session(), panel_viewer(), act.deed, rows, form.values, current.now(), act_id
        )

    def _bulk_page(
        self,
        act: BulkAct,
        rows: Sequence[Row],
        form: PanelForm,
        tally: Tally | None = None,
        **more: Any,
    ) -> str:
        asked = self._get_list_extra_args()
        here = dict(self._get_filters(asked.filters), search=asked.search)
        changes = self._changed_rows(tally.changed[:SHOWN_CHANGES]) if tally else []
        return self.render(
            "admin/bulk/act.html",
            act=act,
            form=form,
            count=len(rows),
            tally=tally,
            changes=changes,
            skipped=self._left_rows(tally.skipped[:SHOWN_SKIPPED]) if tally else [],
            ticked=request.args.getlist("row", type=as_key),
            active_filters=asked.filters,
            search=asked.search,
            back=self.get_url(".index_view", **here),
            **more,
        )

    def _changed_rows(self, outcomes: Sequence[Outcome]) -> list[tuple[str, list[Any]]]:
        """The name of each row, and its columns in words, from what to what."""
        names, known = Names(), self._row_names([one.key for one in outcomes])
        table = self.model.__tablename__
        lines = [
            AuditEvent(subject=table, row_key=str(one.key), changes=dict(one.changes))
            for one in outcomes
        ]
        names.read(current.session(), panel_viewer(), lines)
        return [
            (known.get(one.key, ""), names.changes(line, besides=MOMENTS))
            for one, line in zip(outcomes, lines, strict=True)
        ]

    def _left_rows(self, outcomes: Sequence[Outcome]) -> list[tuple[str, str]]:
        known = self._row_names([one.key for one in outcomes])
        return [
            (known.get(one.key) or gettext("№ %(key)s", key=one.key), sentence(one.verdict))
            for one in outcomes
        ]

    def _row_names(self, keys: Sequence[int]) -> dict[int, str]:
        model: Any = self.model
        found = current.session().scalars(self.get_query().where(model.id.in_(keys))).unique()
        rows = list(found)
        self.gather(rows)
        return {row.id: self.name_of(row) for row in rows}


def _digest(rows: Sequence[Row], form: PanelForm) -> str:
    """What the person has seen: these rows in these versions, with what was filled in."""
    told = [[(one.key, one.version) for one in rows], sorted(form.values.items())]
    return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()
