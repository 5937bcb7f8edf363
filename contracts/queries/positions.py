"""Positions released: what may be collected and accepted on a day, approval by approval."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from django.db.models import Q

from cases.queries.capped import Count, count
from contracts.models import Approval, Reservation
from contracts.queries.answers import may_deliver_many
from contracts.rules.questions import Question
from registry.models.fields import search_key

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from contracts.rules.questions import Answer
    from registry.scoping import ScopedQuerySet

PAGE: Final = 25
LEAST: Final = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class PositionFilters:
    """What is looked for: words of the customer, of the site, the beginning of a code, a plant's code."""

    customer: str = ""
    site: str = ""
    code: str = ""
    plant: str = ""


@dataclass(frozen=True, slots=True)
class Position:
    """An approval and whether the smallest load of it may come on the day."""

    approval: Approval
    answer: Answer


@dataclass(frozen=True, slots=True)
class PositionPage:
    """One page of positions."""

    positions: Sequence[Position]
    total: Count
    page: int
    pages: int


def positions(company_id: int, filters: PositionFilters, *, on: date, page: int = 1) -> PositionPage:
    """Approvals good on the day by their dates, by customer, site and code; each judged as the gate would."""
    found = _narrowed(Approval.objects.of(company_id), filters).filter(
        state__in=Approval.UNDERWAY, valid_from__lte=on, valid_to__gte=on
    )
    total = count(found)
    pages = max(1, -(-total.number // PAGE))
    page = min(max(page, 1), pages)
    rows = found.select_related("customer", "site", "plant").order_by(
        "customer__search_key", "site__code", "waste_code", "pk"
    )
    shown = list(rows[(page - 1) * PAGE : page * PAGE])
    answers = may_deliver_many(company_id, [_smallest(row, on) for row in shown])
    return PositionPage([Position(*pair) for pair in zip(shown, answers, strict=True)], total, page, pages)


def expected(company_id: int, *, on: date, limit: int = 50) -> list[Reservation]:
    """The reservations of a day still open, in the order they were made."""
    rows = Reservation.objects.of(company_id).filter(on=on, state=Reservation.State.RESERVED)
    related = ("approval__customer", "approval__plant", "carrier", "vehicle")
    return list(rows.select_related(*related).order_by("pk")[:limit])


def _smallest(row: Approval, on: date) -> Question:
    return Question(
        customer_id=row.customer_id,
        waste_code=row.waste_code,
        plant_id=row.plant_id,
        quantity_t=LEAST,
        on=on,
        site_id=row.site_id,
        operation=row.operation,
        approval_id=row.pk,
    )


def _narrowed(rows: ScopedQuerySet[Approval], filters: PositionFilters) -> ScopedQuerySet[Approval]:
    for word in search_key(filters.customer).split():
        rows = rows.filter(Q(customer__search_key__contains=f" {word}") | Q(customer__code=word.upper()))
    if filters.site:
        rows = rows.filter(Q(site__code=filters.site) | Q(site__name__icontains=filters.site))
    if filters.code:
        rows = rows.filter(waste_code__startswith=filters.code)
    if filters.plant:
        rows = rows.filter(plant__code=filters.plant)
    return rows
