"""Plain pages: sign-in, the journal, the diary, documents, problem pages."""

from __future__ import annotations

from flask import Flask

from sgo.pages import (
    account,
    curriculum,
    device,
    documents,
    health,
    home,
    monitoring,
    movement,
    own_look,
    presentation,
    problems,
    search,
    seeing_as,
    sign_in,
    style_sheets,
)
from sgo.pages.control import check, own, plan
from sgo.pages.family import calendar, diary
from sgo.pages.journal import bulk, calculation, cells, lessons, marks, pages, statistics
from sgo.pages.timetable import slot, substitutions, week
from sgo.places import offer


def init(app: Flask) -> None:
    """Hang every blueprint into the application."""
    presentation.register(app)
    problems.register(app)
    style_sheets.init(app)
    app.register_blueprint(style_sheets.pages)
    app.register_blueprint(health.pages)
    app.register_blueprint(device.pages)
    app.register_blueprint(diary.pages)
    app.register_blueprint(calendar.pages)
    app.register_blueprint(sign_in.pages)
    app.register_blueprint(seeing_as.pages)
    app.register_blueprint(own_look.pages)
    app.register_blueprint(account.pages)
    app.register_blueprint(home.pages)
    app.register_blueprint(pages.pages)
    app.register_blueprint(cells.pages)
    app.register_blueprint(bulk.pages)
    app.register_blueprint(calculation.pages)
    app.register_blueprint(lessons.pages)
    app.register_blueprint(marks.pages)
    app.register_blueprint(statistics.pages)
    app.register_blueprint(documents.pages)
    app.register_blueprint(monitoring.pages)
    app.register_blueprint(plan.pages)
    app.register_blueprint(check.pages)
    app.register_blueprint(own.pages)
    app.register_blueprint(week.pages)
    offer(app, week.own_places)
    app.register_blueprint(slot.pages)
    app.register_blueprint(substitutions.pages)
    app.register_blueprint(curriculum.pages)
    app.register_blueprint(movement.pages)
    app.register_blueprint(search.pages)
