"""The paper of an order: kept in the database with the order, so that it is saved and restored
with it and has no address of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath, PureWindowsPath

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from sgo.access.permissions import Permission
from sgo.access.scopes import scope
from sgo.access.viewer import Viewer
from sgo.errors import Missing
from sgo.models import MovementScan
from sgo.names import tidy
from sgo.rules.movement_scan import ENDINGS, check_scan, may_attach, media_type_of
from sgo.services.clockwatch import require_steady_clock
from sgo.services.guard import acting_as, permit
from sgo.services.movement import order_with_lines, refuse_unless

LONGEST_STEM = 180


@dataclass(frozen=True, slots=True)
class ScanFile:
    """A scan to be handed out; the ending of its name is that of its content."""

    name: str
    media_type: str
    content: bytes


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
        refuse_unless(check_scan(content))
        if scan is None:
            scan = MovementScan(order_id=order.id)
            session.add(scan)
        scan.media_type = media_type_of(content) or ""
        scan.file_name = _safe_name(file_name, scan.media_type)
        scan.content, scan.size = content, len(content)
        scan.attached_by_id, scan.attached_at = viewer.account_id, now
        permit(session, scan, verdict)
    return scan


def scan_of(session: Session, viewer: Viewer, order_id: int) -> ScanFile:
    """The paper of an order that the viewer may read; raises Forbidden and Missing."""
    viewer.role_for(Permission.MOVEMENT_READ)
    scan = session.scalars(
        scope(select(MovementScan), MovementScan, viewer)
        .where(MovementScan.order_id == order_id)
        .options(undefer(MovementScan.content))
    ).one_or_none()
    if scan is None:
        raise Missing("scan")
    return ScanFile(scan.file_name, scan.media_type, scan.content)


def _safe_name(file_name: str, media_type: str) -> str:
    """The last part of the name as it was given, with the ending that its content has."""
    name = PurePosixPath(PureWindowsPath(file_name).name).name
    kept = "".join(one for one in name if one.isprintable() and one not in '/\\:*?"<>|')
    stem = tidy(PurePosixPath(kept).stem)[:LONGEST_STEM].strip(". ") or "order"
    return f"{stem}.{ENDINGS[media_type]}"
