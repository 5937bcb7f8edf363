"""What was handed over beside what billing has: the rows of the reconciliation, and its figures."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from django.db.models import Count, Exists, F, OuterRef, Q, Sum

from billing.models import Charge, Handover
from cases.models import Dispatch

if TYPE_CHECKING:
    from datetime import date

    from cases.models import Case
    from registry.models import Company, Customer
    from registry.scoping import ScopedQuerySet

CONSUMERS: Final = "charges."
"""How the names of the consumers begin that turn events into hand-overs."""
ZERO: Final = Decimal("0.00")
DIFFERENT: Final = Q(status=Handover.TAKEN) & (Q(billed__isnull=True) | ~Q(billed=F("total")))
"""Billing took it, but does not say the same sum."""
DIFFERENCES: Final = Q(status__in=Handover.OPEN) | DIFFERENT
SHOWS: Final = ("differences", "taken", "waiting", "person", "amounts", "repaired", "dropped")
_SHOWN: Final = {
    "differences": DIFFERENCES,
    "taken": Q(status=Handover.TAKEN),
    "waiting": Q(status__in=(Handover.WAITING, Handover.READY, Handover.UNKNOWN)),
    "person": Q(status__in=Handover.FOR_A_PERSON),
    "amounts": DIFFERENT,
    "repaired": Q(was_repaired=True),
    "dropped": Q(status=Handover.DROPPED),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How the list is narrowed; "" and None narrow nothing. `words` is part of a case's number, a
    contract's code or a customer's name."""

    show: str = ""
    system: str = ""
    words: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Sides:
    """The figures: what was handed over and what billing has of it, each by count and sum, and what differs.

    `untold` events the relay has not carried yet, `lost` ones it carried that left no hand-over (never).
    """

    handed: int
    handed_sum: Decimal
    taken: int
    taken_sum: Decimal
    waiting: int
    person: int
    amounts: int
    dropped: int
    untold: int
    lost: int


def handovers(company: Company, asked: Asked) -> ScopedQuerySet[Handover]:
    """The hand-overs, the newest first."""
    rows = Handover.objects.of(company).select_related("case", "customer", "event", "reverses")
    if asked.show in _SHOWN:
        rows = rows.filter(_SHOWN[asked.show])
    if asked.system:
        rows = rows.filter(system=asked.system)
    if asked.words:
        words = asked.words.strip()
        named = Q(case__number__icontains=words) | Q(contract_ref__icontains=words)
        rows = rows.filter(named | Q(customer__name__icontains=words))
    if asked.since:
        rows = rows.filter(on__gte=asked.since)
    if asked.until:
        rows = rows.filter(on__lte=asked.until)
    return rows.order_by("-pk")


def sides(company: Company) -> Sides:
    """Both sides of everything a company handed over; three statements."""
    taken = Q(status=Handover.TAKEN)
    found = Handover.objects.of(company).aggregate(
        handed=Count("pk"),
        handed_sum=Sum("total"),
        taken=Count("pk", filter=taken),
        taken_sum=Sum("billed", filter=taken),
        waiting=Count("pk", filter=_SHOWN["waiting"]),
        person=Count("pk", filter=_SHOWN["person"]),
        amounts=Count("pk", filter=DIFFERENT),
        dropped=Count("pk", filter=_SHOWN["dropped"]),
    )
    handed_sum, taken_sum = found.pop("handed_sum") or ZERO, found.pop("taken_sum") or ZERO
    return Sides(
        **found, handed_sum=handed_sum, taken_sum=taken_sum, untold=untold(company).count(), lost=lost(company).count()
    )


def untold(company: Company) -> ScopedQuerySet[Dispatch]:
    """The events of cases that the relay has not carried to billing yet, or could not, the oldest first."""
    rows = Dispatch.objects.of(company).filter(consumer__startswith=CONSUMERS)
    return rows.filter(status__in=(Dispatch.WAITING, Dispatch.PARKED)).select_related("event__case").order_by("pk")


def lost(company: Company) -> ScopedQuerySet[Dispatch]:
    """Events that were carried to billing and left no hand-over: there are none, or something is very wrong."""
    there = Handover.objects.of(company).filter(event=OuterRef("event"))
    rows = Dispatch.objects.of(company).filter(consumer__startswith=CONSUMERS, status=Dispatch.DELIVERED)
    return rows.filter(~Exists(there))


def without_a_case(company: Company) -> int:
    """How many hand-overs of contract periods wait for a person: no work of a case tells of them."""
    return Handover.objects.of(company).filter(case__isnull=True, status__in=Handover.FOR_A_PERSON).count()


def standing(handover: Handover) -> bool:
    """Whether it charges a contract period that nobody has taken back and that may still be at billing."""
    if handover.case_id or handover.reverses_id or handover.status == Handover.DROPPED:
        return False
    return not Handover.objects.of(handover.company_id).filter(reverses=handover).exists()


def of_case(case: Case) -> list[Handover]:
    """The hand-overs of a case, the oldest first."""
    return list(Handover.objects.of(case.company_id).filter(case=case).select_related("event").order_by("seq"))


def of_customer(customer: Customer, most: int) -> list[Handover]:
    """The newest hand-overs of a customer."""
    rows = (
        Handover.objects.of(customer.company_id).filter(customer=customer).select_related("case", "event", "customer")
    )
    return list(rows.order_by("-pk")[:most])


def charges_of(handover: Handover) -> list[Charge]:
    """The charges of a hand-over with what they take back, in order."""
    rows = Charge.objects.of(handover.company_id).filter(handover=handover)
    return list(rows.select_related("reverses__handover__case").order_by("position"))
