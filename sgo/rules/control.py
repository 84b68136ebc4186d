"""The plan of control: checks by date, remarks with a day to mend by, a second look (2.2.2, 4.7)."""

from __future__ import annotations

from datetime import date

from sgo.rules.texts import text_fits
from sgo.verdicts import Verdict, allowed, refused
from sgo.vocabulary import CheckState, Fault, RemarkState, Urgency

LONGEST_AIM, LONGEST_TEXT = 250, 1000
"""Characters of what a check is about; of what was found, of a remark and of its answers."""
REMARK_DAYS = 5
"""What a form offers to mend a remark in; the coordinator writes another day."""


def check_state(held_on: date | None, called_off: str | None) -> CheckState:
    """A check is planned till it was held or called off; both are for ever."""
    if held_on is not None:
        return CheckState.HELD
    return CheckState.CALLED_OFF if called_off is not None else CheckState.PLANNED


def may_plan(planned_on: date, today: date, aim: str, targets: int) -> Verdict:
    """Clause 2.2.2: for today or a later day, of one page, group or teacher, or of the aim alone.

    `targets` counts how many of the three were chosen.
    """
    if planned_on < today:
        return refused("check_in_past", "2.2.2", "planned_on", day=planned_on)
    if targets > 1:
        return refused("check_of_several", "2.2.2", "page_id")
    if not aim:
        return refused("check_of_nothing", "2.2.2", "aim")
    return _if_fits(aim, LONGEST_AIM, "aim", allowed("check_planned", "2.2.2"))


def may_change_check(state: CheckState) -> Verdict:
    """What was held or called off stands in the journal of checks as it is."""
    if state is CheckState.PLANNED:
        return allowed("check_changed", "2.2.2")
    return refused("check_is_over", "4.7", state=state)


def may_call_off(state: CheckState, reason: str) -> Verdict:
    """A check that will not be held stays in the plan with the reason."""
    verdict = may_change_check(state)
    if verdict.allowed and not reason:
        return refused("calling_off_needs_reason", "2.2.2", "reason")
    return _if_fits(reason, LONGEST_AIM, "reason", verdict)


def may_hold(
    state: CheckState, held_on: date, today: date, looked_at: str, findings: str
) -> Verdict:
    """Clause 4.7: what was looked at and what was found, on the day it was or later."""
    verdict = may_change_check(state)
    if not verdict.allowed:
        return verdict
    if held_on > today:
        return refused("held_ahead", "4.7", "held_on", day=held_on)
    for name, text in (("looked_at", looked_at), ("findings", findings)):
        if not text:
            return refused("check_needs_words", "4.7", name)
        fits = text_fits(text, LONGEST_TEXT, name)
        if not fits.allowed:
            return fits
    return allowed("check_held", "4.7")


def may_remark(state: CheckState, text: str, mend_by: date, today: date) -> Verdict:
    """Clause 4.7: a remark belongs to a check that was held and has a day that can be kept."""
    if state is not CheckState.HELD:
        return refused("remark_before_check", "4.7")
    if not text:
        return refused("remark_needs_text", "4.7", "text")
    return _if_fits(text, LONGEST_TEXT, "text", _mend_by(mend_by, today))


def may_answer(state: RemarkState, words: str = "") -> Verdict:
    """The teacher's word that it is mended, late too; the words are of their choice."""
    if state is RemarkState.OPEN:
        return _if_fits(words, LONGEST_TEXT, "words", allowed("remark_mended", "4.7"))
    return refused("remark_not_open", "4.7", state=state)


def may_accept(state: RemarkState, words: str = "") -> Verdict:
    """The second look closes a remark, whether the teacher has answered or not."""
    if state is RemarkState.ACCEPTED:
        return refused("remark_is_closed", "4.7")
    return _if_fits(words, LONGEST_TEXT, "words", allowed("remark_accepted", "4.7"))


def may_send_again(state: RemarkState, words: str, mend_by: date, today: date) -> Verdict:
    """The second look found it not mended: what is still wrong, and a new day."""
    if state is RemarkState.ACCEPTED:
        return refused("remark_is_closed", "4.7")
    if not words:
        return refused("again_needs_words", "4.7", "words")
    return _if_fits(words, LONGEST_TEXT, "words", _mend_by(mend_by, today))


def check_fault(state: CheckState, planned_on: date, today: date) -> tuple[Fault, Urgency] | None:
    """A planned check whose day has passed is a line of the board."""
    if state is CheckState.PLANNED and planned_on < today:
        return Fault.CHECK_OVERDUE, Urgency.LATE
    return None


def remark_fault(state: RemarkState, mend_by: date, today: date) -> tuple[Fault, Urgency] | None:
    """A remark that nobody mended in time, and one that waits for the second look."""
    if state is RemarkState.OPEN and mend_by < today:
        return Fault.REMARK_OVERDUE, Urgency.LATE
    if state is RemarkState.MENDED:
        return Fault.RECHECK_WAITING, Urgency.AHEAD
    return None


def _mend_by(mend_by: date, today: date) -> Verdict:
    if mend_by < today:
        return refused("mend_by_past", "4.7", "mend_by", day=mend_by)
    return allowed("remark_made", "4.7")


def _if_fits(text: str, most: int, field: str, verdict: Verdict) -> Verdict:
    """The verdict, unless the text is too long for its place."""
    fits = text_fits(text, most, field)
    return verdict if fits.allowed else fits
