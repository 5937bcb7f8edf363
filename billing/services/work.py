"""The work an expired collection hold leaves on the case that placed it: decide whether to extend or to lift it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext

from billing.duties import HOLD
from billing.models import CollectionHold
from cases.models import WorkItem

if TYPE_CHECKING:
    from datetime import datetime

    from registry.scoping import ScopedQuerySet

STEP: Final = "billing.hold"


def open_for(hold: CollectionHold, now: datetime) -> None:
    """Open the work on the case, once however many of its holds expire; without an open case there is none."""
    case = hold.case
    if case is None or case.closed_at is not None or _open(hold).exists():
        return
    words = gettext("The collection hold on {customer} expired on {on}: {reason}")
    WorkItem.objects.create(
        company_id=hold.company_id,
        case=case,
        process_code=case.process_code,
        state="",
        step=STEP,
        duty=HOLD,
        queue=HOLD,
        opened_at=now,
        reason=words.format(customer=hold.customer.name, on=hold.until_on, reason=hold.reason),
    )


def end_for(hold: CollectionHold, now: datetime) -> None:
    """End it, whoever has it, once a person has seen to every hold of the case that expired."""
    left = CollectionHold.objects.of(hold.company_id).filter(case=hold.case_id, status=CollectionHold.EXPIRED)
    if hold.case_id is None or left.filter(seen_at__isnull=True).exists():
        return
    for item in _open(hold).select_for_update(of=("self",)):
        item.status, item.queue, item.outcome, item.ended_at = WorkItem.DONE, "", "settled", now
        item.save(update_fields=("status", "queue", "outcome", "ended_at"))


def _open(hold: CollectionHold) -> ScopedQuerySet[WorkItem]:
    rows = WorkItem.objects.of(hold.company_id).filter(case=hold.case_id, step=STEP)
    return rows.filter(status__in=(WorkItem.OPEN, WorkItem.TAKEN))
