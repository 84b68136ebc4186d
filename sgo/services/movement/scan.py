"""The paper of an order, kept with it as a file."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.access.viewer import Viewer
from sgo.errors import Missing, refuse_unless
from sgo.models import MovementScan
from sgo.rules.movement_scan import may_attach
from sgo.rules.stored_files import check_file, media_type_of
from sgo.services.clockwatch import require_steady_clock
from sgo.services.guard import acting_as, permit
from sgo.services.movement.orders import order_with_lines
from sgo.services.stored_files import StoredFile, safe_name


def attach_scan(
    session: Session,
    viewer: Viewer,
    order_id: int,
    *,
    file_name: str,
    content: bytes,
    now: datetime,
) -> MovementScan:
    """Keep the file as the order's paper, in place of an earlier one while that may be.

    Raises Refused for a file of another kind or size, and for the paper of a confirmed order.
    """
    with acting_as(session, viewer, Permission.MOVEMENT_PREPARE, now):
        require_steady_clock(session, now)
        order = order_with_lines(session, viewer, order_id)
        scan = session.get(MovementScan, order.id)
        verdict = may_attach(order.state, is_attached=scan is not None)
        refuse_unless(verdict)
        refuse_unless(check_file(content, "2.1.3", "scan"))
        if scan is None:
            scan = MovementScan(order_id=order.id)
            session.add(scan)
        scan.media_type = media_type_of(content) or ""
        scan.file_name = safe_name(file_name, scan.media_type, "order")
        scan.content, scan.size = content, len(content)
        scan.attached_by_id, scan.attached_at = viewer.account_id, now
        permit(session, scan, verdict)
    return scan


def scan_of(session: Session, viewer: Viewer, order_id: int) -> StoredFile:
    """The paper of an order that the viewer may read; raises Forbidden and Missing."""
    viewer.role_for(Permission.MOVEMENT_READ)
    scan = session.scalars(
        scope(select(MovementScan), MovementScan, viewer)
        .where(MovementScan.order_id == order_id)
        .options(undefer(MovementScan.content))
    ).one_or_none()
    if scan is None:
        raise Missing("scan")
    return StoredFile(scan.file_name, scan.media_type, scan.content)
