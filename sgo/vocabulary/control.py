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


class MailFault(Word):
    """Why the mail server took nothing from us, and what to set right."""

    AWAY = "away", N_("The mail server does not answer: check SGO_MAIL_HOST and SGO_MAIL_PORT.")
    NO_TLS = (
        "no_tls",
        N_(
            "The connection with the mail server did not become private: check SGO_MAIL_TLS and SGO_MAIL_PORT (starttls is mostly on port 587, ssl on port 465)."
        ),
    )
    CERTIFICATE = (
        "certificate",
        N_(
            "The certificate of the mail server was refused: SGO_MAIL_HOST must be the name in it, it must not be out of date, and this computer must know who signed it. An authority of your own is named by SSL_CERT_FILE."
        ),
    )
    NO_SIGN_IN = (
        "no_sign_in",
        N_(
            "The mail server offers no sign-in by password here: check SGO_MAIL_TLS and SGO_MAIL_PORT, or take SGO_MAIL_USER and SGO_MAIL_PASSWORD out."
        ),
    )
    PASSWORD = (
        "password",
        N_("The mail server refused the sign-in: check SGO_MAIL_USER and SGO_MAIL_PASSWORD."),
    )
