"""By which way a statement reaches a customer, and where: read for many customers at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from billing.models.statements import Way
from cases.services.rows import OneOf
from documents.messages.ways import stays_here
from documents.models import Channel, MailAccount, MailKind
from documents.services.messages.checking import is_mail_address, problems_of_addresses
from documents.services.messages.writing import Addressee
from registry.models import Address, Contact
from registry.models.party import AddressKind, ContactRole

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from billing.models import StatementRun
    from registry.models import Customer

LONGEST: Final = 200
"""Of the name of a recipient in the register of messages."""
ORDERS: Final = {
    Way.EMAIL_FIRST: (Channel.EMAIL, Channel.PEC),
    Way.PEC_FIRST: (Channel.PEC, Channel.EMAIL),
}


@dataclass(frozen=True, slots=True)
class Route:
    """Where a statement goes: the channel, empty for nowhere; `to` is what stands in the window in any case."""

    channel: str
    to: Addressee

    @property
    def said(self) -> str:
        """The address in one line."""
        place = f"{self.to.street}, {self.to.postal_code} {self.to.city}"
        return self.to.address or (place if self.channel else "")


def routes(run: StatementRun, customers: Sequence[Customer]) -> Mapping[int, Route]:
    """Of each customer the first way of the run by which he can be reached; three statements.

    Mail goes to the contact for administration and invoices, else to the customer's own address; never to a contact
    for other things. A letter goes to the mailing address, else to the seat.
    """
    ids = [customer.pk for customer in customers]
    contacts, mailing = _contacts(run.company_id, ids), _mailing(run.company_id, ids)
    allowed = [channel for channel in ORDERS[Way(run.way)] if channel != Channel.PEC or _has_pec(run.company_id)]
    return {
        customer.pk: _route(customer, contacts.get(customer.pk), mailing.get(customer.pk), allowed, by_post=run.by_post)
        for customer in customers
    }


def seat(customer: Customer, row: Customer | Address | None = None, *, address: str = "") -> Addressee:
    """The customer at a place, his seat unless another is given."""
    at = row or customer
    attention = row.attention if isinstance(row, Address) else ""
    return Addressee(
        name=f"{customer.name} {attention}".strip()[:LONGEST],
        address=address,
        street=at.address,
        postal_code=at.postal_code,
        city=at.city,
        province=at.province,
        country=at.country,
    )


def _route(
    customer: Customer, contact: Contact | None, mailing: Address | None, allowed: list[Channel], *, by_post: bool
) -> Route:
    for channel in allowed:
        if address := _mail_address((contact, customer), channel):
            return Route(channel, seat(customer, address=address))
    letter = seat(customer, mailing)
    if by_post and not list(problems_of_addresses(Channel.POST, [letter])):
        return Route(Channel.POST, letter)
    return Route("", letter)


def _mail_address(people: Iterable[Contact | Customer | None], channel: Channel) -> str:
    given = (getattr(each, channel.value) for each in people if each is not None)
    return next((str(address) for address in given if is_mail_address(str(address))), "")


def _contacts(company_id: int, ids: list[int]) -> Mapping[int, Contact]:
    rows = Contact.objects.of(company_id).filter(
        OneOf("customer_id", ids), role=ContactRole.ADMINISTRATION, is_active=True
    )
    return {row.customer_id: row for row in rows.order_by("-pk")}


def _mailing(company_id: int, ids: list[int]) -> Mapping[int, Address]:
    rows = Address.objects.of(company_id).filter(OneOf("customer_id", ids), kind=AddressKind.MAILING, is_active=True)
    return {row.customer_id: row for row in rows}


def _has_pec(company_id: int) -> bool:
    rows = MailAccount.objects.of(company_id).filter(kind=MailKind.PEC, is_active=True)
    return stays_here() or rows.exclude(smtp_host="").exists()
