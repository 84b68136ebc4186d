"""Sentences of the import of lists: why a file, a sheet or a cell was not loaded, or is doubted.

`sgo.sentences` holds them with all the others.
"""

from __future__ import annotations

from sgo.vocabulary import N_

IMPORT_SENTENCES: dict[str, str] = {
    "no_files": N_("Choose at least one file."),
    "too_many_files": N_("At most %(most)s files are loaded at once: choose fewer."),
    "book_too_heavy": N_("The file is larger than %(most)s MB: leave only the lists in it."),
    "book_empty": N_("The file is empty: choose another one."),
    "book_is_old": N_("The file is of an old kind (.xls): open it and save it as .xlsx or .csv."),
    "book_encrypted": N_("The file is locked with a password: save it without one."),
    "book_not_read": N_(
        "The file is neither a workbook (.xlsx) nor a list (.csv) that can be read: save it anew."
    ),
    "book_too_large": N_(
        "There is too much in the file: at most %(most)s rows in a sheet are read, and no cells far away. Leave only the lists in it."
    ),
    "plans_not_loaded": N_("This is a lesson plan. Plans are not loaded yet: the other lists are."),
    "column_twice": N_("Two columns are taken for the same thing: choose one of them."),
    "import_is_over": N_("This load is over (%(state)s): begin another one."),
    "import_leaned_on": N_(
        "The load cannot be undone: what it brought is in use already (%(what)s: %(count)s). "
        "Mend single rows in the lists: the history of each shows what the load wrote."
    ),
    "import_changed_since": N_(
        "The load cannot be undone: what it brought was changed since (%(what)s). "
        "Mend single rows in the lists: the history of each shows what the load wrote."
    ),
    "import_can_be_undone": N_("The load can be undone."),
    "import_not_loaded": N_("Only a load that took place can be undone."),
    "snils_of_other": N_("This SNILS belongs to %(name)s already."),
    "cannot_be_another": N_(
        "It cannot be another person than %(name)s: mend the row, or leave it out."
    ),
    "doubt_other_snils": N_("The same name and birth date, but another SNILS."),
    "doubt_snils_other_birth": N_("The same name and SNILS, but another birth date."),
    "doubt_snils_other_name": N_("The same SNILS, but another name."),
    "doubt_other_birth": N_("The same name, but another birth date."),
    "doubt_near_name": N_("The same birth date, and a name that differs by a letter."),
    "sheet_not_recognised": N_(
        "The sheet is not recognised by its heading: it needs the columns of a known list."
    ),
    "cell_empty": N_("This cell is needed: fill it in."),
    "cell_too_long": N_("The text is longer than %(most)s characters: shorten it."),
    "name_not_understood": N_(
        "“%(text)s” is not a name: write surname, given name and patronymic in letters."
    ),
    "date_not_understood": N_("“%(text)s” is not a date: write it as 01.09.2026."),
    "number_not_understood": N_("“%(text)s” is not a whole number above zero."),
    "word_not_known": N_("“%(text)s” is not known here: use one of %(known)s."),
    "repeats_row": N_("The same stands already in row %(row)s."),
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
