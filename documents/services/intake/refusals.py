"""What the intake of mail answers instead of taking something in or filing it."""

from __future__ import annotations

from typing import Final

from cases.rules.refusals import N_, Refusal
from cases.services.errors import Refused


class IntakeRefused(Refused):
    """The mail stays where it is; `refusals` says why."""


REASONS: Final[dict[str, tuple[str, str]]] = {
    "mail_tnef": (
        N_("Outlook wrapped the attachments in a format that only Outlook reads (winmail.dat)."),
        N_("Ask the sender to send the message as HTML or plain text."),
    ),
    "mail_parts_left_out": (
        N_("The message has {count} more parts than are read."),
        N_("Open the original, or ask the sender for fewer files."),
    ),
    "mail_not_waiting": (
        N_("The message does not wait in the tray any more: it is {status}."),
        N_("Reload the page to see who filed it."),
    ),
    "mail_reason_missing": (N_("A reason is needed."), N_("Say in a few words why it concerns no case.")),
    "mail_case_unknown": (
        N_("There is no case with the number “{number}”."),
        N_("Type the whole number, such as OM-2026-000031."),
    ),
    "mail_customer_unknown": (
        N_("There is no customer with the code “{typed}”."),
        N_("Type the whole code, such as C000042."),
    ),
    "mail_customer_merged": (N_("This customer was merged into {customer}."), N_("File it with that one.")),
    "evidence_has_its_message": (N_("It lies beside its message already."), N_("Reload the page.")),
    "message_not_of_case": (
        N_("That message is not one that was sent from this case or to this customer."),
        N_("Choose one of the messages that are listed."),
    ),
}


def refusal(code: str, **params: object) -> Refusal:
    """The refusal of that code; a KeyError is a spelling mistake of ours."""
    message, hint = REASONS[code]
    return Refusal(code=code, message=message, hint=hint, params=params)
