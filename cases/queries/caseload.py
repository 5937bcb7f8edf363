"""The list of cases: searched, filtered, 25 at a time, or all of it for a file."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Self

from django.db.models import Exists, OuterRef

from cases.access import visible_to
from cases.models import Deadline, WorkItem
from cases.queries.capped import Count, count
from cases.rules.days import start_of_day

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cases.models import Case
    from registry.actors import Actor
    from registry.scoping import ScopedQuerySet

PAGE = 25
SOON: Final = timedelta(hours=48)
OVERDUE, DUE_SOON = "overdue", "soon"
OPEN = (WorkItem.OPEN, WorkItem.TAKEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the list is narrowed to; empty values do not narrow. `order` is "newest", "oldest" or "moved".

    due            "overdue" or "soon" (within two days): a running deadline; needs `now`
    assignee_id    somebody has taken work of the case
    opened_from, opened_to  days in Rome, both included
    now            the instant of the question, for `due`; never saved
    """

    words: str = ""
    process: str = ""
    state: str = ""
    open_only: bool = False
    mine_only: bool = False
    customer_id: int | None = None
    due: str = ""
    assignee_id: int | None = None
    opened_from: date | None = None
    opened_to: date | None = None
    order: str = "newest"
    now: datetime | None = None

    def as_json(self) -> dict[str, Any]:
        """The narrowing fields as JSON, for a saved view: without the empty ones and the instant."""
        given = {each.name: getattr(self, each.name) for each in fields(self) if each.name != "now"}
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in given.items()
            if value not in (None, "", False)
        }

    @classmethod
    def from_json(cls, query: Mapping[str, Any]) -> Self:
        """The filters of a saved view; what a later version no longer knows is left out."""
        known = {each.name for each in fields(cls)} - {"now"}
        given = {name: value for name, value in query.items() if name in known}
        for name in ("opened_from", "opened_to"):
            if given.get(name):
                given[name] = date.fromisoformat(given[name])
        return cls(**given)


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
    """The cases the actor may see, narrowed by the filters. Raises ValueError for `due` without `now`."""
    found = visible_to(actor)
    for word in filters.words.casefold().split():
        found = found.filter(search__contains=word)
    found = found.filter(**_columns(filters))
    if filters.mine_only:
        found = _worked_on_by(found, actor, actor.user_id)
    if filters.assignee_id:
        found = _worked_on_by(found, actor, filters.assignee_id)
    return _due(found, actor, filters) if filters.due else found


def _columns(filters: Filters) -> dict[str, Any]:
    conditions: dict[str, Any] = {}
    if filters.process:
        conditions["process_code"] = filters.process
    if filters.state:
        conditions["state"] = filters.state
    if filters.open_only:
        conditions["closed_at__isnull"] = True
    if filters.customer_id:
        conditions["customer_id"] = filters.customer_id
    if filters.opened_from:
        conditions["opened_at__gte"] = start_of_day(filters.opened_from)
    if filters.opened_to:
        conditions["opened_at__lt"] = start_of_day(filters.opened_to + timedelta(days=1))
    return conditions


def _worked_on_by(found: ScopedQuerySet[Case], actor: Actor, user_id: int | None) -> ScopedQuerySet[Case]:
    taken = WorkItem.objects.of(actor.company_id).filter(assignee_id=user_id, status=WorkItem.TAKEN)
    return found.filter(pk__in=taken.values("case_id"))


def _due(found: ScopedQuerySet[Case], actor: Actor, filters: Filters) -> ScopedQuerySet[Case]:
    if filters.now is None:
        raise ValueError("what is due depends on the instant: give `now`")
    running = Deadline.objects.of(actor.company_id).filter(status=Deadline.RUNNING, case_id=OuterRef("pk"))
    if filters.due == OVERDUE:
        return found.filter(Exists(running.filter(due_at__lt=filters.now)))
    return found.filter(Exists(running.filter(due_at__gte=filters.now, due_at__lt=filters.now + SOON)))
