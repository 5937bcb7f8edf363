"""What the services of messages answer instead of doing it."""

from __future__ import annotations

from typing import Final

from cases.rules.refusals import N_, Refusal
from cases.services.errors import Refused


class MessageRefused(Refused):
    """It may not be sent, withdrawn, booked or printed now."""


_REASONS: Final[dict[str, tuple[str, str]]] = {
    "message_to_nobody": (N_("The message has no recipient."), N_("Choose or type at least one.")),
    "message_address_wrong": (
        N_("“{address}” is not an address mail can be sent to."),
        N_("Check how it is spelled: name@company.it, without spaces or accents."),
    ),
    "account_host_wrong": (
        N_("“{host}” is not the name of a server."),
        N_("Write it as the provider gives it, for example smtp.company.it, without http:// and without blanks."),
    ),
    "message_post_to_one": (
        N_("A letter by post goes to one recipient: the code on its page 1 tells who it came back from."),
        N_("Write it down once for each recipient."),
    ),
    "message_address_long": (
        N_("“{address}” is too long for a recipient: at most {most} characters."),
        N_("Write one recipient on each line."),
    ),
    "message_address_incomplete": (
        N_("The postal address of “{name}” is incomplete."),
        N_("Street, postal code and town are needed; an Italian postal code has five digits."),
    ),
    "message_without_subject": (N_("The message has no subject."), N_("Say in a few words what it is about.")),
    "message_without_content": (
        N_("The message says nothing: it has neither a text nor a document."),
        N_("Write a text or choose a letter or a document."),
    ),
    "message_without_letter": (
        N_("What goes by post is a letter of the case, or PDF files the office issued."),
        N_("Write the letter first, and choose no other files."),
    ),
    "message_paper_wrong": (
        N_("“{title}” cannot go with this message."),
        N_("It belongs to another case or customer, or the virus scanner has not released it."),
    ),
    "message_customer_merged": (
        N_("This customer was merged into {customer}."),
        N_("Write the message on the page of that one."),
    ),
    "message_too_large": (
        N_("The documents together have {size} MB; mail servers take at most {most}."),
        N_("Send them in several messages."),
    ),
    "message_sent_already": (
        N_("This letter was already sent to {address} this way."),
        N_("Open that message: if it was not delivered, send it again from there."),
    ),
    "message_no_pec_account": (
        N_("The company has no PEC account in use."),
        N_("Ask an administrator to enter it among the mail accounts."),
    ),
    "message_account_wrong": (
        N_("This account does not send this kind of mail any more."),
        N_("Choose another one."),
    ),
    "message_not_waiting": (
        N_("The message cannot be withdrawn any more: it is {status}."),
        N_("Reload the page to see how it stands."),
    ),
    "message_not_failed": (
        N_("Only what was not delivered can be sent again; this message is {status}."),
        N_("Reload the page to see how it stands."),
    ),
    "message_is_an_offer": (
        N_("This message is an offer of a mailing."),
        N_("Correct the address and write a new mailing: the consent is read again there."),
    ),
    "message_resent_already": (
        N_("This message was already sent again."),
        N_("Open the newer one: it is linked on the page of this message."),
    ),
    "message_not_unknown": (
        N_("Nobody doubts any more whether this message left: it is {status}."),
        N_("Reload the page to see how it stands."),
    ),
    "message_booking_wrong": (
        N_("“{kind}” cannot be booked for what goes by this way."),
        N_("Choose what fits the channel."),
    ),
    "message_booking_in_future": (N_("The day {day} is still to come."), N_("Enter the day on which it happened.")),
    "message_booking_too_early": (
        N_("The day {day} is before the message was written."),
        N_("Enter the day on which it happened."),
    ),
    "posting_number_missing": (
        N_("A registered letter needs its number."),
        N_("Copy it from the receipt of the post office."),
    ),
    "code_unknown": (
        N_("No letter has the code “{typed}”."),
        N_("Compare it with page 1 and type it again."),
    ),
    "code_not_posted": (N_("The letter {typed} is {status}."), N_("Only a letter that was posted can come back.")),
    "batch_empty": (N_("No letter was chosen that can be printed."), N_("Choose letters whose PDF is there.")),
    "account_exists": (
        N_("There is already an account of this kind with the address {address}."),
        N_("Change that one instead."),
    ),
    "account_authority_unreadable": (
        N_("The certificate of the authority cannot be read."),
        N_("Paste it as text, from “-----BEGIN CERTIFICATE-----” to “-----END CERTIFICATE-----”."),
    ),
    "account_test_failed": (
        N_("The test message was not taken: {words}"),
        N_("Compare server, port, security, user and password with what the provider says."),
    ),
    "batch_not_made": (N_("The print batch is not made yet."), N_("Wait a moment and reload the page.")),
}


def refusal(code: str, **params: object) -> Refusal:
    """The refusal of that code; a KeyError is a spelling mistake of ours."""
    message, hint = _REASONS[code]
    return Refusal(code=code, message=message, hint=hint, params=params, link="messages")


def refused(code: str, **params: object) -> MessageRefused:
    """The same, to be raised."""
    return MessageRefused([refusal(code, **params)])
