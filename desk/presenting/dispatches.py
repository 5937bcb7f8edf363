"""What others must still be told, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cases.definition import catalogue
from cases.definition.catalogue import UnknownProcess
from cases.definition.process import UnknownTransition
from cases.models import Dispatch
from cases.queries.dispatches import PAUSING, DispatchRow, work_of_refusal
from desk.presenting import journal_words
from desk.presenting.addresses import Addresses
from desk.presenting.work import work
from desk.reasons import Reason, reasons_of
from desk.shown import State, Work
from registry.actors import Actor

STATES = {
    Dispatch.WAITING: (gettext_lazy("Waiting"), "calm"),
    PAUSING: (gettext_lazy("Will be tried again"), "wait"),
    Dispatch.PARKED: (pgettext_lazy("dispatch", "Parked"), "bad"),
    Dispatch.DELIVERED: (pgettext_lazy("dispatch", "Delivered"), "good"),
    Dispatch.DROPPED: (pgettext_lazy("dispatch", "Given up"), "calm"),
}
REFUSED = (gettext_lazy("Refused, left as work"), "bad")


@dataclass(frozen=True, slots=True)
class Owed:
    """One line of the page."""

    href: str
    what: str
    consumer: str
    number: str
    case_href: str
    state: State
    trouble: Reason | None
    behind: int
    attempts: int
    announced_at: datetime
    next_try_at: datetime | None
    retry: str = ""
    drop: str = ""
    dropped_reason: str = ""
    result: str = ""
    work: Work | None = None


def topic_words(topic: str) -> str:
    """What was announced: a step of a process by its own words, other kinds as the timeline says them."""
    process_code, _dot, code = topic.partition(".")
    try:
        process = catalogue.get(process_code)
        step = process.transition(code)
    except (UnknownProcess, UnknownTransition):
        return journal_words.title(topic)
    return f"{process.label}: {step.done or step.label}"


def owed(rows: Iterable[DispatchRow], to: Addresses) -> list[Owed]:
    """Each dispatch with its trouble in words and, where it failed, what one can do."""
    return [one(row, to) for row in rows]


def with_work(shown: Owed, row: Dispatch, actor: Actor, on: date, to: Addresses) -> Owed:
    """One dispatch beside the work as which its refusal came back, if it did: to be asked again from here."""
    item = work_of_refusal(row)
    return replace(shown, work=work(item, actor, on, to)) if item else shown


def one(row: DispatchRow, to: Addresses) -> Owed:
    """One dispatch."""
    dispatch = row.dispatch
    label, tone = REFUSED if "refused" in dispatch.result else STATES[row.status]
    failed = row.status in (PAUSING, Dispatch.PARKED)
    return Owed(
        href=to.to("dispatch", dispatch.pk),
        what=topic_words(dispatch.topic),
        consumer=journal_words.receiver(dispatch.consumer),
        number=row.case_number,
        case_href=to.case(row.case_number) if row.case_number else "",
        state=State(str(label), tone),
        trouble=reasons_of([row.trouble])[0] if row.trouble else None,
        behind=row.behind,
        attempts=dispatch.attempts,
        announced_at=dispatch.created_at,
        next_try_at=dispatch.next_try_at if row.status == PAUSING else None,
        retry=to.to("retry", dispatch.pk) if failed else "",
        drop=to.to("drop", dispatch.pk) if failed else "",
        dropped_reason=dispatch.dropped_reason,
        result=_result(dispatch),
    )


def _result(dispatch: Dispatch) -> str:
    number = str(dispatch.result.get("case", ""))
    return _("Led to %(number)s") % {"number": number} if number else ""
