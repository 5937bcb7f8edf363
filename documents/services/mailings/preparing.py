"""Working out who of a list gets a mailing, and who does not and why: a constant number of statements a portion."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import Max

from cases.rules.days import day_of
from cases.rules.refusals import Refusal
from cases.services.rows import OneOf, insert, uncollected
from documents.duties import SEND
from documents.messages.ways import stays_here
from documents.models import (
    Channel,
    Direction,
    MailAccount,
    Mailing,
    MailingPurpose,
    MailingRow,
    MailingText,
    Recipient,
    RecipientStatus,
    WhyNot,
)
from documents.services.mailings.drafts import locked_open, papers_of
from documents.services.mailings.lists import members, unknown_in
from documents.services.mailings.refusals import MailingRefused, refusal
from documents.services.mailings.wording import findings, language_of
from documents.services.messages.checking import is_mail_address
from documents.services.messages.outcomes import LOST
from registry.actors import Actor
from registry.duties import require
from registry.models import Consent, Contact, Customer
from registry.models.party import Purpose
from registry.queries import consents

PORTION: Final = 1_000


@dataclass(slots=True)
class Known:
    """What decides about the customers of a portion; `taken` are the addresses of all portions before."""

    consents: Mapping[int, Consent] = field(default_factory=dict)
    addresses: Mapping[int, str] = field(default_factory=dict)
    failed: Collection[str] = ()
    old_before: date | None = None
    taken: set[str] = field(default_factory=set)


def prepare(mailing: Mailing, *, actor: Actor, now: datetime) -> Mailing:
    """Work out who gets it; done again, it is worked out anew. The text is looked at in a child process, therefore:
    call outside of any transaction. Raises DutyMissing; MailingRefused when a text or an attachment cannot go.
    """
    require(actor, SEND)
    if problems := list(_problems(mailing)):
        raise MailingRefused(problems)
    with transaction.atomic():
        held = locked_open(mailing, actor)
        held.prepare()
        held.prepared_at, held.trouble = now, ""
        held.save()
        MailingRow.objects.of(held.company_id).filter(mailing=held).delete()
        taken: set[str] = set()
        languages = _languages(held)
        for ids in _portions(held, day_of(now)):
            with uncollected():
                portion = list(Customer.objects.of(held.company_id).filter(OneOf("id", ids)).order_by("pk"))
                known = _known(held, portion, day_of(now), taken)
                insert([row_of(held, each, known, languages) for each in portion])
    return held


def row_of(mailing: Mailing, customer: Customer, known: Known, languages: Sequence[str]) -> MailingRow:
    """What becomes of one customer. No query, no clock."""
    address = known.addresses.get(customer.pk, "")
    why_not = _why_not(mailing, customer, address, known)
    if not why_not:
        known.taken.add(address.casefold())
    given = known.consents.get(customer.pk)
    is_old = given is not None and known.old_before is not None and given.on <= known.old_before
    return MailingRow(
        company_id=mailing.company_id,
        mailing=mailing,
        customer=customer,
        address=address,
        language=language_of(customer, languages),
        why_not=why_not,
        is_consent_old=is_old and not why_not,
    )


def _why_not(mailing: Mailing, customer: Customer, address: str, known: Known) -> str:
    if customer.merged_into_id is not None:
        return WhyNot.MERGED
    if mailing.purpose == MailingPurpose.MARKETING:
        said = known.consents.get(customer.pk)
        if said is None or not said.given:
            return WhyNot.NO_CONSENT if said is None else WhyNot.WITHDRAWN
    return _why_not_there(address, known)


def _why_not_there(address: str, known: Known) -> str:
    if not address:
        return WhyNot.NO_ADDRESS
    if not is_mail_address(address):
        return WhyNot.ADDRESS_WRONG
    if address.casefold() in known.failed:
        return WhyNot.ADDRESS_FAILED
    return WhyNot.TWICE if address.casefold() in known.taken else ""


def _portions(mailing: Mailing, on: date) -> Iterator[list[int]]:
    """The criteria are asked once for all: some of them read a whole ledger."""
    everybody = list(members(mailing.list, on).order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(everybody), PORTION):
        yield everybody[first : first + PORTION]


def _known(mailing: Mailing, portion: Sequence[Customer], on: date, taken: set[str]) -> Known:
    company_id, ids = mailing.company_id, [each.pk for each in portion]
    addresses = _addresses(mailing, portion)
    failed = _failed(mailing, addresses.values())
    if mailing.purpose != MailingPurpose.MARKETING:
        return Known(addresses=addresses, failed=failed, taken=taken)
    return Known(
        consents=consents.newest(company_id, Purpose.MARKETING, ids),
        addresses=addresses,
        failed=failed,
        old_before=consents.old_before(Purpose.MARKETING, on),
        taken=taken,
    )


def _addresses(mailing: Mailing, portion: Sequence[Customer]) -> Mapping[int, str]:
    """The customer's own address, else that of the first contact who has one."""
    column = "email" if mailing.channel == Channel.EMAIL else "pec"
    people = Contact.objects.of(mailing.company_id).filter(customer__in=portion, is_active=True)
    contacts = people.exclude(**{column: ""}).order_by("-pk").values_list("customer_id", column)
    return dict(contacts) | {each.pk: str(getattr(each, column)) for each in portion if getattr(each, column)}


def _failed(mailing: Mailing, addresses: Collection[str]) -> Collection[str]:
    """The addresses from which the newest message sent there by this way came back."""
    spelled = {each for address in addresses for each in (address, address.casefold())}
    ended = (RecipientStatus.SENT, RecipientStatus.DELIVERED, RecipientStatus.FAILED)
    sent = Recipient.objects.of(mailing.company_id).filter(
        address__in=spelled, status__in=ended, message__direction=Direction.OUT, message__channel=mailing.channel
    )
    newest = list(sent.values("address").annotate(newest=Max("pk")).values_list("newest", flat=True))
    lost = Recipient.objects.of(mailing.company_id).filter(pk__in=newest, evidence__kind__in=LOST)
    found = lost.filter(status=RecipientStatus.FAILED).values_list("address", flat=True)
    return {address.casefold() for address in found}


def _languages(mailing: Mailing) -> list[str]:
    rows = MailingText.objects.of(mailing.company_id).filter(mailing=mailing)
    return list(rows.order_by("-language").values_list("language", flat=True))


def _can_leave(mailing: Mailing) -> bool:
    """E-mail leaves by the server of the settings too; PEC needs an account, except where nothing leaves at all."""
    if mailing.account is None and (mailing.channel == Channel.EMAIL or stays_here()):
        return True
    in_use = MailAccount.objects.of(mailing.company_id).filter(kind=mailing.channel, is_active=True)
    asked = in_use.filter(pk=mailing.account_id) if mailing.account_id else in_use
    return asked.exclude(smtp_host="").exists()


def _problems(mailing: Mailing) -> Iterator[Refusal]:
    yield from unknown_in(mailing.list)
    texts = list(MailingText.objects.of(mailing.company_id).filter(mailing=mailing))
    if not texts:
        yield refusal("mailing_without_text")
    for text in texts:
        if found := findings(text):
            yield refusal("mailing_text_wrong", language=text.language, count=len(found))
    if not _can_leave(mailing):
        yield refusal("mailing_without_account")
    for paper in papers_of(mailing):
        if paper.document.file.is_quarantined:
            yield refusal("mailing_paper_quarantined", title=paper.document)
