"""What a column of a list can be, in words for a person who looks at a guess."""

from __future__ import annotations

from sgo.services.imports.headings import HEADINGS
from sgo.vocabulary import N_, ListKind

FIELD_LABELS: dict[str, str] = {
    "name": N_("Surname, given name, patronymic"),
    "surname": N_("Surname"),
    "given_name": N_("Given name"),
    "patronymic": N_("Patronymic"),
    "birth_date": N_("Birth date"),
    "sex": N_("Sex"),
    "snils": N_("SNILS"),
    "address": N_("Address"),
    "group": N_("Group"),
    "funding": N_("Funding"),
    "guardian1": N_("First guardian"),
    "guardian1_relation": N_("First guardian: relation"),
    "guardian1_phone": N_("First guardian: phone"),
    "guardian1_email": N_("First guardian: e-mail"),
    "guardian2": N_("Second guardian"),
    "guardian2_relation": N_("Second guardian: relation"),
    "guardian2_phone": N_("Second guardian: phone"),
    "guardian2_email": N_("Second guardian: e-mail"),
    "phone": N_("Phone"),
    "email": N_("E-mail"),
    "decision": N_("Decision"),
    "position": N_("Position"),
    "employed_on": N_("Employed on"),
    "category": N_("Category"),
    "education": N_("Education"),
    "programme": N_("Programme"),
    "direction": N_("Direction"),
    "curator": N_("Curator"),
    "starts_on": N_("Begins on"),
    "ends_on": N_("Ends on"),
    "room": N_("Room"),
    "subject": N_("Subject"),
    "hours": N_("Hours"),
    "teacher": N_("Teacher"),
    "assessment": N_("Assessment"),
    "period": N_("Period"),
    "kind": N_("Kind"),
    "follows": N_("By the timetable of"),
    "weekday": N_("Weekday"),
    "bell": N_("Lesson number"),
    "time": N_("Time"),
    "number": N_("Number"),
    "planned_on": N_("Day"),
    "topic": N_("Topic"),
    "enrolment": N_("Enrolment"),
    "lesson": N_("Lesson"),
}
"""Things that a column can be or a row can change, in words to be translated."""


def fields_of(kind: ListKind) -> list[str]:
    """Everything that a column of this list can be."""
    names = [name for name in HEADINGS[kind] if name != "relation"]
    return [*names, "lesson"] if kind is ListKind.TIMETABLE else names


def usual_heading(kind: ListKind, field: str) -> str:
    """How a column of this thing is headed in a file that is written here."""
    names = HEADINGS[kind].get(field, ("",))
    # The last name of a guardian's phone says whose it is, wherever the column stands.
    return (names[-1] if field.startswith("guardian1_") else names[0]).capitalize()
