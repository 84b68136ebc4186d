"""What every step of a load asks of it, and the ways in which a load ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, request
from flask_admin import BaseView, expose
from flask_babel import gettext

from sgo import current
from sgo.asked import as_key
from sgo.background import Progress, Tell, background
from sgo.errors import Conflict, Missing, Refused
from sgo.models import ImportRun
from sgo.panel.imports.shown import mending_lists, taken_back
from sgo.panel.kit.export import file_response
from sgo.panel.kit.gate import Gate, panel_viewer
from sgo.services.exports.listing import FileKind, note_export
from sgo.services.imports import runs
from sgo.services.imports.mending import to_mend
from sgo.services.imports.undo import can_undo, undo
from sgo.wording import sentence


class ImportEnds(Gate, BaseView):
    """Giving up, the rows to mend, undoing; and the run behind the page."""

    @expose("/cancel/", methods=("POST",))
    def cancel_view(self) -> Any:
        """Give up; the files are wiped."""
        run = self._run()
        if self._going_on(run):
            return redirect(self._url_of(run))
        try:
            runs.cancel(current.session(), panel_viewer(), run.id, current.now())
        except Refused as error:
            return self._told(run, error)
        current.session().commit()
        flash(gettext("The load is given up and its files are deleted."), "success")
        return redirect(self.get_url(".index_view"))

    @expose("/mend/", methods=("POST",))
    def mend_view(self) -> Any:
        """The rows that were not loaded, as a workbook to mend and load again."""
        run = self._run()
        outcome = runs.outcome_of(run)
        rows = len(to_mend(outcome))
        if not rows:
            raise Missing("rows to mend")
        note_export(
            current.session(),
            panel_viewer(),
            self.read_permission,
            current.now(),
            subject=ImportRun.__tablename__,
            rows=rows,
            kind=FileKind.XLSX,
        )
        name = gettext("Not loaded")
        return file_response(
            f"{name} {current.today():%d.%m.%Y}", FileKind.XLSX, *mending_lists(outcome)
        )

    @expose("/undo/", methods=("GET", "POST"))
    def undo_view(self) -> Any:
        """The question, with what would be taken back; then everything stands as before."""
        run = self._run()
        if request.method == "POST":
            try:
                undo(current.session(), panel_viewer(), run.id, current.now())
            except Refused as error:
                return self._told(run, error)
            current.session().commit()
            flash(gettext("The load is undone: everything stands as before it."), "success")
            return redirect(self._url_of(run))
        return self.render(
            "admin/imports/undo.html",
            run=run,
            verdict=can_undo(current.session(), panel_viewer(), run.id),
            taken_back=taken_back(run.counts),
        )

    # --- the run behind the page ----------------------------------------------------------------

    def _run(self) -> ImportRun:
        number = request.values.get("id", type=as_key)
        if number is None:
            abort(404)
        return runs.run_of(current.session(), panel_viewer(), number)

    def _url_of(self, run: ImportRun) -> str:
        return str(self.get_url(".run_view", id=run.id))

    def _key(self, run: ImportRun) -> str:
        return f"import/{run.id}"

    def _going_on(self, run: ImportRun) -> Progress | None:
        return background().going_on(self._key(run))

    def _seen_version(self) -> int | None:
        return request.form.get("version", type=as_key)

    def _work(self, run: ImportRun, what: str, work: Callable[[Tell], None]) -> Any:
        url = self._url_of(run)
        background().start(self._key(run), what, work)
        return redirect(url)

    def _told(self, run: ImportRun, error: Refused | Conflict) -> Any:
        """Back to where the load stands now, with the reason."""
        current.session().rollback()
        words = (
            sentence(error.verdict)
            if isinstance(error, Refused)
            else gettext("The load was changed in another window: this is how it stands now.")
        )
        flash(words, "error")
        return redirect(self.get_url(".run_view", id=request.values.get("id", type=as_key)))
