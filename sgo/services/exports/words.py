"""Values as a centre's own lists say them; the import reads every one of these words again."""

from __future__ import annotations

import phonenumbers

from sgo.models import AcademicYear, Staff
from sgo.names import search_key
from sgo.rules import identity
from sgo.vocabulary import Assessment, DayKind, Direction, Funding, Relation, Sex, Weekday

SEXES = {Sex.MALE: "м", Sex.FEMALE: "ж"}
FUNDING = {Funding.BUDGET: "бюджет", Funding.CONTRACT: "договор"}
RELATIONS = {
    Relation.MOTHER: "мать",
    Relation.FATHER: "отец",
    Relation.GRANDMOTHER: "бабушка",
    Relation.GRANDFATHER: "дедушка",
    Relation.LEGAL_GUARDIAN: "опекун",
    Relation.OTHER: "иное",
}
DIRECTIONS = {
    Direction.VOCATIONAL: "профессиональное обучение",
    Direction.TECHNICAL: "техническое",
    Direction.NATURAL_SCIENCE: "естественно-научное",
    Direction.SOCIAL: "социальное",
    Direction.ART: "художественное",
    Direction.SPORT: "спортивное",
    Direction.TOURISM: "туристское",
}
ASSESSMENTS = {Assessment.GRADED: "отметка", Assessment.PASS_FAIL: "зачёт"}
TERM = "учебный период"
DAY_KINDS = {
    DayKind.VACATION: "каникулы",
    DayKind.HOLIDAY: "праздник",
    DayKind.WORKING_DAY: "рабочий день",
    DayKind.DAY_OFF: "выходной",
}
WEEKDAYS = {
    Weekday.MONDAY: "Понедельник",
    Weekday.TUESDAY: "Вторник",
    Weekday.WEDNESDAY: "Среда",
    Weekday.THURSDAY: "Четверг",
    Weekday.FRIDAY: "Пятница",
    Weekday.SATURDAY: "Суббота",
    Weekday.SUNDAY: "Воскресенье",
}


def title_of(year: AcademicYear) -> str:
    """«2026-2027», by which a sheet's title names its year."""
    return f"{year.starts_on.year}-{year.starts_on.year + 1}"


def phone(kept: str | None) -> str | None:
    """A number as it is dialled at home («8 (918) 123-45-67»); a foreign one as it is kept."""
    if not kept or not kept.startswith("+7"):
        return kept
    return phonenumbers.format_number(
        phonenumbers.parse(kept), phonenumbers.PhoneNumberFormat.NATIONAL
    )


def snils(kept: str | None) -> str | None:
    """A number as people write it."""
    formed = identity.snils(kept) if kept else None
    return formed if isinstance(formed, str) else kept


class TeacherNames:
    """Names of teachers in the cells of a timetable: short where the short one tells who it is."""

    def __init__(self, staff: list[Staff]) -> None:
        self._short: dict[str, int] = {}
        for member in staff:
            key = search_key(_short(member))
            self._short[key] = self._short.get(key, 0) + 1

    def of(self, member: Staff) -> str:
        """«Зимин П.И.», or the full name where two share it."""
        short = _short(member)
        return short if self._short.get(search_key(short), 0) < 2 else member.full_name


def _short(member: Staff) -> str:
    letters = "".join(f"{part[0]}." for part in (member.given_name, member.patronymic) if part)
    return f"{member.surname} {letters}"
