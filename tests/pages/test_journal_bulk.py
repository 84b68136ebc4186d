"""Acts over many cells through their routes: what is asked, what is answered, and the way back."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from sgo.models import JournalEntry, Lesson, Mark, TermMark
from tests.centre import Centre

FETCH = {"X-Requested-With": "fetch"}


def body(centre: Centre, texts: list[str], **more: Any) -> dict[str, Any]:
    cells = [
        {"lesson": centre.lesson.id, "student": student.id, "text": text, "version": 0}
        for student, text in zip(centre.students, texts, strict=False)
    ]
    return {"kind": "paste", "cells": cells} | more


@pytest.mark.clause("3.3", "4.11")
def test_a_paste_is_seen_done_and_taken_back(
    teacher: FlaskClient, centre: Centre, session: Session
) -> None:
    url = f"/journal/pages/{centre.page.id}/cells"
    seen = teacher.put(url, json=body(centre, ["5", "7", "н"], preview=True), headers=FETCH)
    assert seen.status_code == 200
    lines = seen.get_json()["cells"]
    assert [line["changes"] for line in lines] == [True, False, True]
    assert "от 2 до 5" in lines[1]["reason"]
    assert session.scalars(select(JournalEntry)).all() == []
    done = teacher.put(url, json=body(centre, ["5", "7", "н"]), headers=FETCH).get_json()
    assert [line["version"] for line in done["cells"]] == [1, 0, 1]
    assert done["saved_at"] == "10:00"
    back = teacher.post(f"/journal/acts/{done['act']}/undo", json={}, headers=FETCH)
    assert [line["after"] for line in back.get_json()["cells"]] == ["", ""]
    assert session.scalars(select(Mark)).all() == []


@pytest.mark.parametrize(
    "broken",
    [
        {"kind": "present"},
        {"kind": "paste", "cells": []},
        {"kind": "paste", "cells": ["5"]},
        {"kind": "paste", "cells": [{"lesson": "x", "student": 1, "text": "5"}]},
        {"kind": "paste", "cells": [{"lesson": 1, "student": 1, "text": 5}]},
        {"kind": "paste", "cells": {"1": "5"}},
    ],
)
def test_a_body_that_says_nothing_is_refused(
    teacher: FlaskClient, centre: Centre, broken: dict[str, Any]
) -> None:
    url = f"/journal/pages/{centre.page.id}/cells"
    assert teacher.put(url, json=broken, headers=FETCH).status_code == 400


def test_all_present_is_seen_done_and_taken_back(
    teacher: FlaskClient, centre: Centre, session: Session
) -> None:
    url = f"/journal/lessons/{centre.lesson.id}/present"
    seen = teacher.post(url, json={"preview": True}, headers=FETCH).get_json()
    assert (seen["present"], seen["marked"], seen["checked"]) == (5, [], False)
    done = teacher.post(url, json={}, headers=FETCH).get_json()
    assert done["checked"]
    again = teacher.post(url, json={}, headers=FETCH).get_json()
    assert (again["act"], again["reason"]) == (None, "Это уже записано.")
    back = teacher.post(f"/journal/acts/{done['act']}/undo", json={}, headers=FETCH).get_json()
    assert [one["checked"] for one in back["lessons"]] == [False]
    lesson = session.get(Lesson, centre.lesson.id)
    assert lesson is not None
    assert lesson.checked_at is None


@pytest.mark.clause("4.9", "4.13")
def test_term_marks_by_calculation_without_script(
    teacher: FlaskClient, centre: Centre, session: Session
) -> None:
    centre.make_cell(centre.lesson, centre.students[0], 5)
    session.commit()
    tab = f"/journal/pages/{centre.page.id}/term-marks?term={centre.term.id}"
    url = f"/journal/pages/{centre.page.id}/terms/{centre.term.id}/calculation"
    assert url in teacher.get(tab).get_data(as_text=True)
    page = teacher.get(url).get_data(as_text=True)
    field = f"mark-{centre.students[0].id}"
    assert f'name="{field}" value="5"' in page
    assert page.count("Рассчитать отметку не из чего.") == 4
    assert "Выставить 1 отметку" in page
    answer = teacher.post(url, data={field: "5"}, follow_redirects=True)
    text = answer.get_data(as_text=True)
    assert "Выставлено по расчёту: 1." in text
    assert [mark.result.value for mark in session.scalars(select(TermMark))] == ["5"]
    act = text.split("/journal/acts/")[1].split("/undo")[0]
    back = teacher.post(f"/journal/acts/{act}/undo", follow_redirects=True)
    assert "Отменено отметок: 1." in back.get_data(as_text=True)
    assert session.scalars(select(TermMark)).all() == []
    assert teacher.post(url, data={field: "пять"}).status_code == 400


@pytest.mark.clause("4.10")
def test_the_exam_is_never_calculated(teacher: FlaskClient, centre: Centre) -> None:
    base = f"/journal/pages/{centre.page.id}/final-marks"
    tab = teacher.get(base).get_data(as_text=True)
    assert f"{base}/year/calculation" in tab
    assert teacher.get(f"{base}/final/calculation").status_code == 200
    assert teacher.get(f"{base}/exam/calculation").status_code == 404
