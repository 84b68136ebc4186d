"""Sentences of the plan of control and of the daily digest: part of `sgo.sentences`."""

from __future__ import annotations

from sgo.vocabulary import N_

CONTROL_SENTENCES: dict[str, str] = {
    "check_planned": N_("The check stands in the plan (clause %(clause)s)."),
    "check_changed": N_("The plan can be changed till the check is held (clause %(clause)s)."),
    "check_held": N_("The check is noted as held (clause %(clause)s)."),
    "remark_made": N_("The teacher sees the remark on the page of the day (clause %(clause)s)."),
    "remark_mended": N_("It is said to be mended and waits for a second look (clause %(clause)s)."),
    "remark_accepted": N_("The remark is closed (clause %(clause)s)."),
    "check_in_past": N_("%(day)s has passed: plan the check for today or a later day."),
    "check_of_several": N_(
        "A check looks at one thing: choose a journal, a group or a teacher, and plan another check for the rest."
    ),
    "check_of_nothing": N_(
        "Write what is looked at: for example, whether topics are written on the day."
    ),
    "check_is_over": N_(
        "The check is “%(state)s” and stays in the journal of checks as it is (clause %(clause)s)."
    ),
    "calling_off_needs_reason": N_("Write why the check will not be held: it stays in the plan."),
    "plan_too_long": N_("One page of the plan has at most %(most)s days: choose a shorter period."),
    "held_ahead": N_("%(day)s has not come yet: give the day on which the check was held."),
    "check_needs_words": N_(
        "Write it in a few words: it stands in the journal of checks (clause %(clause)s)."
    ),
    "remark_before_check": N_(
        "A remark belongs to a check that was held (clause %(clause)s): note first what was found."
    ),
    "remark_needs_text": N_("Write what is to be mended: the teacher reads it."),
    "remark_not_open": N_("The remark is “%(state)s” already: nothing is waited for from you."),
    "remark_is_closed": N_("The remark was accepted and is closed (clause %(clause)s)."),
    "again_needs_words": N_("Write what is still to be mended: the teacher reads it."),
    "mend_by_past": N_("%(day)s has passed: give today or a later day to mend by."),
    "digest_first": N_("The letter of this day is sent."),
    "digest_again": N_("The letter of this day had failed and is sent again."),
    "digest_already": N_("The letter of this day is “%(state)s” already."),
    "digest_given_up": N_("The letter of this day failed %(most)s times: it is given up."),
    "digest_wished": N_("The daily letter will come."),
    "digest_needs_address": N_(
        "There is no e-mail address on your card of staff: save it among your contacts first."
    ),
}
