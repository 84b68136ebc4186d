"""Sentences of the journal: why a cell, an act over many cells or a period's mark is closed.

`sgo.sentences` holds them with all the others.
"""

from __future__ import annotations

from sgo.vocabulary import N_

JOURNAL_SENTENCES: dict[str, str] = {
    # journal
    "lesson_ahead": N_("The lesson is on %(held_on)s: nothing is entered before its day."),
    "window_open": N_("Open for changes through %(last_day)s (clause %(clause)s)."),
    "window_closed": N_(
        "Closed for changes since %(closed_on)s: more than %(days)s days have passed since the lesson of %(held_on)s (clause %(clause)s). It can still be read and printed."
    ),
    "in_time": N_("In time: due by %(due_on)s (clause %(clause)s)."),
    "late": N_(
        "Late: it was due by %(due_on)s (clause %(clause)s); accepted through %(last_day)s and shown as late."
    ),
    "lesson_cancelled": N_("The lesson of %(held_on)s is cancelled and takes no entries."),
    "left_the_group": N_(
        "On %(day)s the student was no longer in the group: the last day was %(left_on)s. Changes go through the movement book."
    ),
    "not_yet_in_group": N_(
        "On %(day)s the student was not yet in the group: the first day is %(entered_on)s. Changes go through the movement book."
    ),
    "never_in_group": N_(
        "On %(day)s the student was not in the group. An enrolment is made in the movement book."
    ),
    "exempt_on_day": N_(
        "The student is exempt on %(held_on)s: the lesson takes no mark and is no absence."
    ),
    "mark_beside_exempt": N_("A mark cannot stand beside “%(sign)s”: leave one of the two."),
    "cell_not_understood": N_(
        "“%(text)s” is not understood. Type a mark from 2 to 5, several as 5/4, a code (%(signs)s), or both: %(example)s."
    ),
    "mark_off_scale": N_(
        "“%(text)s” is not a mark: type one from %(least)s to %(most)s, several as 5/4."
    ),
    "code_switched_off": N_(
        "The code “%(sign)s” (%(meaning)s) is switched off in the settings: choose another one."
    ),
    "two_codes": N_("“%(first)s” and “%(second)s” cannot stand together: leave one of them."),
    "more_marks_than_works": N_(
        "Marks typed: %(given)s, works in the lesson: %(works)s. Add a work to the lesson or take a mark away."
    ),
    "text_too_long": N_("At most this many characters fit here: %(most)s; typed: %(typed)s."),
    "works_enough": N_("A lesson takes at most this many works: %(most)s (clause %(clause)s)."),
    "work_type_retired": N_(
        "This kind of work is no longer in use (clause %(clause)s): choose another one."
    ),
    "work_holds_marks": N_(
        "The work holds marks and stays (clause %(clause)s): take the marks away first."
    ),
    "last_work_stays": N_(
        "The last work of a lesson stays (clause %(clause)s): change its kind instead."
    ),
    # acts over many cells or marks
    "unchanged": N_("It stands there already."),
    "too_many_cells": N_(
        "Cells at once: %(given)s, the most is %(most)s. Choose a smaller part of the page."
    ),
    "changed_meanwhile": N_(
        "“%(stands)s” was written here meanwhile and stays: look at it and decide by hand."
    ),
    "cell_is_filled": N_("“%(stands)s” already stands here and stays."),
    "changed_since_act": N_("It was changed after this act and stays as it is."),
    "work_is_gone": N_("The work that held the mark was taken away since: its mark stays away."),
    "mark_already_set": N_("“%(result)s” is already set and stays."),
    "nothing_to_calculate": N_("There is nothing to calculate a mark from."),
    "calculation_moved": N_(
        "The average has changed since it was shown and now gives %(gives)s: look again."
    ),
    # terms and marks of a period
    "period_not_begun": N_(
        "The period begins on %(starts_on)s: its marks are set from that day on (clause %(clause)s)."
    ),
    "period_closed": N_(
        "Closed for changes since %(closed_on)s: more than %(days)s days have passed since the period ended on %(ended_on)s (clause %(clause)s). It can still be read and printed."
    ),
    "average_below_mark": N_(
        "%(wanted)s needs an average of %(threshold)s or more; the average is %(average)s and gives %(gives)s (clause %(clause)s)."
    ),
    "average_gives_higher": N_(
        "The average is %(average)s: from %(threshold)s on it gives %(gives)s, not %(wanted)s (clause %(clause)s)."
    ),
    "no_marks_no_average": N_(
        "Without marks there is no average, so %(wanted)s cannot be set (clause %(clause)s): choose “not assessed” or enter marks in open lessons."
    ),
    "enough_marks": N_(
        "“Not assessed” is closed: there are marks enough, %(count)s of the needed %(least_marks)s (clause %(clause)s)."
    ),
    "no_exemption": N_(
        "“Exempt” needs a dated exemption of the student from this subject: the technical administrator enters it by its document."
    ),
    "result_not_offered": N_("“%(result)s” cannot be set here: choose from the menu."),
}
