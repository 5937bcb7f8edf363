"""The work of a person: what he took, what waits in his queues, what is late, where he is named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from cases.models import WorkItem
from cases.queries.branches import Branch, counted, first
from cases.queries.capped import Count
from cases.queries.following import unread_notices
from cases.queries.mentions import mentions, unread
from cases.queries.queues import Queues, own_queues, queues_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from django.utils.functional import _StrPromise

    from cases.models import Case, Notice
    from cases.queries.mentions import Named
    from registry.actors import Actor

PAGE = 25
SOON = timedelta(hours=48)
FOLLOWED = "followed"


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One line of the worklist; `item_id` is 0 where a comment or a followed case is shown instead of work.

    `as_id`, `as_name`: in whose place the item would be (or was) taken; None when the person acts for himself.
    """

    item_id: int
    number: str
    subject: str
    customer: str
    what: str | _StrPromise
    state: str
    tone: str
    due_at: datetime | None
    is_late: bool
    is_mine: bool
    as_id: int | None = None
    as_name: str = ""
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Inbox:
    """The home page: rows of the chosen tab, and the figures of all tabs."""

    rows: Sequence[WorkRow]
    mine: Count
    queued: Count
    due_soon: Count
    overdue: Count
    mentioned: Count
    followed: Count
    told: Count
    own: Count


def inbox(actor: Actor, now: datetime, tab: str = "mine") -> Inbox:
    """The worklist of a person, in four statements whatever the number of items.

    `tab` is "mine", "queued", "due_soon", "overdue", "mentioned" or "followed"; any other shows "mine".
    """
    queues = queues_of(actor, now)
    return Inbox(rows=_rows(queues, tab), **figures(queues))


def waiting(actor: Actor, now: datetime) -> Count:
    """What the actor took and what waits in the queues of his own duties, capped; one statement, for every page."""
    queues = own_queues(actor, now)
    return counted({"waiting": [queues.mine(), *queues.together()]})["waiting"]


def figures(queues: Queues) -> dict[str, Count]:
    """The figures of the tabs, capped, in one statement."""
    both = [queues.mine(), *queues.together()]
    own = own_queues(queues.actor, queues.now)
    return counted(
        {
            "mine": [queues.mine()],
            "queued": queues.together(),
            "due_soon": [soon(branch, queues.now) for branch in both],
            "overdue": [late(branch, queues.now) for branch in both],
            "mentioned": [Branch(unread(queues.actor))],
            "followed": [Branch(unread_notices(queues.actor, FOLLOWED))],
            "told": [Branch(unread_notices(queues.actor))],
            "own": [own.mine(), *own.together()],
        }
    )


def soon(items: Branch, now: datetime) -> Branch:
    """Items due within two days."""
    return items.narrowed(due_at__gte=now, due_at__lt=now + SOON)


def late(items: Branch, now: datetime) -> Branch:
    """Items whose deadline has passed."""
    return items.narrowed(due_at__lt=now)


def _rows(queues: Queues, tab: str) -> list[WorkRow]:
    shown = _TABS.get(tab)
    if shown is not None:
        return _work(queues, shown(queues))
    if tab == "mentioned":
        return [_named(one) for one in mentions(queues.actor, PAGE)]
    if tab == FOLLOWED:
        told = unread_notices(queues.actor, FOLLOWED).select_related("case__customer")[:PAGE]
        return [_told(notice, notice.case) for notice in told if notice.case is not None]
    return _work(queues, _TABS["mine"](queues))


def _mine(queues: Queues) -> list[Branch]:
    return [queues.mine()]


def _queued(queues: Queues) -> list[Branch]:
    return queues.by_queue()


def _soon(queues: Queues) -> list[Branch]:
    return [soon(branch, queues.now) for branch in (queues.mine(), *queues.by_queue())]


def _late(queues: Queues) -> list[Branch]:
    return [late(branch, queues.now) for branch in (queues.mine(), *queues.by_queue())]


_TABS: dict[str, Callable[[Queues], list[Branch]]] = {
    "mine": _mine,
    "queued": _queued,
    "due_soon": _soon,
    "overdue": _late,
}


def _work(queues: Queues, branches: Iterable[Branch]) -> list[WorkRow]:
    ids = first(branches, PAGE)
    items = WorkItem.objects.of(queues.actor.company_id).filter(pk__in=ids)
    found = {item.pk: item for item in items.select_related("case__customer", "acting_for")}
    return [_row(found[pk], queues) for pk in ids if pk in found]


def _row(item: WorkItem, queues: Queues) -> WorkRow:
    as_id, as_name = _in_place_of(item, queues)
    return _line(
        item.case,
        item_id=item.pk,
        what=item.label,
        due_at=item.due_at,
        is_late=item.due_at is not None and item.due_at < queues.now,
        is_mine=item.assignee_id == queues.actor.user_id,
        as_id=as_id,
        as_name=as_name,
    )


def _in_place_of(item: WorkItem, queues: Queues) -> tuple[int | None, str]:
    """In whose place it was taken; while it waits, in whose place he would take it."""
    if item.status == WorkItem.TAKEN:
        return (item.acting_for.pk, item.acting_for.name) if item.acting_for else (None, "")
    served_as = queues.served_as(item)
    return served_as.acting_for_id, served_as.acting_for_name


def _named(named: Named) -> WorkRow:
    return _line(named.case, what=named.words, by=named.by, at=named.at)


def _told(notice: Notice, case: Case) -> WorkRow:
    return _line(case, what=case.process.state_label(case.state), by=notice.params.get("by", ""), at=notice.created_at)


def _line(
    case: Case,
    *,
    what: str | _StrPromise,
    item_id: int = 0,
    due_at: datetime | None = None,
    is_late: bool = False,
    is_mine: bool = False,
    as_id: int | None = None,
    as_name: str = "",
    by: str = "",
    at: datetime | None = None,
) -> WorkRow:
    return WorkRow(
        item_id=item_id,
        number=case.number,
        subject=case.subject,
        customer=case.customer.name if case.customer else "",
        what=what,
        state=case.process.state_label(case.state),
        tone=case.process.tones.get(case.state, ""),
        due_at=due_at,
        is_late=is_late,
        is_mine=is_mine,
        as_id=as_id,
        as_name=as_name,
        by=by,
        at=at,
    )
