"""The work of a person: what he took, what waits in his queues, what is late, where he is named."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db import connection

from cases.models import WorkItem, kept
from cases.queries.branches import Branch, Figures, First
from cases.queries.capped import Count, capped
from cases.queries.following import unread_notices
from cases.queries.mentions import mentions, unread
from cases.queries.queues import Queues, own_queues, queues_of
from cases.rules.days import day_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from django.db.models import QuerySet
    from django.utils.functional import _StrPromise

    from cases.models import Case, Notice
    from cases.queries.mentions import Named
    from cases.queries.queues import Instant
    from registry.actors import Actor

PAGE = 25
MOST_PAGES = 400
"""Where nobody counts on, nobody turns more pages than this."""
KEPT = 500
"""How many statements of each kind are kept compiled: one for all who have the same duties."""
FOLLOWED = "followed"
PUT_OFF = "put_off"


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One line of the worklist; `item_id` is 0 where a comment or a followed case is shown instead of work.

    as_id, as_name  in whose place the item would be (or was) taken; None when the person acts for himself
    until           the day on which work put off is back
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
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Inbox:
    """The home page: a page of rows of the chosen tab, whether there are more, and the figures of all tabs."""

    rows: Sequence[WorkRow]
    page: int
    has_next: bool
    mine: Count
    queued: Count
    due_soon: Count
    overdue: Count
    mentioned: Count
    followed: Count
    put_off: Count
    told: Count
    own: Count


def inbox(actor: Actor, now: datetime, tab: str = "mine", page: int = 1) -> Inbox:
    """A page of the worklist of a person, in four statements whatever the number of items.

    `tab` is "mine", "queued", "due_soon", "overdue", "put_off", "mentioned" or "followed"; any other shows "mine". A
    page past the last shows the last; past the thousand rows that are counted, what is there.
    """
    queues = queues_of(actor, now)
    found = figures(queues)
    total = found.get(tab, found["mine"])
    pages = MOST_PAGES if total.more else max(1, -(-total.number // PAGE))
    page = min(max(page, 1), pages)
    rows = _rows(queues, tab, (page - 1) * PAGE)
    return Inbox(rows=rows, page=page, has_next=page < pages and len(rows) == PAGE, **found)


def waiting(actor: Actor, now: datetime) -> Count:
    """What the actor took and what waits in the queues of his own duties, capped; one statement, for every page."""
    return standing(actor, now)["waiting"]


def standing(actor: Actor, now: datetime) -> dict[str, Count]:
    """The same as "waiting", and as "unread" what he was told and has not read; one statement."""
    queues = own_queues(actor, now)
    return _standing(connection.vendor, queues.anybodys).counted(**queues.values)


@lru_cache(maxsize=KEPT)
def _standing(vendor: str, queues: Queues) -> Figures:
    del vendor
    work = [queues.mine(), *queues.by_queue()]
    return Figures({"waiting": work, "unread": [Branch(unread_notices(queues.actor))]})


def figures(queues: Queues) -> dict[str, Count]:
    """The figures of the tabs, capped, in one statement."""
    found = _figures(connection.vendor, queues.anybodys).counted(**queues.values)
    mine, queued = found["mine"], found["queued"]
    return {"own": capped(mine.number + mine.more + queued.number + queued.more), **found}


@lru_cache(maxsize=KEPT)
def _figures(vendor: str, queues: Queues) -> Figures:
    """The statement of the figures; "own" has a column of its own only where he serves others' queues."""
    del vendor
    both = [queues.mine(), *queues.together()]
    own = own_queues(queues.actor, queues.now)
    asked = {
        "mine": [queues.mine()],
        "queued": queues.by_queue(),
        "due_soon": [soon(branch, queues.at) for branch in both],
        "overdue": [late(branch, queues.at) for branch in both],
        "mentioned": [Branch(unread(queues.actor))],
        "followed": [Branch(unread_notices(queues.actor, FOLLOWED))],
        PUT_OFF: queues.put_off(),
        "told": [Branch(unread_notices(queues.actor))],
    }
    if own.served != queues.served:
        own = own.anybodys
        asked["own"] = [own.mine(), *own.by_queue()]
    return Figures(asked)


def soon(items: Branch, at: Instant) -> Branch:
    """Items due within two days."""
    return items.narrowed(due_at__gte=at.now, due_at__lt=at.soon)


def late(items: Branch, at: Instant) -> Branch:
    """Items whose deadline has passed."""
    return items.narrowed(due_at__lt=at.now)


def _rows(queues: Queues, tab: str, skip: int) -> list[WorkRow]:
    if tab == "mentioned":
        return [_named(one) for one in mentions(queues.actor, PAGE, skip)]
    if tab == FOLLOWED:
        told = unread_notices(queues.actor, FOLLOWED).select_related("case__customer")[skip : skip + PAGE]
        return [_told(notice, notice.case) for notice in told if notice.case is not None]
    return _work(queues, tab, skip)


def _mine(queues: Queues) -> list[Branch]:
    return [queues.mine()]


def _queued(queues: Queues) -> list[Branch]:
    return queues.by_queue()


def _soon(queues: Queues) -> list[Branch]:
    return [soon(branch, queues.at) for branch in (queues.mine(), *queues.by_queue())]


def _late(queues: Queues) -> list[Branch]:
    return [late(branch, queues.at) for branch in (queues.mine(), *queues.by_queue())]


_TABS: dict[str, Callable[[Queues], list[Branch]]] = {
    "mine": _mine,
    "queued": _queued,
    "due_soon": _soon,
    "overdue": _late,
    PUT_OFF: Queues.put_off,
}


def _work(queues: Queues, tab: str, skip: int) -> list[WorkRow]:
    tab = tab if tab in _TABS else "mine"
    ids = _first(connection.vendor, queues.anybodys, tab, skip).ids(**queues.values)
    if not ids:
        return []
    given = {f"n{n}": pk for n, pk in enumerate(ids)}
    items = kept.rows(_items, tuple(given), company=queues.actor.company_id, **given)
    found: dict[int, WorkItem] = {item.pk: item for item in items}
    return [_row(found[pk], queues) for pk in ids if pk in found]


@lru_cache(maxsize=KEPT)
def _first(vendor: str, queues: Queues, tab: str, skip: int) -> First:
    del vendor
    return First(_TABS[tab](queues), PAGE, skip, by="follow_up_on" if tab == PUT_OFF else "due_at")


def _items(places: Sequence[str]) -> QuerySet[WorkItem]:
    items = WorkItem.objects.of(kept.COMPANY).filter(pk__in=[kept.Given(place) for place in places])
    return items.select_related("case__customer", "acting_for")


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
        until=item.follow_up_on if item.follow_up_on and item.follow_up_on > day_of(queues.now) else None,
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
    until: date | None = None,
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
        until=until,
    )
