"""The pages of a family as HTML: what stands there, how the child is kept, how much SQL."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask.testing import FlaskClient

from sgo.services.timetable.lessons import move_lesson, substitute_lesson
from sgo.vocabulary import AttendanceCode, FinalKind, Role, TermResult
from tests.centre import Centre
from tests.conftest import QueryCount
from tests.families import add_past_year, give_final_mark, give_term_mark, many_lessons
from tests.signing import sign_in

pytestmark = pytest.mark.clause("1.3f", "4.8")

PAGES = ("", "timetable", "marks", "finals", "attendance", "programme", "calendar")
EVERY = pytest.mark.parametrize("page", PAGES)
QUERIES = {
    "": 11,
    "timetable": 4,
    "marks": 9,
    "finals": 7,
    "attendance": 7,
    "programme": 5,
    "calendar": 5,
}
"""With the account, and with the note that the family has looked."""


def read(client: FlaskClient, address: str) -> str:
    answer = client.get(f"/diary/{address}")
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


@EVERY
def test_a_foreign_child_is_not_found(client: FlaskClient, centre: Centre, page: str) -> None:
    sign_in(client, centre.accounts["guardian"])
    assert client.get(f"/diary/{page}?student={centre.foreign_student.id}").status_code == 404
    text = read(client, f"{page}?student={centre.student.id}")
    assert "Ярмак" not in text


@EVERY
def test_the_switch_and_the_menu_keep_the_child(
    client: FlaskClient, centre: Centre, page: str
) -> None:
    sign_in(client, centre.accounts["guardian"])
    second = centre.students[1].id
    text = read(client, f"{page}?student={second}")
    assert f'href="/diary/{page}?student={centre.student.id}' in text
    for other in ("", "marks", "finals", "attendance", "programme"):
        assert f'href="/diary/{other}?student={second}"' in text


@EVERY
def test_without_children_a_page_says_what_follows(
    client: FlaskClient, centre: Centre, page: str
) -> None:
    lonely = centre.make_guardian("Пустова")
    account = centre.make_account("lonely", Role.GUARDIAN, guardian_id=lonely.id)
    assert "С 18 лет" in read(sign_in(client, account), page)


@EVERY
def test_a_student_of_no_group_reads_that_nothing_is_there_yet(
    client: FlaskClient, centre: Centre, page: str
) -> None:
    new = centre.make_student("Новиков")
    account = centre.make_account("new", Role.STUDENT, student_id=new.id)
    assert 'class="empty"' in read(sign_in(client, account), page)


@EVERY
def test_addresses_of_nonsense_do_no_harm(client: FlaskClient, centre: Centre, page: str) -> None:
    sign_in(client, centre.accounts["student"])
    for query in (
        "day=nonsense&month=13&student=x&year=y&term=z&item=q",
        "day=9999-12-31&month=9999-12-31",
        "day=0001-01-01&month=0001-01-01",
        "student=",
    ):
        read(client, f"{page}?{query}")


@EVERY
@pytest.mark.parametrize("subjects", [1, 12])
def test_a_page_takes_the_same_few_queries(
    client: FlaskClient, centre: Centre, count_queries: QueryCount, page: str, subjects: int
) -> None:
    many_lessons(centre, subjects)
    centre.session.commit()
    sign_in(client, centre.accounts["guardian"])
    count_queries.statements.clear()
    read(client, f"{page}?student={centre.student.id}")
    assert len(count_queries) == QUERIES[page]


def test_marks_tell_what_they_were_for(client: FlaskClient, centre: Centre) -> None:
    lesson = centre.make_lesson(centre.page, date(2026, 11, 20), topic="Знаки <приоритета>")
    centre.make_work(lesson, centre.control)
    centre.make_cell(lesson, centre.student, 5, 4, comment="Ясно и полно")
    text = read(sign_in(client, centre.accounts["student"]), "marks")
    for words in ("4,50", "Контрольная работа", "20.11.2026", "Ясно и полно"):
        assert words in text
    assert "Знаки &lt;приоритета&gt;" in text
    assert "так вышло бы сегодня" in text
    assert "28 декабря" in text  # clause 4.13
    assert 'aria-label="«5»: 1, «4»: 1"' in text


def test_a_term_mark_is_ink_and_no_pencil_is_left(client: FlaskClient, centre: Centre) -> None:
    centre.make_cell(centre.lesson, centre.student, 5)
    give_term_mark(centre, centre.page, centre.term, centre.student, TermResult.FOUR)
    text = read(sign_in(client, centre.accounts["student"]), "marks")
    assert 'class="mark">4</span>' in text
    assert "pencil" not in text


@pytest.mark.clause("1.3c")
@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("marks", "Собрал без подсказок"),
        ("finals", "РОБ-25-1"),
        ("attendance", "Май 2026"),
        ("programme", "Робототехника"),
    ],
)
def test_a_past_year_is_one_link_away(
    client: FlaskClient, centre: Centre, page: str, words: str
) -> None:
    past = add_past_year(centre, centre.student)
    sign_in(client, centre.accounts["guardian"])
    address = f"{page}?student={centre.student.id}"
    this_year = read(client, address)
    assert words not in this_year
    assert f"{address}&amp;year={past.year.id}" in this_year
    then = read(client, f"{address}&year={past.year.id}")
    assert words in then
    # The other pages of the section open in the same year.
    for other in ("marks", "finals", "attendance", "programme"):
        assert f"/diary/{other}?student={centre.student.id}&amp;year={past.year.id}" in then


@pytest.mark.clause("1.3c")
@pytest.mark.parametrize("page", ["", "timetable"])
def test_a_week_of_a_past_year_is_one_field_away(
    client: FlaskClient, centre: Centre, page: str
) -> None:
    add_past_year(centre, centre.student)
    sign_in(client, centre.accounts["guardian"])
    address = f"{page}?student={centre.student.id}"
    assert 'type="date" id="to-day" name="day"' in read(client, address)
    assert "Робототехника" in read(client, f"{address}&day=2026-02-10")


def test_a_timetable_tells_who_where_from_and_where_to(client: FlaskClient, centre: Centre) -> None:
    tomorrow, admin = date(2026, 11, 24), centre.viewer(centre.accounts["technical_admin"])
    moved, given = (centre.make_lesson(centre.page, tomorrow, bell) for bell in (1, 2))
    said = {"reason": "Тайная причина", "now": centre.now}
    friday = date(2026, 11, 27)
    move_lesson(centre.session, admin, moved.id, held_on=friday, bell_number=3, **said)
    other = centre.other_teacher.id
    substitute_lesson(centre.session, admin, given.id, staff_id=other, **said)
    centre.session.commit()
    sign_in(client, centre.accounts["student"])
    for page in ("", "timetable"):
        text = read(client, page)
        assert "на 27 ноября, 10:10" in text
        assert "Перенесён с 24 ноября, 8:30" in text
        assert "Гордиенко\u00a0Т.\u00a0П.; по расписанию Левченко\u00a0А.\u00a0П." in text
        assert "Тайная" not in text


def test_everything_of_a_family_is_said_in_english_too(client: FlaskClient, centre: Centre) -> None:
    client.set_cookie("sgo_language", "en")
    sign_in(client, centre.accounts["guardian"])
    for page, words in {
        "": "Today, 23 November",
        "timetable": "The timetable in the phone's calendar",
        "marks": "Term mark",
        "finals": "Results",
        "attendance": "Absences of the month",
        "programme": "Programme done",
        "calendar": "Your phone's calendar can show the lessons by itself",
    }.items():
        assert words in read(client, page), page


@pytest.mark.clause("4.10")
def test_results_say_words_whole(client: FlaskClient, centre: Centre) -> None:
    give_final_mark(centre, centre.page, FinalKind.EXAM, centre.student, TermResult.NOT_ASSESSED)
    text = read(sign_in(client, centre.accounts["student"]), "finals")
    assert "н/а" in text
    assert "не аттестован" in text
    for heading in ("I полугодие", "II полугодие", "Экзамен", "Итог"):
        assert heading in text


def test_attendance_is_a_calendar_and_a_list(client: FlaskClient, centre: Centre) -> None:
    lesson = centre.make_lesson(centre.page, date(2026, 11, 20), checked_at=centre.now)
    centre.make_cell(lesson, centre.student, attendance=AttendanceCode.ABSENT, comment="Справка")
    text = read(sign_in(client, centre.accounts["student"]), "attendance")
    assert len(re.findall(r"<th scope=\"col\">", text)) == 7
    for words in ("Ноябрь 2026", "20.11.2026", "отсутствовал", "Справка", "ещё не проверено"):
        assert words in text
    assert "посещено 0 %" in text


def test_the_programme_is_against_the_plan(client: FlaskClient, centre: Centre) -> None:
    centre.make_lesson(centre.page, date(2026, 11, 20), topic="Разметка", hours=21)
    sign_in(client, centre.accounts["student"])
    text = read(client, "programme")
    assert "21 из 42 ч" in text
    assert "50 %" in text
    assert "Разметка" not in text
    assert "Разметка" in read(client, f"programme?item={centre.law.id}")
    foreign = centre.make_item("Чужая")
    assert client.get(f"/diary/programme?item={foreign.id}").status_code == 404


def test_today_stands_first(client: FlaskClient, centre: Centre) -> None:
    centre.make_cell(centre.lesson, centre.student, 5)
    text = read(sign_in(client, centre.accounts["student"]), "")
    assert text.index("Сегодня, 23 ноября") < text.index("Понедельник, 23 ноября")
    assert "Сегодня," not in read(client, "?day=2026-11-16")


def test_who_also_works_here_has_tabs_in_place_of_a_full_menu(
    client: FlaskClient, centre: Centre
) -> None:
    both = centre.make_account(
        "both",
        Role.TEACHER,
        Role.GUARDIAN,
        staff_id=centre.make_staff("Ярмак", "Нина").id,
        guardian_id=centre.make_guardian("Ярмак", centre.foreign_student, given_name="Нина").id,
    )
    text = read(sign_in(client, both), f"marks?student={centre.foreign_student.id}")
    dock = text[text.index('class="dock"') :]
    assert dock.count("/diary/") == 1
    tabs = text[text.index('class="tabs') : text.index('class="sheet diary-head')]
    assert tabs.count("<a ") == 5
    assert tabs.count(f"student={centre.foreign_student.id}") == 5
