"""What has to be right before a message is written down."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from cases.rules.refusals import Refusal
from documents.checks.limits import MEBIBYTE
from documents.models import (
    Channel,
    Document,
    DocumentStatus,
    Letter,
    MailingPurpose,
    MailingRow,
    Message,
    MessageStatus,
)
from documents.services.messages.refusals import refusal

if TYPE_CHECKING:
    from cases.models import Case
    from documents.services.messages.writing import Addressee
    from registry.models import Customer

MOST: Final = 20 * MEBIBYTE
"""Of documents: packed for the wire they are a third larger, and many servers stop at 30 MB."""
PDF: Final = "application/pdf"
LONGEST_MAIL: Final = 254
LONGEST_BOX: Final = 64
"""RFC 5321, 4.5.3.1: an address, and what stands before its @."""
LONGEST_NAME: Final = 200
LONGEST_ADDRESS: Final = 320
"""What the register keeps of a recipient."""
ITALIAN_CODE: Final = re.compile(r"\d{5}")


def problems_of_addresses(channel: Channel, to: Sequence[Addressee]) -> Iterator[Refusal]:
    """Nobody, or somebody who cannot be reached this way."""
    if not to:
        yield refusal("message_to_nobody")
    if channel in (Channel.POST, Channel.REGISTERED) and len(to) > 1:
        yield refusal("message_post_to_one")
    for each in to:
        if channel in (Channel.EMAIL, Channel.PEC) and not is_mail_address(each.address):
            yield refusal("message_address_wrong", address=each.address)
        if channel in (Channel.POST, Channel.REGISTERED) and not _is_complete(each):
            yield refusal("message_address_incomplete", name=each.name)
        if len(each.name.strip()) > LONGEST_NAME or len(each.address.strip()) > LONGEST_ADDRESS:
            yield refusal("message_address_long", address=f"{(each.name or each.address)[:40]}…", most=LONGEST_NAME)


def problems_of_content(
    channel: Channel, subject: str, body: str, letter: Letter | None, documents: Sequence[Document]
) -> Iterator[Refusal]:
    """Nothing to say, nothing to print, or too much to carry."""
    if not subject.strip():
        yield refusal("message_without_subject")
    if channel in (Channel.POST, Channel.REGISTERED):
        if not all(_is_printable(each) for each in documents) or (letter is None and not documents):
            yield refusal("message_without_letter")
    elif letter is None and not documents and not body.strip():
        yield refusal("message_without_content")
    size = sum(each.file.size for each in documents)
    if size > MOST:
        yield refusal("message_too_large", size=-(-size // MEBIBYTE), most=MOST // MEBIBYTE)


def problems_of_papers(
    case: Case | None, customer: Customer | None, letter: Letter | None, documents: Sequence[Document]
) -> Iterator[Refusal]:
    """Papers of another case or customer, and what the scanner has not released, go to nobody.

    Without a case no paper of a case goes either: its readers are others.
    """
    case_id, customer_id = case.pk if case else None, customer.pk if customer else None
    if letter is not None and letter.case_id != case_id:
        yield refusal("message_paper_wrong", title=str(letter.word))
    for each in documents:
        elsewhere = each.case_id not in (None, case_id) or each.customer_id not in (None, customer_id)
        if elsewhere or each.file.is_quarantined:
            yield refusal("message_paper_wrong", title=str(each))


def problems_of_resending(message: Message) -> Iterator[Refusal]:
    """Only what failed goes again, and once: a newer message that fails is resent itself."""
    fresh = Message.objects.of(message.company_id).get(pk=message.pk)
    if fresh.status != MessageStatus.FAILED:
        yield refusal("message_not_failed", status=fresh.get_status_display())
    offers = MailingRow.objects.of(message.company_id).filter(mailing__purpose=MailingPurpose.MARKETING)
    if offers.filter(message=message).exists():
        yield refusal("message_is_an_offer")
    again = Message.objects.of(message.company_id).filter(resends=message).exclude(status=MessageStatus.CANCELLED)
    if again.exists():
        yield refusal("message_resent_already")


def is_mail_address(text: str) -> bool:
    """An address every server takes: without accents, since few know SMTPUTF8, and no longer than RFC 5321 allows."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return text.isascii() and len(text) <= LONGEST_MAIL and len(text.rpartition("@")[0]) <= LONGEST_BOX


def _is_printable(document: Document) -> bool:
    """A PDF of our own: what strangers send is not taken apart and merged."""
    return document.file.media_type == PDF and document.status == DocumentStatus.ISSUED


def _is_complete(each: Addressee) -> bool:
    if not (each.name.strip() and each.street.strip() and each.city.strip()):
        return False
    return each.country != "IT" or ITALIAN_CODE.fullmatch(each.postal_code.strip()) is not None
