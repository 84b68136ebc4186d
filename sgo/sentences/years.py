"""What the rules of the academic year say to a person, by the code of the verdict."""

from __future__ import annotations

from sgo.vocabulary import N_

YEAR_SENTENCES: dict[str, str] = {
    "no_year_to_go_on_from": N_(
        "There is no academic year to go on from: add the first one by hand or load it."
    ),
    "next_year_is_prepared": N_(
        "The next year is prepared already (clause %(clause)s): look through it and open it."
    ),
    "only_prepared_is_taken_back": N_(
        "The year is open already and stays (clause %(clause)s): change its groups and terms by hand."
    ),
    "year_is_leaned_on": N_(
        "Timetable, orders or rows made by hand lean on the year %(year)s already: take them away first, or change the year by hand."
    ),
    "years_overlap": N_(
        "The year before it lasts until %(before_ends_on)s: let the next one begin later."
    ),
    "group_begins_outside_year": N_(
        "A group begins inside its year, from %(year_starts_on)s to %(year_ends_on)s: choose such a day."
    ),
    "name_missing": N_("A name is missing: type it, or leave the row out."),
    "name_taken": N_("The name “%(name)s” is there already: choose another."),
    "year_not_ready": N_(
        "The year %(year)s cannot be closed yet (clause %(clause)s). %(what)s: %(count)s."
    ),
    "year_gaps_not_seen": N_(
        "Something of the year %(year)s stays missing for ever: read what, tick that you have seen it, and close the year."
    ),
    "item_in_closed_year": N_(
        "Pages of a closed year stand on this item (clause %(clause)s): they must print as before. Put a subject of another name into the curriculum instead."
    ),
}
