"""What the services of mailings answer instead of doing it."""

from __future__ import annotations

from typing import Final

from cases.rules.refusals import N_, Refusal
from cases.services.errors import Refused


class MailingRefused(Refused):
    """It may not be kept, prepared, released or stopped now."""


_REASONS: Final[dict[str, tuple[str, str]]] = {
    "list_name_missing": (N_("The list has no name."), N_("Say in a few words who is on it.")),
    "list_name_taken": (N_("There is already a list called “{name}”."), N_("Choose another name, or change that one.")),
    "list_customer_unknown": (
        N_("There is no customer with the code “{typed}”."),
        N_("Type one code on each line, such as C000042."),
    ),
    "list_criterion_unknown": (
        N_("The list asks for “{asked}”, which no part of the product knows any more: nobody meets it."),
        N_("Take the criterion out of the list, or have the part that knew it installed again."),
    ),
    "list_value_unknown": (
        N_("Under “{criterion}” the list asks for “{value}”, which is no longer known: nobody meets it."),
        N_("Choose another value in the list, or none."),
    ),
    "list_process_unknown": (
        N_("The list asks for open cases of “{asked}”, a process that is no longer known: nobody has one."),
        N_("Choose another process in the list, or none."),
    ),
    "list_in_use": (N_("The list was used for a mailing and stays."), N_("Change its name or who is on it instead.")),
    "mailing_name_missing": (N_("The mailing has no name."), N_("Your colleagues find it by its name.")),
    "mailing_reason_missing": (
        N_("Without consent a mailing needs a reason."),
        N_("Say which contract, law or question of safety requires it."),
    ),
    "mailing_offers_by_email": (
        N_("Offers are sent by e-mail, not by PEC."),
        N_("Choose e-mail, or say why the message is required."),
    ),
    "mailing_account_wrong": (
        N_("This account does not send this kind of mail."),
        N_("Choose another account or another way."),
    ),
    "mailing_without_account": (
        N_("The company has no account in use for this kind of mail."),
        N_("Ask an administrator to enter it among the mail accounts."),
    ),
    "mailing_without_text": (N_("The mailing says nothing."), N_("Write subject and text in at least one language.")),
    "mailing_half_text": (
        N_("The text in {language} has no subject, or the subject no text."),
        N_("Write both, or neither."),
    ),
    "mailing_text_wrong": (
        N_("Something is wrong with the text in {language}: {count} findings."),
        N_("They are listed on the page of the mailing, each with its place."),
    ),
    "mailing_too_large": (
        N_("The attachments together have {size} MB; mail servers take at most {most}."),
        N_("Take one out, or put it on your web site."),
    ),
    "mailing_paper_quarantined": (
        N_("“{title}” is in quarantine."),
        N_("Wait until the virus scanner has released it, or take it out."),
    ),
    "mailing_not_open": (N_("The mailing is {status}: it cannot be changed any more."), N_("Write a new one.")),
    "mailing_not_prepared": (
        N_("The mailing is {status}."),
        N_("Only a prepared mailing can be released: work out first who gets it."),
    ),
    "mailing_not_releasing": (N_("The mailing is {status}."), N_("Reload the page to see how it stands.")),
    "mailing_reaches_nobody": (N_("Nobody gets this mailing."), N_("See in the list below why.")),
    "mailing_test_failed": (
        N_("The test message was not taken: {words}"),
        N_("Compare server, port, security, user and password with what the provider says."),
    ),
    "mailing_cannot_be_filled_in": (N_("The text cannot be filled in: {words}"), N_("Correct the text.")),
    "mailing_nobody_to_try": (N_("There is no customer to try it on."), N_("Check the list.")),
}


def refusal(code: str, **params: object) -> Refusal:
    """The refusal of that code; a KeyError is a spelling mistake of ours."""
    message, hint = _REASONS[code]
    return Refusal(code=code, message=message, hint=hint, params=params, link="mailings")


def refused(code: str, **params: object) -> MailingRefused:
    """The same, to be raised."""
    return MailingRefused([refusal(code, **params)])
