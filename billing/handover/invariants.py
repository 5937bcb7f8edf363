"""What the doctor looks at in the hand-off (RELIABILITY I4 to I6, for billing's part)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import DecimalField, F, Q, Sum, Value
from django.db.models.functions import Coalesce

from billing.models import Charge, Handover
from billing.queries.handovers import DIFFERENT, ZERO, lost
from cases.services.diagnosis.doctor import Examined, Invariant, Violation, Visit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from registry.models import Company

PATIENCE: Final = timedelta(minutes=10)


def _effects(visit: Visit) -> Examined:
    """I5: a delivered event has its hand-over; what was taken has its charges' sum, and billing says the same."""
    examined, found = 0, list[Violation]()
    for company in visit.companies:
        examined += Handover.objects.of(company).count()
        found += [Violation(f"dispatch {row.pk}", f"{row.source} left no hand-over") for row in lost(company)]
        found += _unequal(company)
    return Examined(examined, found)


def _unequal(company: Company) -> Iterator[Violation]:
    rows = Handover.objects.of(company).select_related("case")
    summed = Coalesce(Sum("charges__amount"), Value(ZERO), output_field=DecimalField())
    for unequal in rows.annotate(summed=summed).exclude(summed=F("total")).order_by("pk"):
        said = f"{unequal.total} is stored, its charges sum to {unequal.summed}"
        yield Violation(unequal.name, said)
    for row in rows.filter(DIFFERENT).order_by("pk"):
        yield Violation(row.name, f"{row.total} was handed over, billing has {row.billed}")


def _served(visit: Visit) -> Examined:
    """I6 for hand-overs: nothing ready is left unsent, and none is before an earlier one of its case."""
    examined, found = 0, list[Violation]()
    for company in visit.companies:
        rows = Handover.objects.of(company).select_related("case")
        examined += rows.count()
        late = rows.filter(status__in=(Handover.READY, Handover.UNKNOWN), next_try_at__lt=visit.now - PATIENCE)
        found += [Violation(row.name, f"it is {row.status} and nobody sends it") for row in late]
        found += _overtaken(company)
    return Examined(examined, found)


def _overtaken(company: Company) -> Iterator[Violation]:
    open_ones: dict[int | None, int] = {}
    in_question = Handover.objects.of(company).filter(status__in=Handover.OPEN, case__isnull=False).values("case_id")
    rows = Handover.objects.of(company).filter(case_id__in=in_question).select_related("case")
    for row in rows.order_by("case_id", "seq"):
        if row.case_id in open_ones and row.status != Handover.WAITING:
            yield Violation(row.name, f"it overtook {open_ones[row.case_id]}")
        if row.is_open:
            open_ones.setdefault(row.case_id, row.seq)


def _reversals(visit: Visit) -> Examined:
    """A counter-charge undoes its charge to the cent, of the same case or of the same days of a contract line."""
    examined, found = 0, list[Violation]()
    for company in visit.companies:
        rows = Charge.objects.of(company).filter(reverses__isnull=False).select_related("handover__case")
        examined += rows.count()
        of_case, of_period = Q(event__isnull=False), Q(event__isnull=True)
        same_case = Q(handover__case=F("reverses__handover__case"))
        same_days = Q(period_from=F("reverses__period_from"), line=F("reverses__line"))
        same_days &= Q(contract_ref=F("reverses__contract_ref"))
        wrong = rows.exclude(of_case & same_case | of_period & same_days, unit_price=-F("reverses__unit_price"))
        found += [Violation(f"charge {row.pk}", "it takes another back, but not to the cent") for row in wrong]
    return Examined(examined, found)


handoff: Final = (
    Invariant("I5", "a delivered hand-off has exactly one effect in billing", _effects),
    Invariant("handover", "hand-overs are sent in time and in the order of their case", _served),
    Invariant("charges", "a counter-charge undoes its charge, in the same case", _reversals),
)
