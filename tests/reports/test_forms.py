"""The forms themselves: everything that is stored stands on the paper (1.3b, 4.1, 4.15)."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from sgo.models import FinalMark, Lesson, Membership
from sgo.reports.documents import CODES
from sgo.reports.journal_sheet import MOST_LESSONS, journal_sheet_pdf
from sgo.reports.summary_sheet import sheets, summary_sheet_pdf
from sgo.services.sheets.journal import SheetView, journal_sheet
from sgo.services.sheets.summary import SummaryView, group_summary
from sgo.vocabulary import AttendanceCode, FinalKind, LessonState, TermResult
from tests.centre import Centre
from tests.conftest import MOSCOW
from tests.reports.full_group import LESSONS, SUBJECTS, TOPIC, FullGroup, build_full_group, write
from tests.reports.paper import fonts_of, pages_of, words_of


@pytest.fixture
def full(centre: Centre) -> FullGroup:
    return build_full_group(centre)


def page_view(session: Session, centre: Centre, full: FullGroup, term: int = 0) -> SheetView:
    viewer = centre.viewer(centre.accounts["director"])
    return journal_sheet(session, viewer, full.page.id, centre.terms[term].id, centre.now)


def sheet_view(
    session: Session, centre: Centre, full: FullGroup, term_id: int | None
) -> SummaryView:
    viewer = centre.viewer(centre.accounts["director"])
    return group_summary(session, viewer, full.group.id, term_id, centre.now)


def is_whole(document: bytes, pages: list[str]) -> None:
    """Every page counted, dated and headed; every font inside; nothing drawn as a box."""
    assert all(fonts_of(document).values())
    for number, text in enumerate(pages, start=1):
        assert f"стр. {number} из {len(pages)}" in text
        assert "Напечатано 23.11.2026, 10:00" in text
        assert "Учебный центр «Степной»" in text
        assert not set(text) & set("\u25a0\u25a1\u2610\ufffd\u25af")
        assert "None" not in text


@pytest.mark.clause("1.3b", "4.1")
def test_a_page_of_the_journal_holds_every_name_mark_and_topic(
    session: Session, centre: Centre, full: FullGroup
) -> None:
    view = page_view(session, centre, full)
    made = journal_sheet_pdf(view, centre.now)
    pages, words = pages_of(made), words_of(made)
    is_whole(made, pages)
    assert -(-LESSONS // MOST_LESSONS) == 2
    assert len(pages) == 4
    for student in full.students:
        assert student.full_name in words
        for sheet in pages[:2]:
            assert student.full_name in sheet
    for number, lesson in enumerate(full.lessons, start=1):
        assert TOPIC.format(number=number) in words
        assert f"{lesson.held_on:%d.%m.%Y}" in words
    for row in view.rows:
        cells = [row.cells.get(one.lesson_id, "") for one in view.columns]
        half = len(cells) // 2
        name = re.escape(row.member.name)
        for sheet, texts in ((pages[0], cells[:half]), (pages[1], cells[half:])):
            line = re.search(rf"^ *{row.number} +{name} +(.*)$", sheet, re.MULTILINE)
            assert line is not None
            found = line.group(1).split()
            expected = [text for text in texts if text]
            assert found[: len(expected)] == expected
            if sheet is pages[1]:
                assert found[len(expected) :] == [row.average.shown(), row.result.sign]
    assert "Педагог" in pages[-1]
    assert "Левченко А. П." in pages[-1].replace("\u00a0", " ")
    assert "Дорошенко И. П." in pages[-1].replace("\u00a0", " ")
    assert "Савченко Д. Р." in pages[-1]
    assert "М. П." in pages[-1]
    assert "54 ч из 98 ч" in words.replace("\u00a0", " ")
    assert "КР – Контрольная работа" in words


@pytest.mark.clause("4.1")
def test_who_left_keeps_the_place_with_the_date(
    session: Session, centre: Centre, full: FullGroup
) -> None:
    left = full.students[4]
    membership = session.query(Membership).filter_by(student_id=left.id).one()
    membership.ends_on = date(2026, 10, 9)
    write(centre, [membership])
    view = page_view(session, centre, full)
    words = words_of(journal_sheet_pdf(view, centre.now))
    assert left.full_name in words
    assert "выбыл(а), последний день 09.10.2026" in words
    assert "Закрашены занятия" in words


def test_a_cancelled_lesson_has_a_line_and_no_column(
    session: Session, centre: Centre, full: FullGroup
) -> None:
    cancelled: Lesson = full.lessons[1]
    cancelled.state, cancelled.change_reason = LessonState.CANCELLED, "болезнь педагога"
    write(centre, [cancelled])
    view = page_view(session, centre, full)
    made = journal_sheet_pdf(view, centre.now)
    assert len(view.columns) == LESSONS - 1
    assert "Отменено: болезнь педагога" in words_of(made)
    assert "03.09\n" not in pages_of(made)[0]


def test_final_marks_stand_on_the_page_of_the_last_term(
    session: Session, centre: Centre, full: FullGroup
) -> None:
    write(
        centre,
        [
            FinalMark(
                page_id=full.page.id,
                kind=kind,
                student_id=full.students[0].id,
                result=result,
                entered_at=centre.now,
            )
            for kind, result in (
                (FinalKind.YEAR, TermResult.FOUR),
                (FinalKind.EXAM, TermResult.FIVE),
                (FinalKind.FINAL, TermResult.NOT_ASSESSED),
            )
        ],
    )
    centre.now = datetime(2027, 5, 20, 10, 0, tzinfo=MOSCOW)
    assert not page_view(session, centre, full, term=0).show_finals
    view = page_view(session, centre, full, term=1)
    words = words_of(journal_sheet_pdf(view, centre.now))
    assert view.show_finals
    assert "4 5 н/а" in words
    assert "не было" not in words


@pytest.mark.clause("4.15", "1.3b")
def test_the_sheet_of_a_term_holds_every_result_average_and_absence(
    session: Session, centre: Centre, full: FullGroup
) -> None:
    view = sheet_view(session, centre, full, centre.term.id)
    made = summary_sheet_pdf(view, centre.now)
    pages, words = pages_of(made), words_of(made)
    is_whole(made, pages)
    assert len(sheets(view)) == 1
    assert len(pages) == 2
    assert "ПРЕДВАРИТЕЛЬНАЯ: период продолжается до 30.12.2026" in words
    text = "\n".join(pages)
    for row in view.rows:
        line = re.search(
            rf"^ *{row.number} +{re.escape(row.member.name)} +(.*)$", text, re.MULTILINE
        )
        assert line is not None
        cells = [row.value(column, part) for column, part in view.cells]
        expected = [
            value.sign if isinstance(value, TermResult) else value.shown()
            for value in cells
            if value is not None
        ]
        missed = [row.absence.total, row.absence.excused, row.absence.unexcused]
        expected += [str(hours) for hours in missed if hours]
        assert line.group(1).split() == expected
    for name in ("Средний балл", "Успеваемость, %", "Качество, %", "Куратор", "М. П."):
        assert name in pages[-1]


@pytest.mark.clause("4.15")
def test_the_sheet_of_the_year_goes_over_two_sheets_with_the_names_on_both(
    session: Session, centre: Centre, full: FullGroup
) -> None:
    view = sheet_view(session, centre, full, None)
    made = summary_sheet_pdf(view, centre.now)
    pages = pages_of(made)
    is_whole(made, pages)
    assert [len(run) for run in sheets(view)] == [5, 4]
    assert len(pages) == 2
    for student in full.students:
        assert all(student.full_name in sheet for sheet in pages)
    words = words_of(made)
    for name, _, _ in SUBJECTS[:3]:
        assert name in words


@pytest.mark.parametrize(
    ("day", "line"),
    [
        (datetime(2026, 12, 30, 23, 59, tzinfo=MOSCOW), "период продолжается до 30.12.2026"),
        (datetime(2026, 12, 31, 0, 0, tzinfo=MOSCOW), "могут измениться до 09.01.2027"),
        (datetime(2027, 1, 9, 23, 59, tzinfo=MOSCOW), "могут измениться до 09.01.2027"),
        (datetime(2027, 1, 10, 0, 0, tzinfo=MOSCOW), ""),
    ],
)
@pytest.mark.clause("4.15", "4.14")
def test_the_sheet_is_headed_preliminary_until_the_marks_close(
    session: Session, centre: Centre, full: FullGroup, day: datetime, line: str
) -> None:
    centre.now = day
    words = words_of(summary_sheet_pdf(sheet_view(session, centre, full, centre.term.id), day))
    assert ("ПРЕДВАРИТЕЛЬНАЯ" in words) is bool(line)
    assert line in words


@pytest.mark.parametrize(("students", "sheets_of_paper"), [(26, 1), (27, 1), (40, 2)])
@pytest.mark.clause("4.15", "1.3b")
def test_a_sheet_of_few_subjects_is_one_sheet_of_paper(
    session: Session, centre: Centre, students: int, sheets_of_paper: int
) -> None:
    """Three names on a second sheet are nobody's wish; what must break leaves five at least."""
    centre.programme.name = "Водитель автомобиля категории «В»"
    group = centre.make_group("ВА-26-9")
    for number in range(students):
        centre.enrol(centre.make_student("Абрамов", f"Кирилл{number:02}"), group)
    centre.make_page(group, centre.law, centre.teacher)
    viewer = centre.viewer(centre.accounts["director"])
    view = group_summary(session, viewer, group.id, centre.term.id, centre.now)
    pages = pages_of(summary_sheet_pdf(view, centre.now))
    assert len(pages) == sheets_of_paper
    assert len(re.findall("Кирилл", pages[-1])) >= 5
    assert "программа «Водитель автомобиля категории „В“»" in " ".join(pages[0].split())


def test_an_empty_group_still_prints(session: Session, centre: Centre) -> None:
    group = centre.make_group("ВА-26-9")
    page = centre.make_page(group, centre.law, centre.teacher)
    viewer = centre.viewer(centre.accounts["director"])
    view = journal_sheet(session, viewer, page.id, centre.term.id, centre.now)
    assert len(pages_of(journal_sheet_pdf(view, centre.now))) == 2
    summary = group_summary(session, viewer, group.id, centre.term.id, centre.now)
    assert len(pages_of(summary_sheet_pdf(summary, centre.now))) == 1


def test_every_code_has_its_russian_words() -> None:
    assert set(CODES) == set(AttendanceCode)
