"""The open items and payments of a company, narrowed as a list asks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q

from billing.models import OpenItem, Payment
from billing.models.hold import HoldCause
from billing.queries import trends
from billing.queries.ageing import in_bucket
from billing.queries.credit import SENT_BACK, paid_late
from billing.queries.holds import collectable, held, on_hold
from registry.models.fields import search_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from registry.models import Company

SALES: Final = "sales"
"""What is invoiced, as a kind that the list may be narrowed to: invoices, debit and credit notes."""
PAID_LATE: Final = "paid_late"
"""What money came for after its day, whether it is open still or not."""
RETURNED: Final = "returned"
"""What a bank sent back."""
MONTH: Final = r"^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])\Z"
"""A month as it is asked for: 2026-11."""


def items(company: Company, asked: Mapping[str, str], on: date) -> Any:
    """Items by due date, as words `q`, bucket `age`, `kind`, `show` and month `booked` ask; empty asks nothing."""
    rows: Any = _shown(company.pk, asked["show"], on)
    if asked["age"]:
        rows = in_bucket(rows, asked["age"], on)
    elif asked["show"] == "":
        rows = rows.filter(is_open=True)
    if asked["kind"] == SALES:
        rows = rows.filter(kind__in=trends.SALES)
    elif asked["kind"]:
        rows = rows.filter(kind=asked["kind"])
    if asked["q"]:
        text = asked["q"].strip()
        refs = Q(document_number__istartswith=text) | Q(contract_ref=text) | Q(supply_point=text)
        rows = rows.filter(refs | _customer(text))
    if asked.get("booked"):
        rows = rows.filter(_booked(asked["booked"]), booked_on__lte=on)
    return rows.select_related("customer").order_by("due_on", "pk")


def _shown(company_id: int, show: str, on: date) -> Any:
    if show == "held":
        return on_hold(company_id, on)
    if show == "disputed":
        return on_hold(company_id, on, HoldCause.DISPUTE).filter(amount__gt=0)
    if show == PAID_LATE:
        return paid_late(OpenItem.objects.of(company_id))
    return collectable(company_id, on) if show == "free" else OpenItem.objects.of(company_id)


def payments(company: Company, asked: Mapping[str, str]) -> Any:
    """Payments, the newest first."""
    rows = Payment.objects.of(company)
    if asked["show"] == "open":
        rows = rows.filter(is_open=True)
    if asked["show"] == "back":
        rows = rows.filter(reverses__isnull=False)
    if asked["show"] == RETURNED:
        rows = rows.filter(SENT_BACK)
    if asked["q"]:
        rows = rows.filter(Q(reference__icontains=asked["q"].strip()) | _customer(asked["q"]))
    if asked.get("booked"):
        rows = rows.filter(_booked(asked["booked"]))
    return rows.select_related("customer").order_by("-booked_on", "-pk")


def _booked(month: str) -> Q:
    first = date.fromisoformat(f"{month}-01")
    return Q(booked_on__gte=first, booked_on__lt=(first + timedelta(days=32)).replace(day=1))


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
