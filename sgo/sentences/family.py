"""Sentences of what a family may read, on its pages and in its own calendar.

`sgo.sentences` holds them with all the others.
"""

from __future__ import annotations

from sgo.vocabulary import N_

FAMILY_SENTENCES: dict[str, str] = {
    "student_of_others": N_("A family sees its own student only (clause %(clause)s)."),
    "student_of_full_age": N_(
        "The student is of full age since %(full_age_on)s: guardians read only with the student's recorded consent (clause %(clause)s)."
    ),
    "age_unknown": N_(
        "The student's birth date is not known (clause %(clause)s): the technical administrator enters it."
    ),
    "read_by_consent": N_("Open by the student's consent of %(consent_on)s (clause %(clause)s)."),
    "password_not_own": N_(
        "The issued password has not been changed yet: choose your own one first (clause %(clause)s)."
    ),
    "studies_nowhere": N_(
        "The student is in no group now, so there is no timetable to give: an address works again from the enrolment on."
    ),
    "asked_too_often": N_("Asked too often: ask again after %(retry_at)s."),
}
