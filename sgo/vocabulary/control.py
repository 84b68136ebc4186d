"""Words of the plan of control, and of the daily letter that reminds of it."""

from __future__ import annotations

from sgo.vocabulary.word import N_, Word


class CheckState(Word):
    """How far a check of the plan of control has come (clauses 2.2.2, 4.7)."""

    PLANNED = "planned", N_("planned")
    HELD = "held", N_("held")
    CALLED_OFF = "called_off", N_("called off")


class RemarkState(Word):
    """Whose turn it is with a remark of a check (clause 4.7)."""

    OPEN = "open", N_("to be mended")
    MENDED = "mended", N_("mended, waits for a second look")
    ACCEPTED = "accepted", N_("accepted")


class SendingState(Word):
    """What became of a letter of a day; `uncertain` is never sent again that day."""

    SENDING = "sending", N_("being sent")
    SENT = "sent", N_("sent")
    FAILED = "failed", N_("not sent")
    UNCERTAIN = "uncertain", N_("perhaps sent")
