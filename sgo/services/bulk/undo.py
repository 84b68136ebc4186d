"""Taking a bulk act back: one act too, by the same rules, beside the first one in the trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sgo.access.permissions import Permission
from sgo.access.viewer import Viewer
from sgo.errors import Missing
from sgo.services.bulk.cells import CellOutcome, take_back_cells
from sgo.services.bulk.checked import PresentResult, take_back_checked
from sgo.services.bulk.marks import MarksResult, take_back_marks
from sgo.services.bulk_acts import new_act_id, past_act
from sgo.services.guard import acting_as
from sgo.vocabulary import BulkAct


@dataclass(frozen=True, slots=True)
class UndoResult:
    """What was taken back and what stays, with its reason; `act_id` does it all again."""

    act_id: str | None
    kind: BulkAct
    """The kind of the act that was taken back."""
    cells: tuple[CellOutcome, ...]
    lessons: tuple[PresentResult, ...]
    marks: MarksResult | None


def undo_act(session: Session, viewer: Viewer, act_id: str, now: datetime) -> UndoResult:
    """Bring back what an act of this account changed, wherever its time is not over.

    What somebody wrote after the act stays. Raises Missing for an act of another account,
    Forbidden for who writes nowhere in it any more, Conflict for a save in the same instant.
    """
    own_id = new_act_id()
    with acting_as(session, viewer, Permission.JOURNAL_WRITE, now, bulk=own_id):
        past = past_act(session, viewer, act_id)
        cells = take_back_cells(session, viewer, past, own_id, now)
        lessons = tuple(take_back_checked(session, viewer, past, own_id, now))
        marks = take_back_marks(session, viewer, past, own_id, now)
        if not (cells.cells or lessons or marks):
            raise Missing("act")  # an act of another part of the house, with its own way back
        done = cells.act_id or next((one.act_id for one in lessons if one.act_id), None)
        if marks is not None:
            done = done or marks.act_id
        return UndoResult(done, past.kind, cells.cells, lessons, marks)
