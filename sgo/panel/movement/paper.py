"""Doors of the orders beside their form: the scan of the paper, and several confirmed at once."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, request
from flask_admin import expose
from flask_babel import gettext, ngettext
from sqlalchemy import select

from sgo import current
from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.errors import Conflict, Refused
from sgo.models import MovementOrder, MovementScan
from sgo.panel.kit.gate import panel_viewer
from sgo.panel.kit.stored_files import file_answer, kilobytes
from sgo.rules.stored_files import ENDINGS, LARGEST_KILOBYTES
from sgo.services.movement.decisions import Seen, confirm_orders
from sgo.services.movement.scan import attach_scan, scan_of
from sgo.vocabulary import MovementState
from sgo.wording import sentence


class PaperDoors:
    """Mixed into the view of orders."""

    get_one: Any
    get_url: Any
    gather: Any
    get_query: Any
    may: Any
    name_of: Any
    part: Any
    render: Any
    record_context: Any

    EXTRA_DOORS = {
        "scan_view": Permission.MOVEMENT_PREPARE,
        "scan_file": Permission.MOVEMENT_READ,
        "several_view": Permission.MOVEMENT_CONFIRM,
    }

    @expose("/scan/", methods=("GET", "POST"))
    def scan_view(self) -> Any:
        """The form that takes a scan, and what comes of it."""
        row = self.get_one(request.values.get("id"))
        refusal = ""
        if request.method == "POST":
            sent = request.files.get("scan")
            try:
                attach_scan(
                    current.session(),
                    panel_viewer(),
                    row.id,
                    file_name=(sent.filename or "") if sent else "",
                    content=sent.read() if sent else b"",
                    now=current.now(),
                )
                current.session().commit()
            except Refused as refused:
                current.session().rollback()
                row, refusal = self.get_one(request.values.get("id")), sentence(refused.verdict)
            else:
                flash(gettext("The scan is kept with the order."), "success")
                return redirect(self.get_url(".details_view", id=row.id))
        page = self.render(
            "admin/movement/scan.html",
            model=row,
            refusal=refusal,
            most=LARGEST_KILOBYTES,
            accepted=",".join(ENDINGS),
            **self.record_context(row),
        )
        return Response(page, 422 if refusal else 200)

    @expose("/scan_file/")
    def scan_file(self) -> Any:
        """The scan as a file to save, of the type that its content has."""
        row = self.get_one(request.args.get("id"))
        scan = scan_of(current.session(), panel_viewer(), row.id)
        return file_answer(scan, "order")

    @expose("/several/", methods=("GET", "POST"))
    def several_view(self) -> Any:
        """Everything that waits, to be confirmed in one go or not at all."""
        refusal = ""
        if request.method == "POST":
            chosen = [Seen.read(text) for text in request.form.getlist("order")]
            try:
                done = confirm_orders(
                    current.session(),
                    panel_viewer(),
                    [one for one in chosen if one is not None],
                    current.now(),
                )
                current.session().commit()
            except (Refused, Conflict) as error:
                current.session().rollback()
                refusal = (
                    sentence(error.verdict)
                    if isinstance(error, Refused)
                    else gettext("Somebody changed this record just now: look at it again.")
                )
            else:
                if done:
                    flash(
                        ngettext(
                            "%(num)d order is confirmed.",
                            "%(num)d orders are confirmed.",
                            len(done),
                        ),
                        "success",
                    )
                    return redirect(self.get_url(".index_view"))
                refusal = gettext("Tick at least one order.")
        rows = list(
            current.session()
            .scalars(
                self.get_query()
                .where(MovementOrder.state == MovementState.PREPARED)
                .order_by(MovementOrder.id)
            )
            .unique()
        )
        self.gather(rows)
        page = self.render("admin/movement/several.html", rows=rows, refusal=refusal)
        return Response(page, 422 if refusal else 200)

    def paper(self, row: MovementOrder) -> dict[str, Any]:
        """The scan beside the card."""
        found = current.session().execute(
            scope(
                select(MovementScan.file_name, MovementScan.size), MovementScan, panel_viewer()
            ).where(MovementScan.order_id == row.id)
        )
        lines = [
            (
                name,
                kilobytes(size),
                self.get_url(".scan_file", id=row.id),
            )
            for name, size in found
        ]
        part: dict[str, Any] = self.part(
            gettext("Scan of the paper"),
            lines,
            gettext("There is no scan yet: attach a PDF, a PNG or a JPEG file."),
        )
        if self.may(Permission.MOVEMENT_PREPARE) and not (
            lines and row.state is MovementState.CONFIRMED
        ):
            part |= {
                "add": gettext("Replace") if lines else gettext("Attach"),
                "add_url": self.get_url(".scan_view", id=row.id),
            }
        return part
