"""Pages open for a group's curriculum; teachers hang on them by dates (decisions 1 and 3)."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.errors import Forbidden, Refused
from sgo.models import JournalPage, TeachingAssignment
from sgo.services.school import assign_teacher, hand_over_page, open_pages
from tests.centre import Centre

DAY = date(2026, 11, 23)


def spans(session: Session, page: JournalPage) -> list[tuple[int, date, date | None]]:
    found = session.scalars(
        select(TeachingAssignment)
        .where(TeachingAssignment.page_id == page.id)
        .order_by(TeachingAssignment.starts_on)
    )
    return [(one.staff_id, one.starts_on, one.ends_on) for one in found]


def test_pages_open_once(session: Session, centre: Centre) -> None:
    admin = centre.viewer(centre.accounts["technical_admin"])
    new = open_pages(session, admin, centre.other_group.id, centre.now)
    assert [page.curriculum_item_id for page in new] == [centre.driving.id]
    assert open_pages(session, admin, centre.other_group.id, centre.now) == []
    with pytest.raises(Forbidden):
        open_pages(session, centre.viewer(centre.accounts["teacher"]), centre.group.id, centre.now)


def test_two_teachers_may_share_a_page(session: Session, centre: Centre) -> None:
    admin = centre.viewer(centre.accounts["technical_admin"])
    assign_teacher(
        session,
        admin,
        centre.page.id,
        staff_id=centre.other_teacher.id,
        starts_on=DAY,
        now=centre.now,
    )
    assert len(spans(session, centre.page)) == 2
    with pytest.raises(Refused, match="already_teaches"):
        assign_teacher(
            session,
            admin,
            centre.page.id,
            staff_id=centre.other_teacher.id,
            starts_on=date(2026, 12, 1),
            now=centre.now,
        )


def test_a_page_is_handed_over_and_never_split(session: Session, centre: Centre) -> None:
    admin = centre.viewer(centre.accounts["technical_admin"])
    hand_over_page(
        session,
        admin,
        centre.page.id,
        staff_id=centre.other_teacher.id,
        starts_on=DAY,
        now=centre.now,
    )
    assert spans(session, centre.page) == [
        (centre.teacher.id, date(2026, 9, 1), date(2026, 11, 22)),
        (centre.other_teacher.id, DAY, None),
    ]


def test_who_has_left_is_not_assigned(session: Session, centre: Centre) -> None:
    left = centre.make_staff("Ушаков", "Пётр", dismissed_on=date(2026, 10, 1))
    with pytest.raises(Refused, match="not_employed_then"):
        assign_teacher(
            session,
            centre.viewer(centre.accounts["technical_admin"]),
            centre.page.id,
            staff_id=left.id,
            starts_on=DAY,
            now=centre.now,
        )
