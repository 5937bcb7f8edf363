"""The page of what others must still be told: what waits, what failed, what stands behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import Count as Counted
from django.db.models import Exists, Min, OuterRef, Q

from cases.models import Dispatch, WorkItem
from cases.queries.capped import Count, count
from cases.rules.refusals import N_, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from registry.actors import Actor
    from registry.scoping import ScopedQuerySet

PAGE: Final = 25
PENDING: Final = (Dispatch.WAITING, Dispatch.PARKED)
PAUSING: Final = "pausing"
"""Waiting after a failure: the relay will try again by itself."""


@dataclass(frozen=True, slots=True)
class DispatchRow:
    """One line of the page; `status` is that of the dispatch, or "pausing".

    trouble  why the last attempt failed, to be shown as a refusal is
    behind   how many of the same consumer and key wait for this one
    result   what the consumer said it did: {"case": number} names a case
    """

    dispatch: Dispatch
    status: str
    case_number: str
    trouble: Refusal | None
    behind: int


@dataclass(frozen=True, slots=True)
class DispatchPage:
    """One page, newest first, and how many there are of each status."""

    rows: Sequence[DispatchRow]
    total: Count
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Counts:
    """What is not settled: waiting for its first try, pausing after a failure, parked for a person."""

    waiting: Count
    pausing: Count
    parked: Count


def dispatches(actor: Actor, *, status: str = "", consumer: str = "", page: int = 1) -> DispatchPage:
    """A page of the dispatches of the actor's company; `status` is one of a dispatch's, or "pausing"; empty: all."""
    found = _of_status(Dispatch.objects.of(actor.company_id), status)
    if consumer:
        found = found.filter(consumer=consumer)
    total = count(found)
    pages = max(1, -(-total.number // PAGE))
    page = min(max(page, 1), pages)
    shown = found.select_related("event__case").order_by("-id")[(page - 1) * PAGE : page * PAGE]
    return DispatchPage(rows=rows_of(actor.company_id, list(shown)), total=total, page=page, pages=pages)


def owed_by_case(company_id: int, case_id: int) -> list[DispatchRow]:
    """What a case's events still owe, oldest first: for the case page."""
    owed = Dispatch.objects.of(company_id).filter(event__case=case_id, status__in=PENDING)
    return rows_of(company_id, list(owed.select_related("event__case").order_by("id")[:PAGE]))


def waiting_behind(dispatch: Dispatch) -> list[Dispatch]:
    """The first page of what waits for a dispatch that is parked or pauses, in the order it will be delivered."""
    rows = Dispatch.objects.of(dispatch.company_id).filter(status__in=PENDING, pk__gt=dispatch.pk)
    same = rows.filter(consumer=dispatch.consumer, ordering_key=dispatch.ordering_key)
    return list(same.select_related("event__case").order_by("pk")[:PAGE])


def work_of_refusal(dispatch: Dispatch) -> WorkItem | None:
    """The work as which a reaction's refusal came back to the case that announced; None where none was refused."""
    items = WorkItem.objects.of(dispatch.company_id).filter(pk=dispatch.result.get("work_item") or 0)
    return items.select_related("case", "assignee", "acting_for").first()


def counts(actor: Actor) -> Counts:
    """The figures above the page, each counted up to a thousand."""
    rows = Dispatch.objects.of(actor.company_id)
    figures = {status: count(_of_status(rows, status)) for status in (Dispatch.WAITING, PAUSING, Dispatch.PARKED)}
    return Counts(**figures)


def consumers_known(company_id: int) -> list[str]:
    """The consumers to whom the company's unsettled dispatches are owed: the choices of the filter."""
    pending = Dispatch.objects.of(company_id).filter(status__in=PENDING).order_by()
    return sorted(pending.values_list("consumer", flat=True).distinct())


def lag(now: datetime) -> float:
    """Seconds since the oldest dispatch that should have gone out was announced; 0 when nothing waits.

    Parked ones wait for a person and what stands behind them waits with them; neither is the relay's delay.
    """
    why = "the health of the relay is that of every company"
    waiting = Dispatch.objects.across_companies(why).filter(status=Dispatch.WAITING, attempts=0)
    failed = Dispatch.objects.across_companies(why).filter(status__in=PENDING, attempts__gt=0)
    before = failed.filter(consumer=OuterRef("consumer"), ordering_key=OuterRef("ordering_key"), id__lt=OuterRef("id"))
    oldest = waiting.filter(~Exists(before)).aggregate(oldest=Min("created_at"))["oldest"]
    return max(0.0, (now - oldest).total_seconds()) if oldest else 0.0


def rows_of(company_id: int, shown: Sequence[Dispatch]) -> list[DispatchRow]:
    """The lines of some dispatches, in two statements however many stand behind."""
    behind = _behind(company_id, [dispatch for dispatch in shown if _holds_up(dispatch)])
    return [
        DispatchRow(
            dispatch=dispatch,
            status=PAUSING if dispatch.status == Dispatch.WAITING and dispatch.attempts else dispatch.status,
            case_number=dispatch.event.case.number if dispatch.event else "",
            trouble=trouble(dispatch),
            behind=behind.get(dispatch.pk, 0),
        )
        for dispatch in shown
    ]


def trouble(dispatch: Dispatch) -> Refusal | None:
    """Why it was not delivered, for translation; None when nothing is wrong."""
    if dispatch.status not in PENDING or not dispatch.trouble:
        return None
    message, hint = WORDS.get(dispatch.trouble, WORDS[Dispatch.FAILED])
    return Refusal(dispatch.trouble, message, hint=hint, params={"error": dispatch.last_error.rstrip(".")})


WORDS: Final[Mapping[str, tuple[str, str]]] = {
    Dispatch.FAILED: (N_("It could not be done: {error}."), N_("The log of that moment says more.")),
    Dispatch.REFUSED: (N_("It was refused: {error}."), N_("See to the reason, then try again.")),
    Dispatch.INTERRUPTED: (
        N_("The worker stopped while it was being done."),
        N_("If this happens again and again, the dispatch itself stops the worker."),
    ),
    Dispatch.NO_CONSUMER: (
        N_("What should receive it is not installed any more."),
        N_("Install it again, or drop this with a reason."),
    ),
}


def _of_status(rows: ScopedQuerySet[Dispatch], status: str) -> ScopedQuerySet[Dispatch]:
    if status == PAUSING:
        return rows.filter(status=Dispatch.WAITING, attempts__gt=0)
    if status == Dispatch.WAITING:
        return rows.filter(status=Dispatch.WAITING, attempts=0)
    return rows.filter(status=status) if status else rows


def _holds_up(dispatch: Dispatch) -> bool:
    return dispatch.status in PENDING and dispatch.attempts > 0


def _behind(company_id: int, holding: Iterable[Dispatch]) -> dict[int, int]:
    """How many wait behind each, in one statement: later ones of the same consumer and key."""
    wanted = {
        f"after_{row.pk}": Counted("pk", filter=Q(pk__gt=row.pk, consumer=row.consumer, ordering_key=row.ordering_key))
        for row in holding
    }
    if not wanted:
        return {}
    keys = {row.ordering_key for row in holding}
    pending = Dispatch.objects.of(company_id).filter(status__in=PENDING, ordering_key__in=keys)
    return {int(name.removeprefix("after_")): number for name, number in pending.aggregate(**wanted).items()}
