"""Who gets through the doors of the journal: pages, cells, topics, and marks of periods."""

from __future__ import annotations

from tests.access.doors import THROUGH, Door, writing

JOURNAL: tuple[Door, ...] = (
    # 3.3: the day of whoever looks; it is empty for those who hold no lessons.
    Door("journal.home", "GET", "ACDTK"),
    # 4.1, 4.5: the office reads every page, a teacher those taught, a curator those of the group.
    Door("journal.pages", "GET", "ACDTK"),
    *(
        Door(f"journal.{name}", "GET", "ACDtk")
        for name in ("grid", "topics", "term_marks", "final_marks", "lesson")
    ),
    Door("journal_statistics.statistics", "GET", "ACDtk"),
    Door("journal_statistics.panel", "GET", "ACDtk"),
    Door("journal_cells.history", "GET", "ACDtk"),
    # 4.11, 4.12: cells and works of a lesson.
    writing("journal_cells.save_cell", "PUT", json={"text": "5", "version": 1}),
    writing(
        "journal_cells.save_column",
        "PUT",
        json={"cells": {"{student_id}": "4"}, "versions": {"{student_id}": 1}},
    ),
    writing("journal_cells.set_attendance", "PUT", json={"attendance": "absent", "version": 1}),
    writing("journal_cells.add_work", "POST", json={"work_type_id": "{work_type_id}"}),
    writing("journal_cells.change_work", "PATCH", json={"work_type_id": "{work_type_id}"}),
    writing("journal_cells.remove_work", "DELETE", THROUGH, json={}),
    # The same for many cells at once, seen before it is done.
    writing(
        "journal_bulk.cells",
        "PUT",
        json={
            "kind": "paste",
            "over": True,
            "cells": [
                {
                    "lesson": "{lesson_id}",
                    "student": "{student_id}",
                    "text": "5",
                    "version": 1,
                }
            ],
        },
    ),
    writing("journal_bulk.present", "POST", json={}),
    # An act is taken back by the account that did it, and is unknown to every other teacher.
    Door(
        "journal_bulk.undo", "POST", "t", json={}, special={"T": (200, 404, 404), "K": (404,) * 3}
    ),
    # 4.6: the topic, and "checked" (decision 8).
    writing("journal_lessons.put_topic", "PUT", json={"topic": "Дорожные знаки", "version": 1}),
    writing("journal_lessons.post_topic", "POST", 302, form={"topic": "Знаки", "version": 1}),
    writing("journal_lessons.checked", "POST", 302),
    # 4.9, 4.10, 4.13, 4.14: period and final marks.
    Door("journal_marks.term_options", "GET", "ACDtk"),
    Door("journal_marks.final_options", "GET", "ACDtk"),
    *(
        door
        for name, set_name in (("term", "set_term"), ("final", "set_final"))
        for door in (
            writing(f"journal_calculation.{name}", "GET", query={"kind": "year"}),
            writing(
                f"journal_calculation.{set_name}", "POST", 302, form={}, query={"kind": "year"}
            ),
        )
    ),
    writing("journal_marks.save_term_mark", "PUT", THROUGH, json={"result": "5"}),
    writing("journal_marks.save_final_mark", "PUT", THROUGH, json={"result": "5"}),
    writing("journal_marks.post_term_mark", "POST", THROUGH, form={"result": "5"}),
    writing("journal_marks.post_final_mark", "POST", THROUGH, form={"result": "5"}),
)
