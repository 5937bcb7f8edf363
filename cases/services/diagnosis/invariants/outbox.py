"""What must others still be told: announced once, in order, in time."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db.models import CharField, Exists, F, Min, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat

from cases.models import CaseEvent, Dispatch
from cases.outbox import consumers
from cases.services.diagnosis.invariants.base import Examined, Violation, Visit
from registry.scoping import ScopedQuerySet

WHY = "the doctor looks at the dispatches of the companies it was given"
PATIENCE: Final = timedelta(minutes=10)
OWED: Final = (Dispatch.WAITING, Dispatch.PARKED)


def _rows(visit: Visit) -> ScopedQuerySet[Dispatch]:
    return Dispatch.objects.across_companies(WHY).filter(company__in=visit.companies)


def announced(visit: Visit) -> Examined:
    """I4: a dispatch of an event points to it; an event whose consumer was told of its like before is told as well."""
    rows = _rows(visit)
    of_events = rows.filter(source__startswith="case-event:").order_by("pk")
    number = Concat(
        Value("case-event:"), F("event__case__number"), Value("@"), Cast("event__case__company_id", CharField()),
        Value("/"), Cast("event__seq", CharField()), Value("/"), output_field=CharField(),
    )  # fmt: skip
    named = of_events.annotate(expected=number).filter(Q(event__isnull=True) | ~Q(source__startswith=F("expected")))
    found = [Violation(f"dispatch {row.pk}", f"“{row.source}” is not the event it points to") for row in named]
    return Examined(rows.count(), [*found, *_untold(visit)])


def _untold(visit: Visit) -> list[Violation]:
    """Events of a kind a consumer has been told of before, later than that, that it was not told of."""
    rows = _rows(visit).filter(event__kind=F("topic")).order_by()
    found = []
    for name, topic, since in rows.values_list("consumer", "topic").annotate(since=Min("event_id")):
        consumer = consumers.named(name)
        if consumer is None or consumer.when is not None:
            continue
        told = Dispatch.objects.across_companies(WHY).filter(event=OuterRef("pk"), consumer=name, topic=topic)
        events = CaseEvent.objects.across_companies(WHY).filter(
            case__company__in=visit.companies, kind=topic, pk__gt=since, origin__in=consumer.origins
        )
        left = events.filter(~Exists(told)).values_list("case__number", "seq")
        found += [Violation(f"{number} event {seq}", f"{name} was not told of it") for number, seq in left]
    return found


def served(visit: Visit) -> Examined:
    """I6: due for more than ten minutes, and neither backing off nor behind a parked one of the same key."""
    rows = _rows(visit)
    parked = Dispatch.objects.across_companies(WHY).filter(
        consumer=OuterRef("consumer"),
        ordering_key=OuterRef("ordering_key"),
        status=Dispatch.PARKED,
        pk__lt=OuterRef("pk"),
    )
    late = rows.filter(status=Dispatch.WAITING, next_try_at__lt=visit.now - PATIENCE).filter(~Exists(parked))
    found = [Violation(f"dispatch {row.pk}", f"{row.topic} waits for {row.consumer}") for row in late.order_by("pk")]
    return Examined(rows.count(), found)


def ordered(visit: Visit) -> Examined:
    """Per consumer and key, what was delivered has nothing undelivered before it."""
    rows = _rows(visit)
    earlier = Dispatch.objects.across_companies(WHY).filter(
        consumer=OuterRef("consumer"), ordering_key=OuterRef("ordering_key"), status__in=OWED, pk__lt=OuterRef("pk")
    )
    early = rows.filter(status=Dispatch.DELIVERED).filter(Exists(earlier)).order_by("pk")
    found = [
        Violation(f"dispatch {row.pk}", f"{row.topic} overtook an earlier one of {row.ordering_key}") for row in early
    ]
    return Examined(rows.count(), found)
