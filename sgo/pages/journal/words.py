"""The sentences that the scripts of the journal page say; scripts carry none of their own."""

from __future__ import annotations

from flask_babel import gettext as _

from sgo.vocabulary import AttendanceCode


def words() -> dict[str, str]:
    """Every sentence by the name under which the script knows it; %(name)s stays for the script."""
    return (_of_cells() | _of_lesson() | _of_works() | _of_status() | _of_many()) | {
        "termMark": _("term mark"),
        "takeAway": _("Take the mark away"),
        "setOf": _("%(set)s of %(all)s", set="%(set)s", all="%(all)s"),
    }


def _of_cells() -> dict[str, str]:
    return {
        "cellTitle": _("Cell of the journal"),
        "cellText": _("Marks and code"),
        "cellTextHelp": _(
            "Works of the lesson: %(works)s. Several marks as 5/4, a code beside a mark as %(example)s.",
            works="%(works)s",
            example=f"{AttendanceCode.ABSENT.sign}/4",
        ),
        "comment": _("Comment"),
        "commentHelp": _("The family reads it in the diary."),
        "save": _("Save"),
        "close": _("Close"),
        "history": _("History of the cell"),
        "loading": _("Loading…"),
        "noHistory": _("Nobody has written into this cell yet."),
        "noHistoryNow": _("The history cannot be read right now: try again."),
        "giveUp": _("Leave %(text)s", text="%(text)s"),
        "hasComment": _("there is a comment"),
        "enteredLate": _("entered after the day of the lesson"),
        "wasChanged": _("changed later"),
        "notSavedCell": _("not saved"),
        "twoEdits": _("two edits"),
        "dueCell": _("no mark, closes soon"),
        "cellSaved": _("%(cell)s: %(text)s, saved", cell="%(cell)s", text="%(text)s"),
        "twoEditsTitle": _("Two edits of one cell"),
        "before": _("Before"),
        "theirs": _("Theirs"),
        "mine": _("Mine"),
        "keepMine": _("Put %(text)s", text="%(text)s"),
        "keepTheirs": _("Keep %(text)s", text="%(text)s"),
        "nothingToUndo": _("There is nothing to take back."),
    }


def _of_lesson() -> dict[str, str]:
    return {
        "present": _("present"),
        "none": _("none"),
        "tapLabel": _("%(name)s: %(state)s", name="%(name)s", state="%(state)s"),
        "markLabel": _("%(name)s: mark %(mark)s", name="%(name)s", mark="%(mark)s"),
        "noMark": _("Without a mark"),
        "moreOfCell": _("Comment, several marks, history"),
        "marksFor": _("Marks are put for"),
        "worksMenu": _("Change the works of the lesson"),
        "topicDone": _("Topic"),
        "topicMissing": _("No topic"),
        "topicTheirs": _(
            "Somebody wrote another topic meanwhile: “%(topic)s”. Press Enter to save yours.",
            topic="%(topic)s",
        ),
        "checkedDone": _("Attendance is checked"),
        "checkedMissing": _("Attendance is not checked"),
        "check": _("Checked"),
        "uncheck": _("Take the check back"),
    }


def _of_works() -> dict[str, str]:
    return {
        "worksOfLesson": _("works of the lesson"),
        "worksButton": _("%(lesson)s: %(works)s, change", lesson="%(lesson)s", works="%(works)s"),
        "worksNow": _("Works of %(lesson)s: %(works)s", lesson="%(lesson)s", works="%(works)s"),
        "noWork": _("no work"),
        "addWork": _("Add a work"),
        "removeWork": _("Take away: %(work)s", work="%(work)s"),
        "changeType": _("change the kind of work"),
        "controlWork": _("control work"),
        "openLesson": _("Open the lesson: topic and attendance"),
        "closedColumn": _("The works are closed"),
    }


def _of_many() -> dict[str, str]:
    return {
        "pasteTitle": _("Paste from a spreadsheet"),
        "fillTitle": _("Fill the empty cells"),
        "clearTitle": _("Clear the chosen cells"),
        "presentTitle": _("%(lesson)s: all present", lesson="%(lesson)s"),
        "looking": _("Looking at what would change…"),
        "typeValue": _("Type a mark or a code."),
        "nothingHere": _("There is nothing here to change."),
        "bulkPlan": _(
            "Will change: %(count)s. Will stay: %(rest)s. Stand so already: %(same)s.",
            count="%(count)s",
            rest="%(rest)s",
            same="%(same)s",
        ),
        "bulkDone": _(
            "Cells written: %(count)s, left as they were: %(rest)s.",
            count="%(count)s",
            rest="%(rest)s",
        ),
        "takenBack": _(
            "Taken back: %(count)s, stay as they are: %(rest)s.",
            count="%(count)s",
            rest="%(rest)s",
        ),
        "doneAgain": _(
            "Done again: %(count)s, stay as they are: %(rest)s.",
            count="%(count)s",
            rest="%(rest)s",
        ),
        "bulkStays": _("What stays and why"),
        "bulkChanges": _("What changes"),
        "replaceFilled": _("Write over the filled cells too (%(count)s)", count="%(count)s"),
        "replaceAll": _("Write over the filled cells too"),
        "strangers": _("Not found on this page: %(names)s.", names="%(names)s"),
        "beyond": _("Rows below the last student, left out: %(count)s.", count="%(count)s"),
        "outside": _("Values right of the last lesson, left out: %(count)s.", count="%(count)s"),
        "copied": _("Cells copied: %(count)s", count="%(count)s"),
        "presentPlan": _(
            "The lesson will be checked; present without a code: %(count)s.", count="%(count)s"
        ),
        "presentDone": _("The lesson is checked, present: %(count)s.", count="%(count)s"),
        "presentStays": _("Keep their code"),
        "presentExempt": _("Exempt by a document: %(count)s.", count="%(count)s"),
        "readOnly": _("This page can only be read."),
        "foundStudents": _("Found: %(count)s", count="%(count)s"),
        "noStudent": _("There is no such student on this page."),
        "filterTitle": _("Lessons with one kind of work"),
    }


def _of_status() -> dict[str, str]:
    return {
        "saving": _("Saving %(count)s…", count="%(count)s"),
        "notSaved": _("Not saved: %(count)s, show", count="%(count)s"),
        "savedAt": _("Saved at %(time)s", time="%(time)s"),
        "awayWaits": _("The server does not answer: %(count)s wait, try now", count="%(count)s"),
        "serverAway": _("The server does not answer: try again in a moment."),
        "signedOut": _("You are signed out: sign in and try again."),
        "signedOutWaits": _("Signed out, %(count)s wait: sign in", count="%(count)s"),
        "signInAgain": _(
            "The session has ended. Sign in in a new tab, come back here and press “I have signed in”: everything typed is still here and will be saved."
        ),
        "otherPerson": _(
            "Another person has signed in. What was typed here belongs to you: sign in as yourself to save it."
        ),
    }
