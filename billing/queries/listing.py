"""The open items and payments of a company, narrowed as a list asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from billing.models import OpenItem, Payment
from billing.queries.ageing import in_bucket
from billing.queries.holds import collectable, held, on_hold
from registry.models.fields import search_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from registry.models import Company


def items(company: Company, asked: Mapping[str, str], on: date) -> Any:
    """Items by due date: `q` words of customer, document or contract; `age` a bucket; `kind`; `show`."""
    rows: Any = _shown(company.pk, asked["show"], on)
    if asked["age"]:
        rows = in_bucket(rows, asked["age"], on)
    elif asked["show"] == "":
        rows = rows.filter(is_open=True)
    if asked["kind"]:
        rows = rows.filter(kind=asked["kind"])
    if asked["q"]:
        text = asked["q"].strip()
        refs = Q(document_number__istartswith=text) | Q(contract_ref=text) | Q(supply_point=text)
        rows = rows.filter(refs | _customer(text))
    return rows.select_related("customer").order_by("due_on", "pk")


def _shown(company_id: int, show: str, on: date) -> Any:
    if show == "held":
        return on_hold(company_id, on)
    return collectable(company_id, on) if show == "free" else OpenItem.objects.of(company_id)


def payments(company: Company, asked: Mapping[str, str]) -> Any:
    """Payments, the newest first."""
    rows = Payment.objects.of(company)
    if asked["show"] == "open":
        rows = rows.filter(is_open=True)
    if asked["show"] == "back":
        rows = rows.filter(reverses__isnull=False)
    if asked["q"]:
        rows = rows.filter(Q(reference__icontains=asked["q"].strip()) | _customer(asked["q"]))
    return rows.select_related("customer").order_by("-booked_on", "-pk")


def _customer(text: str) -> Q:
    found = Q(customer__code=text.strip().upper())
    words = Q()
    for word in search_key(text).split():
        words &= Q(customer__search_key__contains=f" {word}")
    return found | words if words else found


def held_among(company: Company, shown: Iterable[OpenItem], on: date) -> frozenset[int]:
    """Which of these items are held on a day."""
    rows = OpenItem.objects.of(company).filter(pk__in=[item.pk for item in shown]).filter(held(company.pk, on))
    return frozenset(rows.values_list("pk", flat=True))
