"""What the doctor looks at in the ledger.

I5 (a delivered hand-off has one effect) and I12 (letters and disputes) get their full meaning with charges and dunning,
which bring their own checks; of them the ledger answers for its part: the same source and key entered once (the
database refuses a second), sums that are those of their allocations, and no interest or costs left open on what was
taken back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, Q

from billing.models import Allocation, OpenItem, Payment
from billing.queries.balances import drift
from cases.services.diagnosis.doctor import Examined, Invariant, Violation, Visit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from registry.models import Company


def _sums(visit: Visit) -> Examined:
    examined, found = 0, list[Violation]()
    for company in visit.companies:
        examined += OpenItem.objects.of(company).count() + Payment.objects.of(company).count()
        found += [
            Violation(each.where, f"{each.stored} is stored, its allocations sum to {each.summed}")
            for each in drift(company.pk)
        ]
    return Examined(examined, found)


def _balances(visit: Visit) -> Examined:
    """A reversal undoes its row to the cent, and stays within one customer."""
    examined, found = 0, list[Violation]()
    for company in visit.companies:
        examined += Allocation.objects.of(company).count()
        found += [*_unequal(company), *_strangers(company)]
    return Examined(examined, found)


def _unequal(company: Company) -> Iterator[Violation]:
    tables: tuple[type[OpenItem] | type[Payment] | type[Allocation], ...] = (OpenItem, Payment, Allocation)
    for model in tables:
        rows = model.objects.of(company).filter(reverses__isnull=False).exclude(amount=-F("reverses__amount"))
        for pk in rows.values_list("pk", flat=True):
            yield Violation(f"{model.__name__} {pk}", "it takes another row back, but not to the cent")


def _strangers(company: Company) -> Iterator[Violation]:
    strange = ~Q(item__customer=F("payment__customer")) & Q(payment__isnull=False)
    strange |= ~Q(item__customer=F("credit__customer")) & Q(credit__isnull=False)
    for pk in Allocation.objects.of(company).filter(strange).values_list("pk", flat=True):
        yield Violation(f"Allocation {pk}", "it pays what another customer owes")


ledger = (
    Invariant("ledger", "what is settled and allocated is the sum of the allocations", _sums),
    Invariant("reversals", "a reversal undoes its row, and nobody pays another's debt", _balances),
)
