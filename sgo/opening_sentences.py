"""Sentences of the opening import: why a cell of a workbook was not loaded.

`sgo.sentences` holds them with all the others.
"""

from __future__ import annotations

from sgo.vocabulary import N_

OPENING_SENTENCES: dict[str, str] = {
    "book_not_read": N_("The file is not a workbook (.xlsx) that can be read: save it anew."),
    "book_too_large": N_("The file is too large: at most %(most)s rows in a sheet are read."),
    "sheet_not_recognised": N_(
        "The sheet is not recognised by its heading: it needs the columns of a known list."
    ),
    "cell_empty": N_("This cell is needed: fill it in."),
    "text_too_long": N_("The text is longer than %(most)s characters: shorten it."),
    "name_not_understood": N_(
        "“%(text)s” is not a name: write surname, given name and patronymic in letters."
    ),
    "date_not_understood": N_("“%(text)s” is not a date: write it as 01.09.2026."),
    "number_not_understood": N_("“%(text)s” is not a whole number above zero."),
    "word_not_known": N_("“%(text)s” is not known here: use one of %(known)s."),
    "repeats_row": N_("The same stands already in row %(row)s."),
    "snils_of_other": N_("This SNILS belongs to %(name)s already."),
    "no_such_group": N_("There is no group “%(name)s” in this academic year."),
    "no_such_programme": N_("No group studies by the programme “%(name)s”."),
    "no_such_subject": N_("The curriculum of the group has no subject “%(name)s”."),
    "no_such_teacher": N_("There is no member of staff “%(name)s”."),
    "teacher_ambiguous": N_("Several members of staff are called “%(name)s”: write the full name."),
    "lesson_not_understood": N_(
        "“%(text)s” is not a lesson: write subject / teacher / room, separated by slashes."
    ),
    "bell_not_understood": N_("“%(text)s” is not the time of a lesson: write it as 8:30-9:10."),
    "stored_otherwise": N_("It is stored otherwise: %(stored)s. Change it in the panel."),
    "no_academic_year": N_(
        "There is no academic year for this list: load it together with the sheet of the year."
    ),
}
