"""What a person and a script see when something went wrong, and what they never see."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, TooManyRequests, default_exceptions

from sgo import create_app
from sgo.errors import Conflict, Forbidden, Missing, Unpermitted, refuse
from sgo.pages.problems import PROBLEMS
from tests.centre import Centre
from tests.conftest import make_config
from tests.signing import sign_in

SCRIPT = {"X-Requested-With": "fetch"}
SECRET = "students.snils = '112-233-445 95'"
CLOSED = {
    "held_on": date(2026, 11, 12),
    "last_day": date(2026, 11, 22),
    "closed_on": date(2026, 11, 23),
    "days": 10,
}


def answered(app: Flask, error: Exception, **headers: str) -> Response:
    """What the application answers when a view raises this."""
    with app.test_request_context("/anything", headers=headers):
        try:
            raise error
        except HTTPException as problem:
            return app.make_response(app.handle_user_exception(problem))
        except (RuntimeError, LookupError) as fault:
            return app.make_response(app.handle_exception(fault))
        except Exception as problem:
            return app.make_response(app.handle_user_exception(problem))


@pytest.mark.parametrize("status", sorted(PROBLEMS))
def test_every_status_has_a_page_in_the_look_of_the_product(app: Flask, status: int) -> None:
    response = answered(app, default_exceptions[status]())
    page = response.get_data(as_text=True)
    assert response.status_code == status
    assert response.mimetype == "text/html"
    assert f"Код {status}" in page
    assert "/styles.css" in page
    assert "<h1>" in page


@pytest.mark.parametrize("status", sorted(PROBLEMS))
def test_a_script_reads_a_code_and_a_sentence(app: Flask, status: int) -> None:
    response = answered(app, default_exceptions[status](), **SCRIPT)
    assert response.status_code == status
    assert response.get_json() == {
        "code": PROBLEMS[status].code,
        "message": response.get_json()["message"],
    }
    assert response.get_json()["message"]


def test_a_status_without_words_of_its_own_is_told_by_its_family(app: Flask) -> None:
    assert answered(app, default_exceptions[418]()).status_code == 400
    assert answered(app, default_exceptions[501]()).status_code == 500


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (refuse("two_codes", first="н", second="б"), 422, "two_codes"),
        (refuse("window_closed", "4.11", **CLOSED), 423, "window_closed"),
        (refuse("lesson_ahead", "4.11", held_on=date(2026, 11, 24)), 423, "lesson_ahead"),
        (Conflict({"mark": 5}, seen=1), 409, "conflict"),
        (StaleDataError(), 409, "conflict"),
        (IntegrityError(SECRET, None, Exception(SECRET)), 409, "conflict"),
        (Missing(), 404, "missing"),
        (Forbidden("people:read"), 403, "forbidden"),
        (Unpermitted(SECRET), 500, "fault"),
        (OperationalError(SECRET, None, Exception(SECRET)), 503, "busy"),
        (CSRFError("The CSRF token is missing."), 400, "csrf"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_errors_of_the_house_have_their_own_answers(
    app: Flask, error: Exception, status: int, code: str
) -> None:
    for headers in ({}, SCRIPT):
        response = answered(app, error, **headers)
        assert response.status_code == status
        assert SECRET not in response.get_data(as_text=True)
    assert response.get_json()["code"] == code


@pytest.mark.clause("4.11")
def test_a_locked_cell_says_since_when_and_by_which_clause(app: Flask) -> None:
    told = answered(app, refuse("window_closed", "4.11", "mark", **CLOSED), **SCRIPT).get_json()
    assert told["clause"] == "4.11"
    assert told["field"] == "mark"
    assert "23.11.2026" in told["message"]
    assert "4.11" in told["message"]
    page = answered(app, refuse("window_closed", "4.11", **CLOSED)).get_data(as_text=True)
    assert told["message"] in page


def test_a_conflict_hands_both_values_to_the_script(app: Flask) -> None:
    told = answered(app, Conflict({"mark": 5, "version": 3}, seen=2), **SCRIPT).get_json()
    assert told["theirs"] == {"mark": 5, "version": 3}
    assert told["seen"] == 2


def test_headers_that_say_what_to_do_next_are_kept(app: Flask) -> None:
    assert answered(app, TooManyRequests(retry_after=60)).headers["Retry-After"] == "60"
    assert "Retry-After" in answered(app, OperationalError("", None, Exception())).headers


def test_a_fault_tells_nothing_of_the_inside(app: Flask) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    try:
        for headers in ({}, SCRIPT):
            response = answered(app, RuntimeError(SECRET), **headers)
            assert response.status_code == 500
            told = response.get_data(as_text=True)
            assert SECRET not in told
            assert "Traceback" not in told
            assert "RuntimeError" not in told
    finally:
        app.config["PROPAGATE_EXCEPTIONS"] = None


def test_the_page_stands_when_the_database_does_not(tmp_path: Path, client: FlaskClient) -> None:
    broken = create_app(make_config(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.sqlite3'}"))
    browser = broken.test_client()
    with browser.session_transaction() as cookie:
        cookie["_user_id"] = "1:stamp"
    for path in ("/health", "/nowhere"):
        response = browser.get(path)
        page = response.get_data(as_text=True)
        assert response.status_code == 503
        assert "Код 503" in page
        assert "SELECT" not in page.upper().replace("SELECTED", "")


def test_a_signed_in_person_keeps_the_menu_on_a_missing_page(
    client: FlaskClient, centre: Centre
) -> None:
    response = sign_in(client, centre.accounts["teacher"]).get("/nowhere")
    assert response.status_code == 404
    assert centre.teacher.short_name in response.get_data(as_text=True)


def test_a_wrong_method_names_the_right_ones(client: FlaskClient, centre: Centre) -> None:
    response = sign_in(client, centre.accounts["teacher"]).post("/health")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
