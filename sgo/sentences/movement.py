"""Sentences of the movement book: why an order is refused, and what to do instead.

`sgo.sentences` holds them with all the others.
"""

from __future__ import annotations

from sgo.vocabulary import N_

MOVEMENT_SENTENCES: dict[str, str] = {
    "effective_outside_group": N_(
        "%(effective_on)s lies outside the group, which studies from %(starts_on)s to %(ends_on)s: choose a day inside it."
    ),
    "already_in_group": N_(
        "The student is in this group since %(entered_on)s: first a withdrawal, then a new enrolment."
    ),
    "already_in_programme": N_(
        "The student is in another group of the same programme since %(entered_on)s: first a withdrawal from it."
    ),
    "not_a_member": N_("The student is not in this group now: choose the group that they leave."),
    "leaves_before_entering": N_(
        "The student entered on %(entered_on)s: the withdrawal counts from a later day."
    ),
    "confirmed_record_stays": N_(
        "A confirmed order is never changed or deleted (clause %(clause)s): prepare a counter-order that cancels it."
    ),
    "confirmed_by_preparer": N_(
        "Confirmed by the person who prepared it, who is the coordinator too (clause %(clause)s)."
    ),
    "only_coordinator_decides": N_(
        "Only the coordinator confirms or returns an order (clause %(clause)s)."
    ),
    "record_was_returned": N_(
        "The order was returned with a remark (clause %(clause)s): the technical administrator mends it and prepares it again."
    ),
    "record_already_waits": N_("The order already waits for the coordinator (clause %(clause)s)."),
    "return_needs_remark": N_(
        "Write a remark that says what to mend, then the order can be returned (clause %(clause)s)."
    ),
    "order_number_missing": N_("Write the number of the order (clause %(clause)s)."),
    "same_record_in_book": N_(
        "Order %(number)s of that day already names one of these students (clause %(clause)s): mend the order that is there."
    ),
    "membership_changed_meanwhile": N_(
        "The group list was changed meanwhile (clause %(clause)s): look at it and prepare the order anew."
    ),
    "group_to_enter_missing": N_(
        "Choose the group into which the students go (clause %(clause)s)."
    ),
    "no_second_group": N_(
        "An order of this kind concerns one group (clause %(clause)s): leave the second one empty."
    ),
    "moves_to_same_group": N_(
        "The student is in this group already (clause %(clause)s): choose the group into which they go."
    ),
    "next_year_of_other_programme": N_(
        "The next year goes on in the same programme (clause %(clause)s): for another programme choose a transfer."
    ),
    "next_year_not_later": N_(
        "The group of the next year begins later than %(starts_on)s (clause %(clause)s): choose such a group."
    ),
    "already_graduated": N_(
        "The student has graduated from this programme (clause %(clause)s): nobody graduates twice."
    ),
    "on_leave": N_(
        "The student is on leave from this programme (clause %(clause)s): prepare a return from leave."
    ),
    "not_on_leave": N_(
        "The student is not on leave from this programme (clause %(clause)s): only who is on leave returns."
    ),
    "never_withdrawn": N_(
        "The student was not withdrawn from this programme (clause %(clause)s): prepare an enrolment."
    ),
    "before_earlier_record": N_(
        "An earlier order of this student counts from %(earlier_on)s (clause %(clause)s): this one counts from that day or later."
    ),
    "order_without_students": N_("Name at least one student (clause %(clause)s)."),
    "line_without_group": N_("Choose the group (clause %(clause)s)."),
    "line_without_day": N_("Give the day from which the order counts (clause %(clause)s)."),
    "lines_refused": N_(
        "The order makes no sense for %(count)s of its students (clause %(clause)s): the reason stands beside each name."
    ),
    "counter_order_has_its_own_way": N_(
        "A counter-order is prepared from the card of the order that it cancels (clause %(clause)s)."
    ),
    "counter_order_stays": N_(
        "A counter-order is not cancelled (clause %(clause)s): prepare the order anew instead."
    ),
    "counter_order_waits": N_(
        "A counter-order to this order waits already (clause %(clause)s): mend or delete that one."
    ),
    "only_confirmed_is_cancelled": N_(
        "Only a confirmed order is cancelled (clause %(clause)s): this one can be mended or deleted."
    ),
    "already_cancelled": N_("The order is cancelled already (clause %(clause)s)."),
    "later_record_first": N_(
        "Later orders name these students: %(students)s. Cancel the later ones first (clause %(clause)s)."
    ),
    "marks_given_inside": N_(
        "Something was written of the student in the journal of this group, last on %(last_on)s (clause %(clause)s): marks stay where they were given, so prepare a withdrawal or a transfer instead."
    ),
    "register_too_long": N_("Choose a period of at most five years (clause %(clause)s)."),
    "scan_stays": N_(
        "The scan of a confirmed order is not replaced (clause %(clause)s): it is what was confirmed."
    ),
    "only_curator_confirms_list": N_(
        "The list is confirmed by the curator of the group (clause %(clause)s); you read it."
    ),
}
