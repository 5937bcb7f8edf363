"""What is still missing of a customer: a to-do list on its page, and a filter of the list that says the same.

Each rule stands once as a condition of the database; the page asks the same rows, so that both agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Exists, OuterRef, Q, Value
from django.utils.translation import gettext_lazy as _

from registry.models import Code, Company, Consent, Contact, Customer
from registry.models.customer import COLLECTED, Kind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from registry.scoping import ScopedQuerySet

REVIEWS: Final = "consent_review"
"""The code list with the days after which a consent is looked at again, by purpose."""
_ITALIAN: Final = Q(country="IT")
_CLIENT: Final = Q(is_prospect=False)
_NO_CODE: Final = Q(sdi_code__in=("", "0000000"))


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing to complete: `field` is where in the customer's form, "contacts" or "consents" elsewhere."""

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
    _Rule(
        Missing(
            "consent",
            _("A consent was given long ago (Garante 181/2020): ask whether it still holds, and record the answer."),
            "consents",
        ),
        Q(aged_consent=True),
    ),
)


def missing(customer: Customer, *, on: date) -> list[Missing]:
    """What is missing of a saved customer on a day, in the order to complete it; two statements."""
    flags = {f"lacks_{rule.missing.code}": rule.lacks for rule in RULES}
    rows = _looked_at(customer.company_id, on).filter(pk=customer.pk)
    said: dict[str, Any] = rows.annotate(**flags).values(*flags).get()
    return [rule.missing for rule in RULES if said[f"lacks_{rule.missing.code}"]]


def incomplete(company: Company | int, *, on: date) -> ScopedQuerySet[Any]:
    """The customers of whom something is missing on a day."""
    anything = Q()
    for rule in RULES:
        anything |= rule.lacks
    return _looked_at(company, on).filter(anything)


def _looked_at(company: Company | int, on: date) -> ScopedQuerySet[Any]:
    """Customers with whether somebody can be reached, and whether a consent is due to be looked at again."""
    people = Contact.objects.of(company).filter(customer=OuterRef("pk"), is_active=True)
    with_a_number = people.exclude(phone="", email="", pec="")
    customers = Customer.objects.of(company).filter(merged_into__isnull=True)
    return customers.annotate(reachable=Exists(with_a_number), aged_consent=_aged_consent(company, on))


def _aged_consent(company: Company | int, on: date) -> Exists | Value:
    """A consent that holds and was given longer ago than its purpose allows, by the dated rows of "consent_review"."""
    aged = Q()
    for purpose, extra in Code.objects.on(on).filter(list=REVIEWS).values_list("code", "extra"):
        aged |= Q(purpose=purpose, on__lte=on - timedelta(days=int(extra["days"])))
    if not aged:
        return Value(value=False)
    newer = Q(on__gt=OuterRef("on")) | Q(on=OuterRef("on"), pk__gt=OuterRef("pk"))
    later = Consent.objects.of(company).filter(newer, customer=OuterRef("customer"), purpose=OuterRef("purpose"))
    return Exists(Consent.objects.of(company).filter(aged, ~Exists(later), customer=OuterRef("pk"), given=True))
