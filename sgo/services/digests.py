"""The daily letter: who wants it, what it tells, and that it goes out once (clauses 1.5, 3.1, 4.7).

It names no student and no mark: numbers, groups, subjects, and addresses behind the sign-in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from sgo.access.permissions import Permission
from sgo.access.scopes import visible
from sgo.access.viewer import Viewer
from sgo.errors import Forbidden, refuse_unless
from sgo.look_words import Language
from sgo.models import Account, DigestSending, DigestWish, Preferences, Staff
from sgo.rules.digests import may_send, may_wish
from sgo.services.accounts.viewers import viewer_of
from sgo.services.control.remarks import OwnRemark, own_remarks
from sgo.services.journal.term_deadlines import TermDeadline
from sgo.services.monitoring.board import Board, board
from sgo.services.teacher_day import DayLesson, teacher_day
from sgo.vocabulary import RemarkState, SendingState

KEPT = timedelta(days=60)
"""How long it is remembered what was sent."""
_ABOUT = (Permission.MONITORING_READ, Permission.JOURNAL_WRITE)


@dataclass(frozen=True, slots=True)
class OwnDigest:
    """What the account page tells: the wish, the address, and the latest letter."""

    wanted: bool
    address: str | None
    last_on: date | None
    last_state: SendingState | None


@dataclass(frozen=True, slots=True)
class Reader:
    """An open account that wants the letter and has an address."""

    viewer: Viewer
    address: str
    language: Language | None


@dataclass(frozen=True, slots=True)
class Digest:
    """What one letter tells; a teacher's part is empty for who teaches nothing."""

    day: date
    board: Board | None
    lessons: tuple[DayLesson, ...]
    deadlines: tuple[TermDeadline, ...]
    remarks: tuple[OwnRemark, ...]

    @property
    def has_something(self) -> bool:
        """A coordinator is told every day, a teacher when there is something to do."""
        return self.board is not None or bool(self.lessons or self.deadlines or self.remarks)


def may_have_digest(viewer: Viewer) -> bool:
    """Whether the letter would have anything to tell to these roles."""
    return viewer.staff_id is not None and any(viewer.may(one) for one in _ABOUT)


def own_digest(session: Session, viewer: Viewer) -> OwnDigest | None:
    """The viewer's own wish; one query, None for whom there is no letter."""
    viewer.role_for(Permission.OWN_ACCOUNT)
    if not may_have_digest(viewer):
        return None
    wanted = exists().where(DigestWish.account_id == viewer.account_id)
    address, wished, day, state = session.execute(
        select(Staff.email, wanted, DigestSending.day, DigestSending.state)
        .outerjoin(DigestSending, visible(DigestSending, viewer))
        .where(Staff.id == viewer.staff_id)
        .order_by(DigestSending.day.desc())
        .limit(1)
    ).one()
    return OwnDigest(bool(wished), address, day, state)


def wish_digest(session: Session, viewer: Viewer, wanted: bool, now: datetime) -> None:
    """Ask for the letter, or ask for it no more. Raises Forbidden, Refused; the caller commits."""
    viewer.role_for(Permission.OWN_ACCOUNT)
    if not may_have_digest(viewer):
        raise Forbidden("digest")
    session.execute(delete(DigestWish).where(DigestWish.account_id == viewer.account_id))
    if wanted:
        verdict = may_wish(session.scalar(select(Staff.email).where(Staff.id == viewer.staff_id)))
        refuse_unless(verdict)
        session.add(DigestWish(account_id=viewer.account_id, since=now))
        session.flush()


def readers(session: Session, today: date) -> list[Reader]:
    """Everybody who wants the letter and can have it: open accounts of staff with an address."""
    rows = session.execute(
        select(Account, Preferences.language)
        .join(DigestWish, DigestWish.account_id == Account.id)
        .outerjoin(Preferences, Preferences.account_id == Account.id)
        .where(Account.closed_at.is_(None), Account.must_change_password.is_(False))
        .options(
            joinedload(Account.grants),
            joinedload(Account.staff),
            joinedload(Account.guardian),
            joinedload(Account.student),
        )
        .order_by(Account.id)
    ).unique()
    found = []
    for account, language in rows:
        viewer = viewer_of(account, today)
        if account.staff is not None and account.staff.email and may_have_digest(viewer):
            found.append(Reader(viewer, account.staff.email, language))
    return found


def digest(session: Session, viewer: Viewer, now: datetime) -> Digest:
    """What there is to tell this account at this moment."""
    today = now.date()
    lessons: tuple[DayLesson, ...] = ()
    deadlines: tuple[TermDeadline, ...] = ()
    if viewer.may(Permission.JOURNAL_WRITE):
        own = teacher_day(session, viewer.through(Permission.JOURNAL_WRITE), today, now)
        lessons, deadlines = own.open_lessons, own.deadlines
    return Digest(
        day=today,
        board=board(session, viewer, now) if viewer.may(Permission.MONITORING_READ) else None,
        lessons=lessons,
        deadlines=deadlines,
        remarks=tuple(
            one for one in own_remarks(session, viewer, today) if one.state is RemarkState.OPEN
        ),
    )


def claim(session: Session, account_id: int, day: date, now: datetime) -> bool:
    """Take the letter of the day for this process alone, and commit that before anything is sent.

    Of two processes that try at once one gets it: the row is unique, and a letter that failed is
    taken again only by who saw its last attempt.
    """
    row = session.execute(
        select(DigestSending.state, DigestSending.attempts).where(
            DigestSending.account_id == account_id, DigestSending.day == day
        )
    ).one_or_none()
    state, attempts = row if row is not None else (None, 0)
    if not may_send(state, attempts).allowed:
        session.rollback()
        return False
    values = {"state": SendingState.SENDING, "attempts": attempts + 1, "begun_at": now}
    try:
        if row is None:
            session.execute(insert(DigestSending).values(account_id=account_id, day=day, **values))
            taken = True
        else:
            done = session.execute(
                update(DigestSending)
                .where(
                    DigestSending.account_id == account_id,
                    DigestSending.day == day,
                    DigestSending.state == SendingState.FAILED,
                    DigestSending.attempts == attempts,
                )
                .values(**values)
            )
            taken = done.rowcount == 1  # type: ignore[attr-defined]
        session.commit()
    except IntegrityError:
        session.rollback()
        return False
    return taken


def note(session: Session, account_id: int, day: date, state: SendingState) -> None:
    """Say what became of a claimed letter, and commit."""
    session.execute(
        update(DigestSending)
        .where(DigestSending.account_id == account_id, DigestSending.day == day)
        .values(state=state)
    )
    session.commit()


def outcomes(session: Session, day: date) -> Iterator[tuple[SendingState, int]]:
    """What became of the letters of a day: the state and how many tries each took."""
    rows = session.execute(
        select(DigestSending.state, DigestSending.attempts).where(DigestSending.day == day)
    )
    yield from ((state, attempts) for state, attempts in rows)


def forget_old(session: Session, today: date) -> None:
    """Forget what was sent long ago."""
    session.execute(delete(DigestSending).where(DigestSending.day < today - KEPT))
    session.commit()
