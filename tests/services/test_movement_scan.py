"""The scan of an order: kept with it, read by the office alone, fixed with its confirmation."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from sgo.access.viewer import Viewer
from sgo.errors import Forbidden, Missing, Refused
from sgo.services.movement.decisions import confirm_order
from sgo.services.movement.scan import attach_scan, scan_of
from sgo.vocabulary import MovementKind
from tests.attachments import PDF, PNG
from tests.centre import Centre
from tests.services.movement_orders import Prepare


def test_a_scan_is_kept_with_its_order_and_read_by_the_office_alone(
    session: Session,
    centre: Centre,
    admin: Viewer,
    coordinator: Viewer,
    prepare: Prepare,
) -> None:
    order = prepare(MovementKind.WITHDRAWAL, centre.student)
    with pytest.raises(Missing):
        scan_of(session, admin, order.id)
    with pytest.raises(Refused, match="file_of_other_type"):
        attach_scan(session, admin, order.id, file_name="a.pdf", content=b"<svg/>", now=centre.now)
    attach_scan(
        session,
        admin,
        order.id,
        file_name="C:\\scans\\..\\приказ 17.html",
        content=PDF,
        now=centre.now,
    )
    session.commit()
    session.expire_all()
    scan = scan_of(session, coordinator, order.id)
    assert (scan.name, scan.media_type, scan.content) == (
        "приказ 17.pdf",
        "application/pdf",
        PDF,
    )
    attach_scan(session, admin, order.id, file_name="", content=PNG, now=centre.now)
    assert scan_of(session, coordinator, order.id).name == "order.png"
    confirm_order(session, coordinator, order.id, centre.now)
    with pytest.raises(Refused, match="scan_stays"):
        attach_scan(session, admin, order.id, file_name="b.pdf", content=PDF, now=centre.now)
    for name in ("teacher", "curator", "guardian", "student"):
        with pytest.raises(Forbidden):
            scan_of(session, centre.viewer(centre.accounts[name]), order.id)
    with pytest.raises(Forbidden):
        attach_scan(session, coordinator, order.id, file_name="b.pdf", content=PDF, now=centre.now)
