"""The list of cases: searched, filtered, 25 at a time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cases.access import visible_to
from cases.models import WorkItem
from cases.queries.capped import Count, count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cases.models import Case
    from registry.actors import Actor
    from registry.scoping import ScopedQuerySet

PAGE = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the list is narrowed to; empty values do not narrow. `order` is "newest", "oldest" or "moved"."""

    words: str = ""
    process: str = ""
    state: str = ""
    open_only: bool = False
    mine_only: bool = False
    customer_id: int | None = None
    order: str = "newest"


ORDERS = {"newest": ("-id",), "oldest": ("id",), "moved": ("-state_since", "-id")}


@dataclass(frozen=True, slots=True)
class CasePage:
    """One page of cases, each with customer loaded and `process` at hand."""

    cases: Sequence[Case]
    total: Count
    page: int
    pages: int = field(default=1)


def caseload(actor: Actor, filters: Filters, page: int = 1) -> CasePage:
    """A page of what the actor may see. A page past the last shows the last."""
    found = narrowed(actor, filters)
    total = count(found)
    pages = max(1, -(-total.number // PAGE))
    page = min(max(page, 1), pages)
    ordered = found.select_related("customer").order_by(*ORDERS.get(filters.order, ORDERS["newest"]))
    return CasePage(cases=list(ordered[(page - 1) * PAGE : page * PAGE]), total=total, page=page, pages=pages)


def narrowed(actor: Actor, filters: Filters) -> ScopedQuerySet[Case]:
    """The cases the actor may see, narrowed by the filters."""
    found = visible_to(actor)
    for word in filters.words.casefold().split():
        found = found.filter(search__contains=word)
    if filters.process:
        found = found.filter(process_code=filters.process)
    if filters.state:
        found = found.filter(state=filters.state)
    if filters.open_only:
        found = found.filter(closed_at__isnull=True)
    if filters.customer_id:
        found = found.filter(customer_id=filters.customer_id)
    if filters.mine_only:
        taken = WorkItem.objects.of(actor.company_id).filter(assignee_id=actor.user_id, status=WorkItem.TAKEN)
        found = found.filter(pk__in=taken.values("case_id"))
    return found
