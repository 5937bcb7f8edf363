"""Telling people once, and leaving work where the machine could not go on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from cases.models import Notice, WorkItem
from registry.models import Membership

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from cases.models import Case
    from cases.rules.refusals import Refusal


def tell(
    case: Case,
    user_ids: Iterable[int],
    *,
    kind: str,
    source: str,
    now: datetime,
    params: Mapping[str, Any] | None = None,
) -> None:
    """One notice about a case per person and source, in one statement; told again, nothing happens."""
    tell_apart(case.company_id, user_ids, kind=kind, source=source, now=now, params=params, case=case)


def tell_apart(
    company_id: int,
    user_ids: Iterable[int],
    *,
    kind: str,
    source: str,
    now: datetime,
    params: Mapping[str, Any] | None = None,
    case: Case | None = None,
) -> None:
    """The same, about no case as well."""
    rows = [
        Notice(
            company_id=company_id,
            user_id=user_id,
            case=case,
            kind=kind,
            source=source,
            params=dict(params or {}),
            created_at=now,
        )
        for user_id in sorted(set(user_ids))
    ]
    if rows:
        Notice.objects.bulk_create(rows, ignore_conflicts=True)


def at_work(case: Case, on: date, *, otherwise: str = "") -> list[int]:
    """Whom a deadline concerns: who took the open work of the case; where nobody did, all who have its duty.

    `otherwise` is the duty of this process whose holders are told where there is no work at all.
    """
    items = list(WorkItem.objects.of(case.company_id).filter(case=case, ended_at__isnull=True))
    taken = [item.assignee_id for item in items if item.assignee_id is not None]
    duties = {item.duty for item in items} or ({case.process.duty(otherwise)} if otherwise else set())
    if taken or not duties:
        return taken
    return holders(case.company_id, duties, on)


def holders(company_id: int, duties: set[str], on: date) -> list[int]:
    """The ids of those at work who hold one of the qualified duties."""
    at_work_on = Q(since__lte=on) & (Q(until__isnull=True) | Q(until__gt=on))
    rows = Membership.objects.filter(at_work_on, company_id=company_id, is_active=True, user__is_active=True)
    return [user_id for user_id, held in rows.values_list("user_id", "duties") if duties & set(held)]


def open_work(case: Case, *, step: str, refusals: Sequence[Refusal], now: datetime) -> WorkItem:
    """Work for whoever has the duty of the present state: what the machine wanted, and why it could not."""
    stage = case.process.stages.get(case.state)
    duty = case.process.duty(stage.duty if stage and stage.duty else "supervise")
    return WorkItem.objects.create(
        company_id=case.company_id,
        case=case,
        process_code=case.process_code,
        state="",
        step=step,
        duty=duty,
        queue=duty,
        opened_at=now,
        reason=", ".join(refusal.code for refusal in refusals),
    )
