"""Finding a customer by whatever the clerk has at hand."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db.models import Q

from registry.models import Company, Customer
from registry.models.fields import search_key

SEARCH_LIMIT = 25
CHOICE_LIMIT = 6


@dataclass(frozen=True, slots=True)
class CustomerHit:
    """A customer as a search shows it."""

    id: int
    code: str
    name: str
    vat_number: str
    fiscal_code: str
    city: str
    province: str


def search(company: Company | int, text: str, *, limit: int = SEARCH_LIMIT) -> list[CustomerHit]:
    """Customers of the company by code, VAT number, fiscal code or words of the name, at most `limit`.

    `c12` finds C000012; eleven digits or the beginning of a code find the number; words match from their beginning,
    in any order, whatever the case and accents. An empty text finds nothing.
    """
    found = _matching(company, text)
    if found is None:
        return []
    rows = Customer.objects.of(company).filter(found, merged_into__isnull=True).order_by("search_key", "code")[:limit]
    return [CustomerHit(*row) for row in rows.values_list(*CustomerHit.__dataclass_fields__)]


def by_code(company: Company | int, code: str) -> Customer | None:
    """The customer behind a code in an address, None without one; a code merged away leads to the one kept."""
    rows = Customer.objects.of(company).select_related("merged_into")
    found = rows.filter(code=code.strip().upper()).first()
    return found and current(found)


def fitting(company: Company | int, text: str, *, limit: int = CHOICE_LIMIT) -> list[CustomerHit]:
    """Whom a code names, else whom a search finds, at most `limit`: one is the answer, several are a question."""
    found = by_code(company, text)
    if found is not None:
        return [CustomerHit(*(getattr(found, name) for name in CustomerHit.__dataclass_fields__))]
    return search(company, text, limit=limit)


def current(customer: Customer) -> Customer:
    """The customer itself, or the one it was merged into: merging leaves no chains."""
    return customer.merged_into or customer


def _matching(company: Company | int, text: str) -> Q | None:
    words = search_key(text).split()
    if not words:
        return None
    compact = re.sub(r"\W", "", text).upper()
    found = Q(vat_number__startswith=compact.removeprefix("IT")) if _is_vat(compact) else Q(pk__in=())
    if len(compact) >= 3:  # shorter beginnings of a fiscal code find everybody
        found |= Q(fiscal_code__startswith=compact)
    if number := re.fullmatch(r"C?([0-9]{1,6})", compact):
        code = f"C{int(number[1]):06d}"
        merged = Customer.objects.of(company).filter(code=code, merged_into__isnull=False)
        found |= Q(code=code) | Q(pk__in=merged.values("merged_into"))
    named = Q()
    for word in words:
        named &= Q(search_key__contains=f" {word}")
    return found | named


def _is_vat(compact: str) -> bool:
    return bool(re.fullmatch(r"(IT)?[0-9]{3,11}", compact))
