"""Checks and remarks as the pages of the plan of control meet them, and the forms they are sent by."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from sgo.models import ControlCheck, ControlRemark
from sgo.services.control.checks import Intent, hold, plan_check
from sgo.services.control.remarks import make_remark
from tests.centre import Centre
from tests.conftest import MONDAY

TODAY = MONDAY.date()
LATER = TODAY + timedelta(days=5)


def made_check(session: Session, centre: Centre, *, held: bool = False) -> ControlCheck:
    """A check of the teacher's page, by the coordinator, for today."""
    viewer = centre.viewer(centre.accounts["coordinator"])
    intent = Intent(TODAY, "Темы и отметки", viewer.staff_id or 0, page_id=centre.page.id)
    check = plan_check(session, viewer, intent, centre.now)
    if held:
        session.flush()
        hold(
            session,
            viewer,
            check.id,
            TODAY,
            "Уроки ноября",
            "Нет тем",
            seen=check.version,
            now=centre.now,
        )
    session.commit()
    return check


def made_remark(session: Session, centre: Centre) -> ControlRemark:
    """A remark of a held check to the teacher of the page."""
    check = made_check(session, centre, held=True)
    remark = make_remark(
        session,
        centre.viewer(centre.accounts["coordinator"]),
        check.id,
        centre.teacher.id,
        "Записать темы двух уроков",
        LATER,
        seen=check.version,
        now=centre.now,
    )
    session.commit()
    return remark


def hidden(page: str, prefix: str = "") -> str:
    """The version that a form carries."""
    found = re.search(rf'name="{prefix}version"[^>]*value="(\d*)"', page)
    assert found is not None, prefix
    return found[1]


def send(client: FlaskClient, path: str, form: Mapping[str, Any]) -> TestResponse:
    return client.post(path, data=dict(form))
