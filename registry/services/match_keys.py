"""Keeping what a customer is recognised by in step with the customer and its contacts."""

from __future__ import annotations

from registry.models import Customer, MatchKey
from registry.models.fields import search_key
from registry.rules.sameness import Known, keys


def known_of(customer: Customer) -> Known:
    """What is known of a saved customer and of its contacts at work; one statement."""
    people = list(customer.contacts.filter(is_active=True).values_list("phone", "email", "pec"))
    return Known(
        name_key=search_key(customer.name),
        vat_number=customer.vat_number,
        fiscal_code=customer.fiscal_code,
        iban=customer.iban,
        postal_code=customer.postal_code,
        phones=(customer.phone, *(phone for phone, _email, _pec in people)),
        emails=(customer.email, customer.pec, *(each for _phone, *both in people for each in both)),
    )


def keep_keys(customer: Customer) -> None:
    """Write the keys of a customer anew; a merged one has none. Call it under the customer's lock."""
    wanted = keys(known_of(customer)) if customer.merged_into_id is None else frozenset()
    rows = {(row.kind, row.value): row.pk for row in customer.match_keys.all()}
    gone = [pk for key, pk in rows.items() if key not in wanted]
    if gone:
        MatchKey.objects.of(customer.company_id).filter(pk__in=gone).delete()
    MatchKey.objects.bulk_create(
        MatchKey(company_id=customer.company_id, customer=customer, kind=kind, value=value)
        for kind, value in sorted(wanted - rows.keys())
    )
