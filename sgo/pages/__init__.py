"""Plain pages: sign-in, the journal, the diary, documents, problem pages."""

from __future__ import annotations

from flask import Flask

from sgo.pages import (
    account,
    control,
    control_check,
    control_own,
    curriculum,
    device,
    diary,
    documents,
    family_calendar,
    health,
    home,
    journal,
    journal_bulk,
    journal_calculation,
    journal_cells,
    journal_lessons,
    journal_marks,
    journal_statistics,
    monitoring,
    movement,
    own_look,
    presentation,
    problems,
    search,
    seeing_as,
    sign_in,
    style_sheets,
    substitutions,
    timetable,
    timetable_slot,
)
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
    app.register_blueprint(family_calendar.pages)
    app.register_blueprint(sign_in.pages)
    app.register_blueprint(seeing_as.pages)
    app.register_blueprint(own_look.pages)
    app.register_blueprint(account.pages)
    app.register_blueprint(home.pages)
    app.register_blueprint(journal.pages)
    app.register_blueprint(journal_cells.pages)
    app.register_blueprint(journal_bulk.pages)
    app.register_blueprint(journal_calculation.pages)
    app.register_blueprint(journal_lessons.pages)
    app.register_blueprint(journal_marks.pages)
    app.register_blueprint(journal_statistics.pages)
    app.register_blueprint(documents.pages)
    app.register_blueprint(monitoring.pages)
    app.register_blueprint(control.pages)
    app.register_blueprint(control_check.pages)
    app.register_blueprint(control_own.pages)
    app.register_blueprint(timetable.pages)
    offer(app, timetable.own_places)
    app.register_blueprint(timetable_slot.pages)
    app.register_blueprint(substitutions.pages)
    app.register_blueprint(curriculum.pages)
    app.register_blueprint(movement.pages)
    app.register_blueprint(search.pages)
