"""Lines of lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cases.models import Case, WorkItem
from cases.queries.inbox import WorkRow
from desk.presenting.addresses import Addresses
from desk.presenting.work import words_of_step
from desk.shown import Row, State
from registry.models import Customer, Site


@dataclass(frozen=True, slots=True)
class AtWork:
    """Who works on a case and by when, as far as its open work says."""

    who: str = ""
    due_at: datetime | None = None


def state_of(case: Case) -> State:
    """The state of a case as a badge."""
    process = case.process
    return State(process.state_label(case.state), process.tones.get(case.state, "") or "calm")


def work_row(row: WorkRow, to: Addresses) -> Row:
    """One line of my work."""
    return Row(
        number=row.number,
        href=to.case(row.number),
        subject=row.subject,
        customer=row.customer,
        state=State(row.state, row.tone or "calm"),
        todo=words_of_step(str(row.what)),
        due_at=row.due_at,
        take="" if row.is_mine or not row.item_id or row.until else to.to("take", row.item_id),
        put_off_until=row.until,
        call_back=to.to("call-back", row.item_id) if row.until else "",
        who=row.by,
        acting_for=row.as_name,
        told_at=row.at,
    )


def case_row(case: Case, at_work: AtWork, to: Addresses, site: Site | None = None) -> Row:
    """One line of the list of cases; where it happens is the town of its site, of the customer where it has none."""
    customer = case.customer
    return Row(
        number=case.number,
        href=to.case(case.number),
        subject=case.subject,
        customer=customer.name if customer else "",
        where=town(site or customer),
        state=state_of(case),
        process=str(case.process.label),
        who=at_work.who,
        due_at=at_work.due_at,
        since=case.state_since,
        pick=f"{case.pk}:{case.version}",
    )


def town(place: Site | Customer | None) -> str:
    """`Imola (BO)`."""
    if place is None:
        return ""
    return " ".join(filter(None, [place.city, f"({place.province})" if place.province else ""]))


def at_work_on(cases: Sequence[Case], company_id: int) -> Mapping[int, AtWork]:
    """For each case who took its open work, and its nearest due time; one statement."""
    items = (
        WorkItem.objects.of(company_id)
        .filter(case__in=[case.pk for case in cases], status__in=(WorkItem.OPEN, WorkItem.TAKEN))
        .select_related("assignee")
        .order_by("due_at")
    )
    found: dict[int, AtWork] = {}
    for item in items:
        known = found.get(item.case_id, AtWork())
        who = known.who or (item.assignee.name if item.assignee else "")
        found[item.case_id] = AtWork(who, known.due_at or item.due_at)
    return found
