"""What is still missing of a customer: a to-do list on its page, and a filter of the list that says the same.

Each rule stands once as a condition of the database; the page asks the same rows, so that both agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from registry.models import Company, Contact, Customer
from registry.models.customer import COLLECTED, Kind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from registry.scoping import ScopedQuerySet

_ITALIAN: Final = Q(country="IT")
_CLIENT: Final = Q(is_prospect=False)
_NO_CODE: Final = Q(sdi_code__in=("", "0000000"))


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing to complete: `field` is where in the customer's form, "contacts" when a contact would do."""

    code: str
    text: str | _StrPromise
    field: str


@dataclass(frozen=True, slots=True)
class _Rule:
    missing: Missing
    lacks: Q


RULES: Final = (
    _Rule(
        Missing("tax_number", _("VAT number or fiscal code: without one no contract and no invoice."), "vat_number"),
        _CLIENT & Q(vat_number="", fiscal_code=""),
    ),
    _Rule(
        Missing("address", _("Legal address: street, town, postal code and, in Italy, province."), "address"),
        _CLIENT & (Q(address="") | Q(city="") | Q(postal_code="") | (_ITALIAN & Q(province=""))),
    ),
    _Rule(
        Missing(
            "office_code",
            _("Office code (IPA) of six characters: invoices to the public administration need it."),
            "sdi_code",
        ),
        _CLIENT & _ITALIAN & Q(is_public_body=True, sdi_code=""),
    ),
    _Rule(
        Missing("delivery", _("Where e-invoices go: the SDI code, or a PEC with 0000000."), "sdi_code"),
        _CLIENT & _ITALIAN & Q(kind=Kind.LEGAL, is_public_body=False, pec="") & _NO_CODE,
    ),
    _Rule(
        Missing("iban", _("IBAN: the payment method collects from the customer's account."), "iban"),
        _CLIENT & Q(payment_method__in=COLLECTED, iban=""),
    ),
    _Rule(
        Missing("reach", _("Phone or e-mail, here or of a contact: nobody can be reached."), "contacts"),
        Q(phone="", email="", pec="", reachable=False),
    ),
)


def missing(customer: Customer) -> list[Missing]:
    """What is missing of a saved customer, in the order to complete it; one statement."""
    flags = {f"lacks_{rule.missing.code}": rule.lacks for rule in RULES}
    rows = _with_contacts(customer.company_id).filter(pk=customer.pk)
    said: dict[str, Any] = rows.annotate(**flags).values(*flags).get()
    return [rule.missing for rule in RULES if said[f"lacks_{rule.missing.code}"]]


def incomplete(company: Company | int) -> ScopedQuerySet[Any]:
    """The customers of whom something is missing."""
    anything = Q()
    for rule in RULES:
        anything |= rule.lacks
    return _with_contacts(company).filter(anything)


def _with_contacts(company: Company | int) -> ScopedQuerySet[Any]:
    people = Contact.objects.of(company).filter(customer=OuterRef("pk"), is_active=True)
    with_a_number = people.exclude(phone="", email="", pec="")
    return Customer.objects.of(company).filter(merged_into__isnull=True).annotate(reachable=Exists(with_a_number))
