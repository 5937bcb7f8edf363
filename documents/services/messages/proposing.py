"""To whom one may write, read off the customer, and in what order one would."""

from __future__ import annotations

from collections.abc import Iterator

from documents.models import Channel
from documents.services.messages.writing import Addressee
from registry.models import Address, Contact, Customer
from registry.models.party import AddressKind


def proposed(customer: Customer | None, channel: str) -> list[Addressee]:
    """The customer's own addresses for a channel, then those of his contacts; each once."""
    if customer is None:
        return []
    ways = {Channel.EMAIL: _mail, Channel.PEC: _pec, Channel.POST: _post, Channel.REGISTERED: _post}
    found = ways.get(Channel(channel), _in_person)(customer)
    return list({each.place: each for each in reversed(list(found))}.values())[::-1]


def _mail(customer: Customer) -> Iterator[Addressee]:
    if customer.email:
        yield Addressee(name=customer.name, address=customer.email)
    for contact in _contacts(customer):
        if contact.email:
            yield Addressee(name=contact.name, address=contact.email)


def _pec(customer: Customer) -> Iterator[Addressee]:
    if customer.pec:
        yield Addressee(name=customer.name, address=customer.pec)
    for contact in _contacts(customer):
        if contact.pec:
            yield Addressee(name=contact.name, address=contact.pec)


def _post(customer: Customer) -> Iterator[Addressee]:
    rows = Address.objects.of(customer.company_id).filter(customer=customer, kind=AddressKind.MAILING, is_active=True)
    for row in rows:
        yield _at(f"{customer.name} {row.attention}".strip(), row)
    if customer.address and customer.city:
        yield _at(customer.name, customer)


def _at(name: str, row: Address | Customer) -> Addressee:
    return Addressee(
        name=name,
        street=row.address,
        postal_code=row.postal_code,
        city=row.city,
        province=row.province,
        country=row.country,
    )


def _in_person(customer: Customer) -> Iterator[Addressee]:
    yield Addressee(name=customer.name, address=customer.phone)


def _contacts(customer: Customer) -> Iterator[Contact]:
    rows = Contact.objects.of(customer.company_id).filter(customer=customer, is_active=True)
    yield from rows.order_by("pk")
