"""Lists on their way in, step by step: files, columns, what will change, the load, its end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from flask import Response, flash, jsonify, redirect, request
from flask_admin import expose
from flask_babel import gettext

from sgo import current
from sgo.access.permissions import Permission
from sgo.background import Tell, background
from sgo.errors import Conflict, Refused
from sgo.models import ImportRun
from sgo.panel.imports.ends import ImportEnds
from sgo.panel.imports.shown import (
    STATE_SHAPES,
    Layout,
    counted,
    decisions_sent,
    field_choices,
    field_label,
    kind_choices,
    layouts_sent,
    said,
    shown_rows,
    tables_with_columns,
)
from sgo.panel.kit.gate import panel_viewer
from sgo.panel.kit.words import LISTS
from sgo.security import LARGEST_UPLOAD
from sgo.services.imports import runs
from sgo.services.imports.enrolments import waiting_enrolments
from sgo.services.imports.mending import to_mend
from sgo.vocabulary import N_, ImportState, RowState
from sgo.wording import sentence
from sgo.workbooks import MOST_UPLOADED

LOOKING, LOADING = N_("Looking through the files"), N_("Loading")
PAGES = frozenset({"index_view", "run_view", "columns_view", "progress_view", "undo_view"})
ACTS = frozenset({"upload_view", "decide_view", "load_view", "cancel_view", "mend_view"})


class ImportsView(ImportEnds):
    """The loading of lists (clause 2.1.2): the technical administrator's alone."""

    read_permission: ClassVar[Permission] = Permission.LISTS_IMPORT
    category_words: ClassVar[str] = LISTS
    title: ClassVar[str] = N_("Loading lists")
    summary: ClassVar[str] = N_(
        "Staff, groups, students and the timetable from the centre's own files, looked at before"
    )

    def __init__(self) -> None:
        super().__init__(name=self.title, endpoint="panel_imports", url="imports")

    def endpoint_permissions(self, name: str) -> tuple[Permission | None, ...]:
        return (self.read_permission,) if name in PAGES | ACTS else ()

    # --- files ---------------------------------------------------------------------------------

    @expose("/")
    def index_view(self) -> Any:
        """Where files are chosen, and the earlier loads."""
        return self._files_page()

    @expose("/upload/", methods=("POST",))
    def upload_view(self) -> Any:
        """The files come in; what each column is comes next."""
        sent = [file for file in request.files.getlist("files") if file.filename]
        files = [runs.Upload(file.filename or "", file.stream.read()) for file in sent]
        try:
            run = runs.upload(current.session(), panel_viewer(), files, current.now())
        except Refused as refusal:
            current.session().rollback()
            return self._files_page(sentence(refusal.verdict))
        current.session().commit()
        return redirect(self.get_url(".columns_view", id=run.id))

    def _files_page(self, refusal: str = "") -> Any:
        page = self.render(
            "admin/imports/files.html",
            refusal=refusal,
            loads=runs.runs(current.session(), panel_viewer()),
            most_of_file=MOST_UPLOADED,
            most_of_all=LARGEST_UPLOAD,
            most_files=runs.MOST_FILES,
        )
        return Response(page, 422 if refusal else 200)

    # --- columns -------------------------------------------------------------------------------

    @expose("/columns/", methods=("GET", "POST"))
    def columns_view(self) -> Any:
        """What each table and each column is taken for; saying it leads to what will change."""
        run = self._run()
        if run.state not in runs.OPEN or self._going_on(run):
            return redirect(self._url_of(run))
        tables = runs.layouts(current.session(), panel_viewer(), run.id)
        refusal = ""
        if request.method == "POST":
            layouts = layouts_sent(tables, request.form)
            try:
                self._choose(run, layouts)
                if any(layout.is_another_list for layout in layouts):
                    flash(
                        gettext("These are the columns of the list that you chose: look at them.")
                    )
                    return redirect(self.get_url(".columns_view", id=run.id))
                return self._look(run)
            except Conflict as error:
                return self._told(run, error)
            except Refused as error:
                current.session().rollback()
                refusal = sentence(error.verdict)
        page = self.render(
            "admin/imports/columns.html",
            run=run,
            refusal=refusal,
            unread=runs.outcome_of(run).refusals,
            tables=tables_with_columns(tables, request.form if refusal else None),
            kinds=kind_choices(),
            fields=field_choices,
        )
        return Response(page, 422 if refusal else 200)

    def _choose(self, run: ImportRun, layouts: Sequence[Layout]) -> None:
        version = self._seen_version()
        for one in layouts:
            runs.choose(
                current.session(),
                panel_viewer(),
                run.id,
                one.table.key,
                one.kind,
                one.columns,
                version=version,
            )
            version = None  # of the first; the others come with it
        current.session().commit()

    # --- what will change ----------------------------------------------------------------------

    @expose("/run/")
    def run_view(self) -> Any:
        """The step at which the load stands."""
        run = self._run()
        work = self._going_on(run)
        if work is not None:
            return self.render("admin/imports/progress.html", run=run, work=work)
        verdict = background().take_verdict(self._key(run))
        if verdict is not None:
            flash(sentence(verdict), "error")
        if run.state is ImportState.UPLOADED:
            return redirect(self.get_url(".columns_view", id=run.id))
        outcome = runs.outcome_of(run)
        shown = shown_rows(outcome, request.args)

        def page_url(page: int) -> str:
            return str(self.get_url(".run_view", id=run.id, **shown.narrowed, page=page))

        step = "preview" if run.state is ImportState.PREVIEWED else "result"
        return self.render(
            f"admin/imports/{step}.html",
            run=run,
            outcome=outcome,
            shown=shown,
            page_url=page_url,
            to_mend=len(to_mend(outcome)),
            waiting=waiting_enrolments(current.session(), run),
            loaded=counted(outcome),
            said=said,
            field_label=field_label,
            states=RowState,
            shapes=STATE_SHAPES,
        )

    @expose("/decide/", methods=("POST",))
    def decide_view(self) -> Any:
        """Who is meant in the doubtful rows of this page; then everything is looked at anew."""
        run = self._run()
        decisions = decisions_sent(request.form)
        try:
            runs.decide(
                current.session(), panel_viewer(), run.id, decisions, version=self._seen_version()
            )
        except (Refused, Conflict) as error:
            return self._told(run, error)
        current.session().commit()
        return self._look(run)

    @expose("/load/", methods=("POST",))
    def load_view(self) -> Any:
        """Load what was looked at; a second press of the button finds it going on, or done."""
        run = self._run()
        viewer, now = panel_viewer(), current.now()
        version, run_id = self._seen_version(), run.id

        def work(tell: Tell) -> None:
            runs.load(current.session(), viewer, run_id, now, version=version, tell=tell)
            current.session().commit()

        return self._work(run, LOADING, work)

    @expose("/progress/")
    def progress_view(self) -> Any:
        """How far the work has come, for the page that waits."""
        work = self._going_on(self._run())
        if work is None:
            return jsonify(is_over=True)
        return jsonify(is_over=False, done=work.done, of=work.of)

    # --- inside --------------------------------------------------------------------------------

    def _look(self, run: ImportRun) -> Any:
        viewer, now, run_id = panel_viewer(), current.now(), run.id

        def work(tell: Tell) -> None:
            runs.preview(current.session(), viewer, run_id, now, tell)
            current.session().commit()

        return self._work(run, LOOKING, work)
