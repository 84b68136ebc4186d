"""The printed register of issued sign-in details, with a line to sign for each (clause 4.2)."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from reportlab.platypus import Flowable

from sgo.reports import tables
from sgo.reports.access_slips import ROLES
from sgo.reports.documents import day, director_of, file_name, make_document, moment
from sgo.services.accounts.issue_register import RegisterView
from sgo.vocabulary import IssueKind, Role

KINDS = {IssueKind.FIRST: "впервые", IssueKind.AGAIN: "повторно"}
ISSUER = "Выдал технический администратор"


def issue_register_pdf(view: RegisterView, printed_at: datetime) -> bytes:
    """The register as PDF; `printed_at` in the organisation's time zone."""
    return make_document(
        "issue_register.html",
        head=view.head,
        title="Ведомость выдачи реквизитов доступа к электронному журналу",
        running_title=f"Выдача реквизитов, {day(view.starts_on)} – {day(view.ends_on)}",
        printed_at=printed_at,
        tables={"lines": partial(_lines, view)},
        view=view,
    )


def issue_register_name(view: RegisterView) -> str:
    return file_name("Ведомость выдачи реквизитов", f"{day(view.starts_on)}-{day(view.ends_on)}")


def _lines(view: RegisterView) -> Flowable:
    rows: list[list[Any]] = [
        ["№", "Кому выдано", "Кто это", "Логин", "Когда", "Выдача", "Дата", "Подпись получателя"]
    ]
    widths = [26.0, 220.0, 130.0, 100.0, 84.0, 52.0, 64.0, tables.WIDTH - 676.0]
    rows += [
        [
            str(number),
            tables.name(line.full_name, widths[1]),
            ", ".join(ROLES[role].lower() for role in Role if role in line.roles),
            line.login,
            moment(line.issued_at),
            KINDS[line.kind],
            "",
            "",
        ]
        for number, line in enumerate(view.lines, start=1)
    ]
    if not view.lines:
        rows.append(["", "За эти дни никому не выдано", "", "", "", "", "", ""])
    table = tables.grid(rows, widths, 1, [("ALIGN", (2, 1), (3, -1), "LEFT")])
    return tables.Ending(table, [tables.signatures([(ISSUER, ""), director_of(view.head)])])
