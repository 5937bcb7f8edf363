"""Approvals that end soon: which, and what becomes of their renewal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.access import visible_to
from cases.queries.capped import Count, count
from desk import formats
from desk.presenting.rows import state_of
from desk.shown import State
from registry.models.fields import search_key
from workflows.waste_approval.models import WasteApproval
from workflows.waste_approval.states import IN_FORCE

if TYPE_CHECKING:
    from datetime import datetime

    from desk.presenting.addresses import Addresses
    from registry.actors import Actor
    from registry.scoping import ScopedQuerySet

WINDOWS: Final = (60, 30, 15)
PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What is looked for: how many days ahead, words of the customer, the beginning of a code, a plant's code."""

    days: int = WINDOWS[0]
    customer: str = ""
    code: str = ""
    plant: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """One page of approvals, the first to end first."""

    dossiers: Sequence[WasteApproval]
    total: Count
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Line:
    """One approval of the list; `pick` only where its renewal can be begun."""

    number: str
    href: str
    subject: str
    customer: str
    customer_href: str
    plant: str
    until: date
    left: str
    tone: str
    cause: str
    state: State
    quantity: str
    renewal: str
    renewal_href: str
    renewal_state: State | None
    pick: str


def expiring(actor: Actor, asked: Narrowing, on: date, page: int = 1) -> Found:
    """Approvals in force that end within the days asked for."""
    rows = _narrowed(_ending(actor, asked.days, on), asked)
    total = count(rows)
    pages = max(1, -(-total.number // PAGE))
    page = min(page, pages)
    ordered = rows.select_related("case__customer", "plant").order_by("valid_to", "pk")
    return Found(list(ordered[(page - 1) * PAGE : page * PAGE]), total, page, pages)


def windows(actor: Actor, on: date) -> dict[int, Count]:
    """How many end within each window."""
    return {days: count(_ending(actor, days, on)) for days in WINDOWS}


def _ending(actor: Actor, days: int, on: date) -> ScopedQuerySet[WasteApproval]:
    seen = visible_to(actor).filter(process_code="waste_approval", state__in=IN_FORCE)
    rows = WasteApproval.objects.of(actor.company_id)
    return rows.filter(case__in=seen, valid_to__range=(on, on + timedelta(days=days)))


def _narrowed(rows: ScopedQuerySet[WasteApproval], asked: Narrowing) -> ScopedQuerySet[WasteApproval]:
    for word in search_key(asked.customer).split():
        rows = rows.filter(Q(case__customer__search_key__contains=f" {word}") | Q(case__customer__code=word.upper()))
    if asked.code:
        rows = rows.filter(waste_code__startswith=asked.code)
    if asked.plant:
        rows = rows.filter(plant__code=asked.plant)
    return rows


def renewals(company_id: int, dossiers: Sequence[WasteApproval]) -> Mapping[int, WasteApproval]:
    """Per case the newest one that renews it and has not been given up."""
    rows = WasteApproval.objects.of(company_id).filter(renews__in=[each.pk for each in dossiers])
    rows = rows.exclude(case__state__in=("rejected", "withdrawn")).select_related("case").order_by("pk")
    return {row.renews_id: row for row in rows if row.renews_id is not None}


def lines(found: Found, now: datetime, on: date, to: Addresses, *, may_renew: bool) -> list[Line]:
    """The rows of the table."""
    under_way = renewals(found.dossiers[0].company_id, found.dossiers) if found.dossiers else {}
    return [_line(each, under_way.get(each.pk), now, on, to, may_renew=may_renew) for each in found.dossiers]


def _line(
    row: WasteApproval, renewal: WasteApproval | None, now: datetime, on: date, to: Addresses, *, may_renew: bool
) -> Line:
    case, customer, until = row.case, row.case.customer, row.valid_to or on
    days = (until - on).days
    can_begin = may_renew and renewal is None and case.state == "approved"
    return Line(
        number=case.number,
        href=to.case(case.number),
        subject=case.subject,
        customer=customer.name if customer else "",
        customer_href=to.customer(customer.code) if customer else "",
        plant=f"{row.plant.name} · {row.operation}" if row.plant else "",
        until=until,
        left=ngettext("%(n)s day", "%(n)s days", days) % {"n": days} if days else _("today"),
        tone="late" if days <= WINDOWS[2] else "soon" if days <= WINDOWS[1] else "",
        cause=str(row.get_valid_to_cause_display()),
        state=state_of(case),
        quantity=formats.say_quantity(row.tonnes_per_year, "t") if row.tonnes_per_year else "",
        renewal=renewal.case.number if renewal else "",
        renewal_href=to.case(renewal.case.number) if renewal else "",
        renewal_state=state_of(renewal.case) if renewal else None,
        pick=f"{case.pk}:{case.version}" if can_begin else "",
    )
