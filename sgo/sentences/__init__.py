"""One sentence for each code of a verdict: why, by which clause, and what can be done about it.

The sentences are msgids. A screen translates one and fills it:
`gettext(SENTENCES[v.code]) % parameters_for_display(v, format_date, gettext)`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sgo.sentences.control import CONTROL_SENTENCES
from sgo.sentences.family import FAMILY_SENTENCES
from sgo.sentences.imports import IMPORT_SENTENCES
from sgo.sentences.journal import JOURNAL_SENTENCES
from sgo.sentences.movement import MOVEMENT_SENTENCES
from sgo.sentences.papers import PAPER_SENTENCES
from sgo.sentences.years import YEAR_SENTENCES
from sgo.verdicts import Verdict
from sgo.vocabulary import N_, Word

SENTENCES: dict[str, str] = {
    # general
    "allowed": N_("Allowed."),
    "work_overtaken": N_(
        "Another window or another person did this first: look at how it stands now."
    ),
    "work_broke_off": N_(
        "The work broke off and nothing was written. The fault is in the log: try again, and if it happens again, tell the technical administrator the time."
    ),
    "ends_before_begin": N_(
        "It ends on %(ends_on)s, before it begins on %(starts_on)s: put the dates in order."
    ),
    "year_closed": N_(
        "The academic year is closed and can only be read and printed (clause %(clause)s)."
    ),
    "outside_group_dates": N_(
        "%(day)s lies outside the dates of the group: choose a day between its beginning and its end."
    ),
    "outside_terms": N_(
        "%(day)s lies outside the study terms of the group: choose a day inside a term."
    ),
    "clock_went_back": N_(
        "The server's clock shows %(now)s, but the last entry was made at %(last_event_at)s. Nothing can be written until the technical administrator checks the clock and confirms it by command."
    ),
    # a person's own lists
    "view_needs_name": N_("Give the view a name, such as “Drivers without access”."),
    "view_name_taken": N_("You have a view “%(name)s” of this list already: choose another name."),
    "too_many_views": N_("A list has at most %(most)s own views: delete one of them first."),
    # acts over many rows of a list
    "too_many_rows": N_("Rows at once: %(given)s, the most is %(most)s. Narrow the list first."),
    "row_is_so_already": N_("It is so already: there is nothing to change."),
    "row_changed_meanwhile": N_("Somebody changed it just now: look at it again."),
    "row_is_gone": N_("It is not there any more."),
    "row_contradicts": N_("It would contradict what is already kept."),
    "row_ends_earlier": N_("It ends earlier already, on %(ends_on)s."),
    "own_account_stays": N_("It is your own account: close it alone, if you mean to."),
    # lessons and timetable
    "closed_lesson_stays": N_(
        "The lesson of %(held_on)s closed on %(closed_on)s (clause %(clause)s) and stays as it is, even empty."
    ),
    "entries_cannot_go_ahead": N_(
        "The lesson already holds entries and cannot move to %(to_on)s, which has not come: choose a past day or take the entries away."
    ),
    "no_teaching_day": N_(
        "%(day)s is not a teaching day of the calendar (%(kind)s: %(name)s; clause %(clause)s): choose a teaching day, or first enter it in the calendar as a working day."
    ),
    "sunday_does_not_teach": N_(
        "%(day)s is a Sunday, and the group is not taught on Sundays (clause %(clause)s): choose a teaching day, or first enter it in the calendar as a working day."
    ),
    "target_already_closed": N_(
        "%(to_on)s is already closed for changes since %(closed_on)s (clause %(clause)s): choose a later day."
    ),
    "lesson_holds_entries": N_(
        "The lesson of %(held_on)s holds entries. Its teacher takes them away first, then it can be cancelled."
    ),
    "teacher_busy": N_(
        "%(name)s already has lesson %(bell)s at this time: %(other)s. Choose another teacher or time."
    ),
    "room_busy": N_(
        "“%(name)s” is taken for lesson %(bell)s at this time: %(other)s. Choose another room or time."
    ),
    "group_busy": N_(
        "Group %(name)s already has lesson %(bell)s at this time: %(other)s. Choose another time."
    ),
    "change_needs_reason": N_("Write the reason: the family and the teacher read it."),
    "not_employed_then": N_(
        "%(name)s is not employed on %(day)s: choose another teacher or another day."
    ),
    "already_teaches": N_("%(name)s teaches this page since %(starts_on)s: mend that assignment."),
    "term_hours_differ": N_(
        "The terms together make %(total)s hours, the curriculum says %(hours)s: let them agree, or leave all terms empty."
    ),
    "timetable_past": N_(
        "%(from_on)s has passed, and what was is not rewritten: choose %(today)s or a later day."
    ),
    "hours_of_lesson": N_("A lesson has from %(least)s to %(most)s academic hours."),
    "row_over": N_("This row ended on %(valid_to)s: choose that day or an earlier one."),
    "act_overtaken": N_(
        "Somebody has changed this since, so it cannot be taken back as a whole: look at it and change it by hand."
    ),
    "row_outside_group": N_(
        "The row is valid only outside the dates of the group: mend the days from which and to which it is valid."
    ),
    # calendar and settings
    "year_formed_in_time": N_(
        "The academic year was formed in time: due by %(due_on)s (clause %(clause)s)."
    ),
    "year_formed_late": N_(
        "The academic year was formed on %(formed_on)s, late: it was due by %(due_on)s (clause %(clause)s)."
    ),
    "year_too_long": N_("An academic year lasts %(days)s days at most: mend its beginning or end."),
    "year_state_out_of_order": N_(
        "A year goes from preparation to open to closed and never back: from “%(state)s” it cannot become “%(wanted)s” (clause %(clause)s)."
    ),
    "no_terms": N_("A scheme has at least one term: add it with its dates."),
    "term_ends_before_begin": N_(
        "Term %(number)s ends on %(ends_on)s, before it begins on %(starts_on)s: put the dates in order."
    ),
    "term_outside_year": N_(
        "Term %(number)s goes beyond the academic year, which lasts from %(year_starts_on)s to %(year_ends_on)s: mend its dates."
    ),
    "terms_overlap": N_(
        "Term %(number)s begins before the end of the one before it, %(before_ends_on)s: begin it on a later day."
    ),
    "days_out_of_range": N_("Give whole days from %(least)s to %(most)s."),
    "least_marks_below_one": N_(
        "Give 1 or more: with no marks at all a student can always be “not assessed”."
    ),
    "edition_begins_in_past": N_("This date has passed: choose today or later."),
    "edition_has_begun": N_(
        "The settings that begin on %(day)s already judge entries and stay as they are, so that nothing closed opens again (clause %(clause)s): make new ones from today or later."
    ),
    "one_organisation": N_("There is one card of the organisation: change that one."),
    "row_of_others": N_(
        "This is not yours to keep: contacts and guardians are kept by the curator of the student's group."
    ),
    "scheme_of_other_year": N_(
        "The term scheme belongs to another academic year: choose a scheme of the group's own year."
    ),
    "item_of_other_programme": N_(
        "The group studies the programme “%(programme)s”: choose a curriculum item of that programme."
    ),
    "bell_ends_before_begin": N_("The lesson ends before it begins: mend the times."),
    "bells_overlap": N_(
        "These minutes belong to lesson %(number)s already: mend the beginning or the end."
    ),
    "consent_ahead": N_(
        "%(day)s has not come yet: record the consent when it has been given (clause %(clause)s)."
    ),
    "thresholds_not_descending": N_(
        "The thresholds go down from 5 to 3 and lie above 2 and at most at 5 (clause %(clause)s): mend this one."
    ),
    # rights
    "page_of_others": N_(
        "This journal page is open to its teachers and to the curator of the group (clause %(clause)s)."
    ),
    "lesson_of_others": N_(
        "You read this lesson; it is written by who teaches it on its day (clause %(clause)s)."
    ),
    "substitute_writes": N_(
        "A substitute holds this lesson and writes it; you read it (clause %(clause)s)."
    ),
    "writes_as_substitute": N_("You hold this lesson as a substitute (clause %(clause)s)."),
    "page_is_read_only": N_(
        "You read this page; its marks are set by who teaches it now (clause %(clause)s)."
    ),
    # accounts
    "sign_in_refused": N_(
        "The login or the password is not right: check the keyboard layout and type both again."
    ),
    "password_wrong": N_("This is not your present password: type it again."),
    "password_unchanged": N_("The new password is the present one: choose another."),
    "login_not_understood": N_(
        "A login has %(least)s to %(most)s small Latin letters, digits, points or hyphens, for example ivanov.i."
    ),
    "nothing_to_print": N_(
        "No lesson stands in this timetable yet: fill the week first, then print it."
    ),
    "only_admin_makes_admins": N_(
        "Only a technical administrator gives or takes that role: ask one of them."
    ),
    "only_looking": N_(
        "You look at the screens of another account: nothing is written. Come back to your own screens first."
    ),
    "sees_own_already": N_("These are your own screens already."),
    "never_as_an_admin": N_(
        "Nobody looks at the screens of a technical administrator but that person."
    ),
    "nobody_chosen": N_("Nobody is chosen: tick at least one person."),
    "nobody_waits": N_(
        "Everybody chosen has got a slip meanwhile or signs in already: load the list anew."
    ),
    "batch_too_large": N_(
        "%(count)s people are chosen, and a batch takes %(most)s at most: issue them in parts."
    ),
    "account_in_use": N_(
        "This person signs in with an own password already: a batch leaves it alone. Issue a new password from the account."
    ),
    "slip_renewed": N_("An earlier slip of this person was never used and stops working."),
    "login_taken": N_("The login %(login)s is taken: choose another one."),
    "account_exists": N_(
        "This person already has an account with the login %(login)s: add roles to it, or issue a new password."
    ),
    "role_needs_staff_card": N_(
        "This role needs a staff card (clause %(clause)s): enter the person as staff first."
    ),
    "role_needs_student_card": N_("The role of a student needs the student's card."),
    "role_needs_guardian_card": N_("The role of a guardian needs the guardian's card."),
    "password_too_short": N_(
        "Use at least this many characters: %(least)s. A few words are easy to remember."
    ),
    "password_too_long": N_("Use at most this many characters: %(most)s."),
    "password_is_login": N_("The password must not be the login: choose another one."),
    "password_is_one_character": N_(
        "The password must not be one character repeated: choose another one."
    ),
    "password_of_own_words": N_(
        "It is guessed by your own name, login, birth date or the centre's name: take words that have nothing to do with you."
    ),
    "password_common": N_(
        "Too many people choose this: put four words together that do not belong together."
    ),
    "password_from_keyboard": N_(
        "Keys that lie side by side are guessed first: put four words together instead."
    ),
    "password_repeats": N_(
        "Repeating does not make it harder to guess: put four different words together."
    ),
    "password_sequence": N_(
        "Letters or digits in their order are guessed first: put four words together instead."
    ),
    "password_date": N_(
        "A date or a year is guessed quickly: put four words together that do not belong together."
    ),
    "password_weak": N_(
        "This is guessed too easily: add one or two more words that do not belong together."
    ),
    "too_many_failures": N_(
        "Too many failed attempts. Try again at %(retry_at)s, in minutes: %(minutes)s."
    ),
    "account_closed": N_(
        "This account is closed: ask the technical administrator (clause %(clause)s)."
    ),
    "signed_out_elsewhere": N_(
        "The password was changed or all sessions were ended: sign in again."
    ),
    "session_idle": N_("You were away for long: sign in again."),
    "own_rights_not_raised": N_(
        "Nobody adds roles to their own account (clause %(clause)s): ask another technical administrator."
    ),
    "last_technical_admin": N_(
        "This is the last technical administrator (clause %(clause)s): give the role to somebody else first."
    ),
    # identity
    "snils_not_eleven_digits": N_(
        "A SNILS has 11 digits, such as 112-233-445 95; digits typed: %(count)s."
    ),
    "snils_control_wrong": N_(
        "The last two digits of this SNILS are %(given)s but must be %(right)s: one of its digits is mistyped."
    ),
    "phone_not_understood": N_(
        "This is not a phone number: type it with the code, for example 8 918 123-45-67."
    ),
    "email_not_understood": N_("This is not an e-mail address: type it as name@example.ru."),
    "birth_date_ahead": N_("%(day)s has not come yet: mend the birth date."),
    "too_young": N_(
        "Born on %(day)s, the person is younger than %(least)s years: mend the birth date."
    ),
    "too_old": N_(
        "Born on %(day)s, the person is %(most)s years old or older: mend the birth date."
    ),
    **JOURNAL_SENTENCES,
    **CONTROL_SENTENCES,
    **MOVEMENT_SENTENCES,
    **PAPER_SENTENCES,
    **IMPORT_SENTENCES,
    **FAMILY_SENTENCES,
    **YEAR_SENTENCES,
}


def parameters_for_display(
    verdict: Verdict,
    format_date: Callable[[date], str],
    translate: Callable[[str], str] = str,
) -> dict[str, Any]:
    """The verdict's parameters as a sentence takes them, with its clause among them.

    Dates and moments go through `format_date`, words of the vocabulary through `translate`.
    """

    def shown(value: Any) -> Any:
        if isinstance(value, Word):
            return translate(value.label)
        if isinstance(value, date):  # a moment is a date too
            return format_date(value)
        return value

    parameters = {name: shown(value) for name, value in verdict.parameters.items()}
    return {**parameters, "clause": verdict.clause}


def russian_date(day: date) -> str:
    """«24.11.2026», and «24.11.2026 10:05» of a moment, in the moment's own zone."""
    if isinstance(day, datetime):
        return day.strftime("%d.%m.%Y %H:%M")
    return day.strftime("%d.%m.%Y")


def sentence(verdict: Verdict) -> str:
    """The untranslated sentence, for the command line and the log."""
    return SENTENCES[verdict.code] % parameters_for_display(verdict, russian_date)
