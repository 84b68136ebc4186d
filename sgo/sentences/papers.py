"""Sentences of documents, consents and files of people; `sgo.sentences` holds them with the others."""

from __future__ import annotations

from sgo.vocabulary import N_

PAPER_SENTENCES: dict[str, str] = {
    "file_empty": N_("Choose a file: this one is empty."),
    "file_too_large": N_(
        "The file is too large, at most %(most)s kilobytes are kept: scan it in grey or at a lower resolution."
    ),
    "file_of_other_type": N_("A PDF, a PNG or a JPEG file is kept: save it as one of these."),
    "paper_of_one_person": N_(
        "Choose one person: a student, a guardian or a member of staff (clause %(clause)s)."
    ),
    "paper_ahead": N_("%(day)s has not come yet: give the day on which it happened."),
    "consent_ends_early": N_(
        "The consent was given on %(given_on)s: it ends on that day or later."
    ),
    "consent_not_yet": N_("The consent counts from %(given_on)s."),
    "consent_withdrawn": N_("The consent was withdrawn on %(withdrawn_on)s."),
    "consent_over": N_("The consent was given until %(valid_to)s."),
    "destruction_before_enrolment": N_(
        "The student was never in a group: a card that is not needed is deleted, not destroyed by an act."
    ),
    "destruction_of_a_member": N_(
        "The student is in a group or will be: data is kept while they study (clause %(clause)s)."
    ),
    "destruction_too_early": N_(
        "Less than a term has passed since the last day here: the data may be destroyed from %(first_day)s on."
    ),
    "destruction_before_dismissal": N_(
        "The card has no day of dismissal: put it there first. Data is kept while the person works (clause %(clause)s)."
    ),
    "destruction_of_working_staff": N_(
        "The person works here until %(last_day)s: data is kept until then and for a term after it (clause %(clause)s)."
    ),
    "destruction_under_contract": N_(
        "The contract on the card lasts until %(last_day)s: put its real last day there first."
    ),
    "destruction_with_roles": N_(
        "The account is open and holds roles of staff: close it first, or take these roles away if the person needs it otherwise."
    ),
    "destruction_of_a_used_account": N_(
        "The account is open and was used on %(used_on)s, after the dismissal: close it first."
    ),
    "destruction_of_a_teacher": N_(
        "Teaching assignments that have not ended: %(count)s. End them on their pages of the journal first."
    ),
    "destruction_in_the_timetable": N_(
        "Rows of the timetable that have not ended: %(count)s. Give them to another teacher, or end them, first."
    ),
    "destruction_before_lessons": N_(
        "The person holds lessons until %(last_day)s: give them to another teacher, or cancel them, first."
    ),
    "destruction_of_a_curator": N_(
        "Groups where the person is still the curator: %(count)s. Put a last day to it first."
    ),
    "destroyed_already": N_(
        "The data was destroyed on %(destroyed_on)s, and nobody came back since: the act is in the log."
    ),
    "destruction_surname_differs": N_(
        "Type the surname exactly as it stands on the card, so that no other person is meant."
    ),
    "needs_without_consent": N_(
        "Data on special needs is kept only by consent (clause %(clause)s): record the consent of the student or the guardian on the student's card first."
    ),
}
