"""Saying no to further offers: a link in the text, a header for mail programs (RFC 8058), one row of consent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from cases.rules.days import day_of
from documents.models import Mailing, MailingPurpose, MailingRow, Message
from documents.services.letters.issuing import language_for
from documents.services.messages.writing_many import locked_customers
from registry.actors import SYSTEM
from registry.duties import EDIT_CUSTOMER
from registry.models import Customer
from registry.models.party import ConsentSource, Purpose
from registry.queries import consents
from registry.queries.customers import current
from registry.services.party import record_consent

SALT: Final = "documents.unsubscribe"
EXAMPLE: Final = "example"
"""Stands in the place of a token where nothing is really sent: it leads to the page of a link that is not good."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who does not want what any more."""

    customer: Customer
    mailing: Mailing
    address: str

    @property
    def language(self) -> str:
        """In which one writes to him."""
        return language_for(self.customer)


def token_of(mailing: Mailing, customer_id: int) -> str:
    """What stands in the link: signed, never out of date, always the same, and telling nothing of the customer."""
    said = [mailing.company_id, customer_id, Purpose.MARKETING, mailing.pk]
    return signing.Signer(salt=SALT).sign_object(said)


def link(token: str) -> str:
    """The whole address."""
    return f"{settings.BASE_URL.rstrip('/')}/unsubscribe/{token}/"


def closing(mailing: Mailing, token: str, language: str, company: str) -> str:
    """What stands below the text of a message, in its language; nothing below what needs no consent."""
    if mailing.purpose != MailingPurpose.MARKETING:
        return ""
    with override(language):
        said = _("You receive this message because you agreed to offers and news of %(company)s.")
        out = _("If you do not want any more of them: %(link)s")
        return "\n\n--\n" + said % {"company": company.removesuffix(".")} + "\n" + out % {"link": link(token)}


def headers_of(message: Message) -> dict[str, str]:
    """What the head of a mail carries so that a mail program can unsubscribe for its user; nothing for other mail."""
    rows = MailingRow.objects.of(message.company_id).filter(message=message, mailing__purpose=MailingPurpose.MARKETING)
    row = rows.select_related("mailing").first()
    if row is None:
        return {}
    address = link(token_of(row.mailing, row.customer_id))
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def read(token: str) -> Asked | None:
    """Who asks; None for a token that is not ours, or whose mailing is gone."""
    try:
        company_id, customer_id, purpose, mailing_id = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    rows = Customer.objects.of(company_id).select_related("company", "merged_into__company")
    customer = rows.filter(pk=customer_id).first()
    mailing = Mailing.objects.of(company_id).filter(pk=mailing_id).first()
    if customer is None or mailing is None or purpose != Purpose.MARKETING:
        return None
    sent = MailingRow.objects.of(company_id).filter(mailing=mailing, customer=current(customer)).first()
    return Asked(current(customer), mailing, sent.address if sent is not None else customer.email)


@transaction.atomic
def unsubscribe(asked: Asked, now: datetime) -> bool:
    """Write down that the consent is withdrawn, once however often it is asked; returns whether it was new.

    Who says no says it for his address: whichever customer offers would reach there has withdrawn too.
    """
    company_id, own = asked.customer.company_id, asked.customer.pk
    customers = locked_customers(company_id, [own, *_reached(company_id, asked.address)])
    said = consents.newest(company_id, Purpose.MARKETING, customers.keys())
    agreed = {pk for pk, row in said.items() if row.given} | ({own} - said.keys())
    for pk in sorted(agreed):
        record_consent(customers[pk], **_row(asked, customers[pk], now))
    return own in agreed


def _reached(company_id: int, address: str) -> set[int]:
    """The customers with an e-mail address, as the registry has it or as a mailing used it."""
    if not address:
        return set()
    registered = Customer.objects.of(company_id).filter(email__iexact=address, merged_into=None)
    written = MailingRow.objects.of(company_id).filter(address__iexact=address, customer__merged_into=None)
    return {*registered.values_list("pk", flat=True), *written.values_list("customer_id", flat=True)}


def _row(asked: Asked, customer: Customer, now: datetime) -> Mapping[str, Any]:
    return {
        "actor": SYSTEM(customer.company_id, [EDIT_CUSTOMER]),
        "now": now,
        "today": day_of(now),
        "on": day_of(now),
        "purpose": Purpose.MARKETING,
        "given": False,
        "source": ConsentSource.EMAIL,
        "note": f"{asked.mailing.name[:120]}: {asked.address}"[:200],
    }
