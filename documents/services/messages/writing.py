"""A message is written down with its recipients, and what has to leave by mail is owed to the sender, in one go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.db import transaction

from cases.models import Case, Dispatch
from cases.outbox import announcing, nudge
from cases.rules.refusals import Refusal
from cases.services import comments, locking
from documents.duties import SEND
from documents.messages.ways import stays_here
from documents.models import Attachment, Channel, Copy, Direction, Document, Letter, MailAccount, Message, Recipient
from documents.services.messages import codes
from documents.services.messages.checking import (
    problems_of_addresses,
    problems_of_content,
    problems_of_papers,
    problems_of_resending,
)
from documents.services.messages.refusals import MessageRefused, refusal
from registry.actors import Actor
from registry.duties import require
from registry.models import Customer

TOPIC: Final = "message.queued"
WRITTEN: Final = "message.written"
BY_MAIL: Final = frozenset({Channel.EMAIL, Channel.PEC})
BY_POST: Final = frozenset({Channel.POST, Channel.REGISTERED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """One recipient: an address or number, or a postal address."""

    name: str = ""
    address: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    province: str = ""
    country: str = "IT"
    copy: Copy = Copy.TO

    @property
    def place(self) -> str:
        """Where it goes, spelled in one way."""
        parts = (self.address, self.street, self.postal_code, self.city, self.country if self.street else "")
        return "|".join(" ".join(part.split()).casefold() for part in parts)

    @property
    def apart(self) -> str:
        """What tells it from another: the place, and the name where no place is said."""
        return self.place if self.place.strip("|") else f"{self.place}{' '.join(self.name.split()).casefold()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A message about to be written, once per key. No account: the first in use of its kind.

    `resends` is the message that was not delivered and for which this one goes. What else stands in the head of a mail
    is decided when it is packed.
    """

    key: UUID
    channel: Channel
    to: Sequence[Addressee]
    subject: str = ""
    body: str = ""
    letter: Letter | None = None
    documents: Sequence[Document] = field(default_factory=tuple)
    account: MailAccount | None = None
    reply_to: Message | None = None
    resends: Message | None = None
    origin: str = "desk"


def write_by_hand(about: Case | Customer, draft: Draft, *, actor: Actor, now: datetime) -> Message:
    """As `write`, for a person. Raises DutyMissing too."""
    require(actor, SEND)
    return write(about, draft, actor=actor, now=now)


def write(about: Case | Customer, draft: Draft, *, actor: Actor, now: datetime) -> Message:
    """Write a message of a case, or of a customer without one; a key that was used gives the message it gave before.

    Who stands in it twice gets it once, on the line where he stands first.
    E-mail and PEC leave through the outbox after the commit; a letter waits for a print batch, what goes by hand or
    fax for its booking. The journal of the case says so; without a case the register alone does. Raises MessageRefused
    with every reason.
    """
    draft = with_each_once(draft)
    with transaction.atomic():
        case, customer = _locked(about)
        if earlier := by_key(about.company_id, draft.key):
            return earlier
        account = account_of(about.company_id, draft)
        if problems := [*problems_about(case, customer, draft), *problems_of(draft, account, about.company_id)]:
            raise MessageRefused(problems)
        message = put_down(draft, about.company_id, account, actor=actor, now=now, case=case, customer=customer)
        if case is not None:
            comments.record(case, WRITTEN, actor=actor, now=now, matter=_matter(message, draft), origin=draft.origin)
        if draft.channel in BY_MAIL:
            owe(message, origin=draft.origin, now=now)
    return message


def with_each_once(draft: Draft) -> Draft:
    """The draft without those who stand in it already, on an earlier line."""
    first: dict[str, Addressee] = {}
    for each in draft.to:
        first.setdefault(each.apart, each)
    return replace(draft, to=tuple(first.values()))


def locked_customer(customer: Customer) -> Customer:
    """The customer as it is now, locked as the registry locks it; where a case is locked too, the case comes first."""
    rows = Customer.objects.of(customer.company_id).select_related("company", "merged_into")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=customer.pk)


def _locked(about: Case | Customer) -> tuple[Case | None, Customer | None]:
    if isinstance(about, Customer):
        return None, locked_customer(about)
    held = locking.lock(about)
    return held, held.customer


def problems_about(case: Case | None, customer: Customer | None, draft: Draft) -> Iterator[Refusal]:
    """What is wrong between the message and what it is about."""
    if case is None and customer is not None and customer.merged_into is not None:
        yield refusal("message_customer_merged", customer=customer.merged_into)
    yield from problems_of_papers(case, customer, draft.letter, draft.documents)


def by_key(company_id: int, key: UUID) -> Message | None:
    """The message that this key gave before."""
    return Message.objects.of(company_id).filter(key=key).first()


def put_down(
    draft: Draft,
    company_id: int,
    account: MailAccount | None,
    *,
    actor: Actor,
    now: datetime,
    case: Case | None,
    customer: Customer | None,
) -> Message:
    """The rows of a message, in the caller's transaction."""
    message = unsaved(draft, company_id, account, actor=actor, now=now, case=case, customer=customer)
    message.save(force_insert=True)
    for each in draft.to:
        recipient_of(message, draft, each).save(force_insert=True)
    for document in draft.documents:
        Attachment.objects.create(company_id=company_id, message=message, document=document)
    return message


def unsaved(
    draft: Draft,
    company_id: int,
    account: MailAccount | None,
    *,
    actor: Actor,
    now: datetime,
    case: Case | None,
    customer: Customer | None,
) -> Message:
    """The row of a message as it will be written."""
    reply = draft.reply_to
    return Message(
        company_id=company_id,
        key=draft.key,
        direction=Direction.OUT,
        channel=draft.channel,
        case=case,
        customer=customer,
        account=account,
        letter=draft.letter,
        resends=draft.resends,
        subject=draft.subject.strip(),
        body=draft.body.strip(),
        rfc_message_id=message_id(draft.key, account) if draft.channel in BY_MAIL else "",
        reply_to_id=reply.rfc_message_id if reply else "",
        references=f"{reply.references} {reply.rfc_message_id}".strip() if reply else "",
        code=codes.new() if draft.channel in BY_POST else "",
        created_at=now,
        created_by_id=actor.user_id,
    )


def owe(message: Message, *, origin: str, now: datetime) -> None:
    """Owe a queued mail to the sender, in the transaction that queued it; each attempt asked for is owed once."""
    if announcing.saved(owed(message, origin=origin, now=now)):
        transaction.on_commit(nudge.relay)


def owed(message: Message, *, origin: str, now: datetime) -> Iterable[Dispatch]:
    """What is owed to the sender, unsaved."""
    return announcing.owed(
        message.company_id,
        TOPIC,
        {"message": str(message.key)},
        source=f"message:{message.pk}/{message.attempts}",
        ordering_key=f"message:{message.pk}",
        origin=origin,
        at=now,
    )


def message_id(key: UUID, account: MailAccount | None) -> str:
    """The Message-ID of a key: whoever is sent the same message twice can see that it is the same."""
    domain = account.address.partition("@")[2] if account else urlsplit(settings.BASE_URL).hostname
    return f"<{key}@{domain or 'localhost'}>"


def recipient_key(letter: Letter, channel: str, addressee: Addressee, resends: Message | None) -> UUID:
    """One per letter, way, place and attempt: the database holds it to be unique."""
    again = f"/{resends.key}" if resends else ""
    return uuid5(NAMESPACE_URL, f"letter:{letter.key}/{channel}/{addressee.apart}{again}")


def account_of(company_id: int, draft: Draft) -> MailAccount | None:
    """By which account a draft leaves; None where the settings say it, or where it is no mail."""
    if draft.channel not in BY_MAIL:
        return None
    in_use = MailAccount.objects.of(company_id).filter(kind=draft.channel, is_active=True).exclude(smtp_host="")
    if draft.account is not None:
        return in_use.filter(pk=draft.account.pk).first()
    return in_use.order_by("pk").first()


def problems_of(draft: Draft, account: MailAccount | None, company_id: int) -> Iterator[Refusal]:
    """What is wrong with the message itself."""
    yield from problems_of_addresses(draft.channel, draft.to)
    yield from problems_of_content(draft.channel, draft.subject, draft.body, draft.letter, draft.documents)
    if account is None and draft.account is not None:
        yield refusal("message_account_wrong")
    elif account is None and draft.channel == Channel.PEC and not stays_here():
        yield refusal("message_no_pec_account")
    if draft.resends is not None:
        yield from problems_of_resending(draft.resends)
    if draft.letter is None:
        return
    for each in draft.to:
        key = recipient_key(draft.letter, draft.channel, each, draft.resends)
        if Recipient.objects.of(company_id).filter(key=key).exists():
            yield refusal("message_sent_already", address=each.address or each.name)


def recipient_of(message: Message, draft: Draft, each: Addressee) -> Recipient:
    """The row of one addressee as it will be written."""
    return Recipient(
        company_id=message.company_id,
        message=message,
        key=recipient_key(draft.letter, draft.channel, each, draft.resends) if draft.letter else None,
        copy=each.copy,
        name=each.name.strip(),
        address=each.address.strip(),
        street=each.street.strip(),
        postal_code=each.postal_code.strip(),
        city=each.city.strip(),
        province=each.province.strip(),
        country=each.country.strip() if each.street else "",
    )


def _matter(message: Message, draft: Draft) -> dict[str, object]:
    """What the journal keeps: which message, which way, what was in it. Who got it stands in the register."""
    return {
        "message": str(message.key),
        "channel": message.channel,
        "subject": message.subject,
        "recipients": len(draft.to),
        "letter": str(draft.letter.key) if draft.letter else "",
        "documents": [each.file.sha256 for each in draft.documents],
    }
