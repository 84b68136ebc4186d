"""What every centre has on its first day: a card to fill in, the regulation's numbers, work types."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.models import Organisation, Settings, WorkType
from sgo.rules.settings import REGULATION
from sgo.services.guard import acting_system
from sgo.vocabulary import SystemAct

FIRST_EDITION = date(2020, 1, 1)
"""From when the regulation's own numbers hold: before any journal that a centre brings along."""

WORK_TYPES = (
    ("Ответ на уроке", "УО", False),
    ("Практическая работа", "ПР", False),
    ("Самостоятельная работа", "СР", False),
    ("Контрольная работа", "КР", True),
    ("Тест", "Т", False),
    ("Лабораторная работа", "ЛР", False),
    ("Проект", "П", False),
    ("Доклад", "Д", False),
    ("Зачётная работа", "З", True),
)
"""The menu of clause 4.6 to begin with: name, sign, whether clause 4.12 counts its days."""


def found_centre(
    session: Session, now: datetime, *, name: str = "Учебный центр", director: str = "—"
) -> bool:
    """Lay what the journal cannot do without; False when the centre is there already."""
    if session.scalar(select(Organisation.id)) is not None:
        return False
    with acting_system(session, SystemAct.COMMAND_LINE, now):
        session.add(
            Organisation(
                id=1,
                full_name=name,
                short_name=name,
                director_name=director,
                director_title="директор",
            )
        )
        session.add(Settings(valid_from=FIRST_EDITION, **asdict(REGULATION)))
        session.add_all(
            WorkType(name=title, short_name=sign, control=control, position=position)
            for position, (title, sign, control) in enumerate(WORK_TYPES, start=1)
        )
    return True
