"""How a form of the panel becomes a change, and how a refusal comes back to the form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from flask import Response, flash, request
from flask_babel import gettext
from sqlalchemy.exc import IntegrityError, InvalidRequestError
from sqlalchemy.orm.exc import StaleDataError

from sgo import current
from sgo.access.permissions import Permission
from sgo.errors import Conflict, Forbidden, Missing, Refused
from sgo.models import Base
from sgo.panel.kit.constraints import told, what_leans_on
from sgo.panel.kit.forms import FormSet, PanelForm, stale_words
from sgo.panel.kit.gate import panel_viewer
from sgo.panel.kit.values import said
from sgo.services.keeping import drop, keep
from sgo.wording import sentence


class Writing:
    """Mixed into a model view: forms, the services behind them, and their answers."""

    model: type[Base]
    may: Callable[..., bool]
    render: Callable[..., str]
    get_url: Callable[..., str]
    get_pk_value: Callable[[Any], str]
    writable: Callable[[], Any]
    record_context: Callable[[Any], dict[str, Any]]
    delete_permission: ClassVar[Permission | None]
    _forms: dict[int, type[PanelForm]]

    # --- What a subject may say otherwise: which service does it --------------------------------

    def create_row(self, form: PanelForm, permission: Permission) -> Base:
        """Make the row; a guarded subject calls its service here."""
        return keep(
            current.session(),
            panel_viewer(),
            permission,
            self.model(),
            form.values,
            current.now(),
            theirs=self.writable(),
        )

    def update_row(self, form: PanelForm, row: Base, permission: Permission) -> Base:
        """Change the row; a guarded subject calls its service here."""
        return keep(
            current.session(),
            panel_viewer(),
            permission,
            row,
            form.values,
            current.now(),
            theirs=self.writable(),
            seen=form.seen or 0,
        )

    def delete_row(self, row: Base) -> None:
        """Delete the row; a guarded subject calls its service here."""
        if self.delete_permission is None:
            raise Forbidden(self.model.__name__)
        drop(
            current.session(),
            panel_viewer(),
            self.delete_permission,
            row,
            current.now(),
            theirs=self.writable(),
        )

    def form_values(self, row: Base) -> Mapping[str, Any]:
        """Values of fields that are no column of the row."""
        return {}

    def start_values(self) -> Mapping[str, Any]:
        """What a new form begins with, from the address that led to it."""
        return {}

    def after_saving(self, row: Any) -> str:
        """Where a saved form leads."""
        return self.get_url(".details_view", id=self.get_pk_value(row))

    def after_act(self) -> str:
        """Where an act leads that was not begun in a list."""
        return self.get_url(".index_view")

    # --- Forms ------------------------------------------------------------------------------------

    def set_for(self, sets: tuple[FormSet, ...]) -> FormSet:
        """The first set of fields that the viewer's permissions open."""
        for form_set in sets:
            if self.may(form_set.permission):
                return form_set
        raise Forbidden(self.model.__name__)

    def form_for(self, form_set: FormSet, row: Base | None) -> PanelForm:
        """The form of a set of fields, filled from the request or from the row."""
        form_class = self._forms[id(form_set)]
        sent = request.form if request.method == "POST" else None
        if row is None:
            return form_class(sent, data=dict(self.start_values()))
        form = form_class(sent, obj=row, data=dict(self.form_values(row)))
        if sent is None:
            form.seen_version.data = getattr(row, "version", None)
        return form

    def form_page(self, form: PanelForm, row: Base | None, template: str) -> Response:
        """The form as a page; what was typed stays in it."""
        context = self.record_context(row) if row is not None else {}
        page = self.render(template, form=form, model=row, **context)
        status = 200
        if form.errors:
            status = 409 if form.theirs else 422
        return Response(page, status)

    def attempt(self, form: PanelForm, row: Base | None, act: Callable[[], Any]) -> Any:
        """Do it and commit; None when it was refused, with the reason put into the form."""
        session = current.session()
        try:
            done = act()
            session.commit()
        except Refused as refusal:
            session.rollback()
            form.refuse(refusal.verdict)
        except (Conflict, StaleDataError):
            session.rollback()
            self._put_theirs(form, row)
        except IntegrityError as error:
            session.rollback()
            words, field = told(error)
            form.blame(field, words)
        except Exception:
            session.rollback()
            raise
        else:
            return done
        return None

    def _put_theirs(self, form: PanelForm, row: Base | None) -> None:
        """Show what stands now beside what was typed; a second save is then made knowingly."""
        form.blame(None, stale_words())
        if row is None:
            return
        try:
            current.session().refresh(row)
        except InvalidRequestError as error:  # deleted meanwhile
            raise Missing(type(row).__name__) from error
        form.theirs = [
            (field.label.text, said(self._now_in(field, row)))
            for field in form
            if hasattr(row, field.name) and getattr(row, field.name) != field.data
        ]
        form.seen_version.data = getattr(row, "version", None)

    def _now_in(self, field: Any, row: Base) -> Any:
        value = getattr(row, field.name)
        lookup = getattr(field, "lookup", None)
        return lookup.text_of(value) if lookup is not None and value is not None else value

    def attempt_delete(self, row: Base) -> bool:
        """Delete and commit; otherwise say why not."""
        session = current.session()
        try:
            self.delete_row(row)
            session.commit()
        except Refused as refusal:
            session.rollback()
            flash(sentence(refusal.verdict), "error")
        except (Conflict, StaleDataError):
            session.rollback()
            flash(gettext("Somebody changed this record just now: look at it again."), "error")
        except IntegrityError:
            session.rollback()
            leaning = ", ".join(what_leans_on(session, row))
            flash(
                gettext(
                    "It cannot be deleted: it is used in other records (%(where)s).", where=leaning
                ),
                "error",
            )
        else:
            return True
        return False
