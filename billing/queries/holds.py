"""May we collect it? And which holds are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from billing.models import CollectionHold, OpenItem

if TYPE_CHECKING:
    from datetime import date

    from registry.scoping import ScopedQuerySet


def on_hold(company_id: int, on: date, cause: str = "") -> ScopedQuerySet[OpenItem]:
    """The open items that must not be collected on a day: held by customer, by contract, or one by one."""
    return OpenItem.objects.of(company_id).filter(is_open=True).filter(held(company_id, on, cause))


def collectable(company_id: int, on: date) -> ScopedQuerySet[OpenItem]:
    """The open items above zero that may be collected on a day."""
    return OpenItem.objects.of(company_id).filter(is_open=True, amount__gt=0).exclude(held(company_id, on))


def held(company_id: int, on: date, cause: str = "") -> Exists:
    """The condition that an item is held on a day, for one cause or for any."""
    through = CollectionHold.items.through._default_manager.filter(
        collectionhold_id=OuterRef("pk"), openitem_id=OuterRef(OuterRef("pk"))
    )
    listed = CollectionHold.items.through._default_manager.filter(collectionhold_id=OuterRef("pk"))
    holds = in_force(company_id, on).filter(customer_id=OuterRef("customer_id"))
    if cause:
        holds = holds.filter(cause=cause)
    whole = Q(contract_ref="") & ~Exists(listed)
    of_contract = ~Q(contract_ref="") & Q(contract_ref=OuterRef("contract_ref")) & ~Exists(listed)
    return Exists(holds.filter(whole | of_contract | Exists(through)))


def in_force(company_id: int, on: date) -> ScopedQuerySet[CollectionHold]:
    """The holds in force on a day, whatever the worker has done yet."""
    rows = CollectionHold.objects.of(company_id).filter(status=CollectionHold.ACTIVE, from_on__lte=on)
    return rows.filter(Q(until_on__isnull=True) | Q(until_on__gt=on))


def returned(company_id: int) -> ScopedQuerySet[CollectionHold]:
    """The expired holds that nobody has seen yet, the oldest first."""
    rows = CollectionHold.objects.of(company_id).filter(status=CollectionHold.EXPIRED, seen_at__isnull=True)
    return rows.order_by("until_on", "pk")
