"""How a customer changed, and those merged into it: who, when, which columns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, Final

from registry.models import Customer

MOST = 30
UNTOLD: Final = {"search_key"}


@dataclass(frozen=True, slots=True)
class Change:
    """One save of a customer; `columns` are the labels of what differs, `code` tells merged ones from the kept one."""

    at: datetime
    who: str
    reason: str
    code: str
    columns: tuple[str, ...]


def changes(customer: Customer) -> list[Change]:
    """The newest changes of the customer and of those merged into it, the newest first; two statements."""
    model: Any = Customer.history.model
    ids = [customer.pk, *customer.absorbed.values_list("pk", flat=True)]
    rows = model.objects.filter(id__in=ids).select_related("history_user").order_by("-history_date", "-history_id")
    by_customer: dict[int, list[Any]] = {}
    for row in rows[: MOST * 2]:
        by_customer.setdefault(row.id, []).append(row)
    told = [_change(newer, older) for found in by_customer.values() for newer, older in pairwise([*found, None])]
    return sorted(told, key=lambda change: change.at, reverse=True)[:MOST]


def _change(newer: Any, older: Any) -> Change:
    fields = [field for field in Customer._meta.local_concrete_fields if field.name not in UNTOLD]
    labels = (
        ()
        if older is None
        else (
            str(field.verbose_name)
            for field in fields
            if getattr(newer, field.attname) != getattr(older, field.attname)
        )
    )
    who = newer.history_user.name if newer.history_user else ""
    return Change(newer.history_date, who, newer.history_change_reason or "", newer.code, tuple(labels))
