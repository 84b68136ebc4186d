"""The printed act of destruction of personal data (152-FZ, article 21; clause 2.1.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from reportlab.platypus import Flowable

from sgo.reports import tables
from sgo.reports.documents import day, file_name, make_document
from sgo.services.people.destruction_paper import DestructionPaper


@dataclass(frozen=True, slots=True)
class Wording:
    """What the paper says of people of one kind."""

    who: str
    ended: str
    kept: str


_ARCHIVE = (
    "они входят в архив учебного года со сроком хранения 75 лет (пункты 4.17, 4.18 регламента)"
)
PEOPLE = {
    "students": Wording(
        "обучающийся",
        "обучение окончено",
        "фамилия, имя, отчество, дата рождения, зачисления, отметки и приказы: " + _ARCHIVE,
    ),
    "guardians": Wording(
        "родитель (законный представитель)",
        "обучение тех, кого представлял субъект, окончено",
        "фамилия, имя, отчество и сведения о том, чей это представитель: " + _ARCHIVE,
    ),
    "staff": Wording(
        "работник",
        "трудовые отношения прекращены",
        "фамилия, имя, отчество, должность, образование, категория, курсы, даты приёма, увольнения "
        "и договора, которые обязан хранить работодатель, а также авторство записей журнала, "
        "приказов и истории изменений",
    ),
}
COMMISSION = (("Председатель комиссии", ""), ("Член комиссии", ""), ("Член комиссии", ""))
KINDS = {
    "students.phone": "Телефон",
    "students.email": "Адрес электронной почты",
    "students.snils": "СНИЛС",
    "students.address": "Адрес места жительства",
    "guardians.phone": "Телефон",
    "guardians.email": "Адрес электронной почты",
    "staff.phone": "Телефон",
    "staff.email": "Адрес электронной почты",
    "staff.birth_date": "Дата рождения",
    "staff.snils": "СНИЛС",
    "consents.document": "Реквизиты документов о согласиях",
    "student_documents": "Документы, удостоверяющие личность",
    "student_needs": "Сведения об особых потребностях",
    "person_files": "Файлы (копии документов)",
    "timetable_addresses": "Адреса календаря с расписанием",
    "diary_visits": "Сведения о просмотре дневника",
    "digest_wishes": "Подписка на ежедневное письмо",
    "digest_sendings": "Сведения об отправке писем",
    "sign_ins": "Сведения о входах и устройствах",
    "preferences": "Личные настройки вида экранов",
    "saved_views": "Личные виды списков",
    "accounts": "Учётная запись (закрыта, логин сохранён)",
}
"""The words of paper for what the log counts."""


def destruction_act_pdf(paper: DestructionPaper, printed_at: datetime) -> bytes:
    """The act as PDF; `printed_at` in the organisation's time zone."""
    return make_document(
        "destruction_act.html",
        head=paper.head,
        title="Акт об уничтожении персональных данных",
        running_title=f"Акт об уничтожении № {paper.number}, {day(paper.done_on)}",
        printed_at=printed_at,
        tables={"lots": partial(_lots, paper)},
        paper=paper,
        wording=PEOPLE[paper.card_kind],
    )


def destruction_act_name(paper: DestructionPaper) -> str:
    return file_name("Акт об уничтожении", f"{paper.number} от {day(paper.done_on)}")


def _lots(paper: DestructionPaper) -> Flowable:
    rows: list[list[Any]] = [["№", "Что уничтожено", "Записей"]]
    rows += [
        [str(number), KINDS[kind], str(count)]
        for number, (kind, count) in enumerate(paper.destroyed.items(), start=1)
    ]
    if len(rows) == 1:
        rows.append(["", "Подлежащих уничтожению данных не оказалось", "0"])
    table = tables.grid(rows, [36.0, 640.0, 100.0], 1)
    return tables.Ending(table, [tables.signatures(COMMISSION)])
