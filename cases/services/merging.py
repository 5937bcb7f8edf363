"""Cases go over when customers are merged: each journal says so; and what came late is moved by the worker."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from cases.models import Case
from cases.outbox import announcing, nudge
from cases.services import journal, locking
from cases.services.chores import Chore
from registry.actors import SYSTEM
from registry.models import Merge
from registry.services.merging import Move, rows_of, settle

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from django.db import models

MERGED: Final = "customer.merged"
REASON: Final = "the worker settles the merges of every company"
WATCHED: Final = timedelta(days=2)
"""For so long a page opened before a merge may still write a row for the customer merged away."""


def lock_cases(company_id: int, customer_ids: Collection[int]) -> None:
    """Cases come before customers in the order of locks."""
    rows = Case.objects.of(company_id).filter(customer__in=customer_ids).order_by("pk")
    list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))


def move_cases(move: Move, field: models.Field[Any, Any]) -> list[int]:
    """Give each case of the absorbed customer to the kept one, with an event."""
    ids = []
    for found in rows_of(move, field).order_by("pk"):
        case = locking.lock(found)
        case.customer = move.kept
        matter = {"merged_from": str(move.absorbed), "merged_into": str(move.kept)}
        event = journal.append(case, journal.Entry(kind=MERGED, actor=move.actor, now=move.now, matter=matter))
        case.save(update_fields=("customer", "seq", "head_hash"))
        if announcing.announce(case, event):
            transaction.on_commit(nudge.relay)
        ids.append(case.pk)
    return ids


def settle_recent(now: datetime) -> int:
    """Move what came late for recent merges; how many rows."""
    recent = Merge.objects.across_companies(REASON).filter(merged_at__gte=now - WATCHED).order_by("pk")
    return sum(settle(done, actor=SYSTEM(done.company_id, []), now=now) for done in recent)


chore = Chore("settle_merges", 30.0, settle_recent)
