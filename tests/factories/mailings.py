"""Lists of customers and mailings, for tests and for pages that need one of each."""

from __future__ import annotations

from datetime import date
from typing import Any

from documents.models import CustomerList, Mailing, MailingPurpose, MailingRow
from documents.services.mailings import drafts, lists, preparing
from registry.actors import Actor
from registry.models import Company, Consent, Customer
from registry.models.party import ConsentSource, Purpose
from registry.services.access import actor_for
from tests.factories import cases as cast
from tests.factories import messages as make
from tests.factories import registry as people

NOW = make.NOW
TEXT = ("Offerta per {{ customer.name }}", "Spett. {{ customer.name }},\n\necco la nostra offerta.")


def boss(of: Company) -> Actor:
    """Somebody at work in the company who may release mailings."""
    held = people.member(of, "documents.send", "documents.mail_many", *cast.PAPERS)
    found = actor_for(held.user, of, on=NOW.date())
    assert found is not None
    return found


def customers(of: Company, number: int, *, agreed: bool = True, first: int = 100, **columns: Any) -> list[Customer]:
    """Customers who can be written to by e-mail, and who agreed to offers."""
    made = Customer.objects.bulk_create(
        Customer(
            company=of,
            **{
                "code": f"C{first + at:06d}",
                "name": f"Cliente {first + at}",
                "email": f"cliente{first + at}@example.it",
                **columns,
            },
        )
        for at in range(number)
    )
    if agreed:
        for each in made:
            consent(each)
    return made


def consent(of: Customer, *, given: bool = True, on: date = date(2026, 6, 1)) -> Consent:
    """What a customer said about offers."""
    return Consent.objects.create(
        company_id=of.company_id,
        customer=of,
        purpose=Purpose.MARKETING,
        given=given,
        on=on,
        source=ConsentSource.WEB,
        recorded_at=NOW,
    )


def saved_list(by: Actor, **values: Any) -> CustomerList:
    """A list of everybody, or of whom the values say."""
    return lists.save(None, lists.Wanted(**{"name": "Tutti i clienti", **values}), actor=by, now=NOW)


def mailing(by: Actor, **values: Any) -> Mailing:
    """Offers to everybody."""
    known = {"name": "Offerta di novembre", "purpose": MailingPurpose.MARKETING, "texts": {"it": TEXT}}
    if "list" not in values:
        known["list"] = saved_list(by)
    return drafts.save(None, drafts.Wanted(**{**known, **values}), actor=by, now=NOW)


def prepared(by: Actor, **values: Any) -> Mailing:
    """One of which it is worked out who gets it."""
    return preparing.prepare(mailing(by, **values), actor=by, now=NOW)


def rows(customer: Customer, by: Actor) -> dict[str, Any]:
    """A mailing of which it is worked out who gets it, and its list, for pages that need one of each."""
    consent(customer)
    saved = saved_list(by, name="Chi vuole notizie", is_by_hand=True, added=[customer.code])
    made = mailing(by, list=saved)
    MailingRow.objects.create(
        company_id=made.company_id, mailing=made, customer=customer, address="info@rossi.example", language="it"
    )
    made.prepare()
    made.prepared_at = NOW
    made.save()
    return {"mailing": made, "list": saved}
