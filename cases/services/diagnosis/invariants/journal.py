"""The events of a case: numbered, connected, declared, chained."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.db.models import Count, F, Max, Min, Q, Value, Window
from django.db.models.functions import Lag

from cases.definition import Process, catalogue
from cases.definition.process import UnknownTransition
from cases.models import Case, CaseEvent
from cases.services.diagnosis.invariants.base import Examined, Violation, Visit
from cases.services.diagnosis.verification import verify
from registry.scoping import ScopedQuerySet

WHY = "the doctor looks at the journal of the companies it was given"
MOVES: Final = frozenset({"case.migrated", "case.corrected", "process.migrated"})
"""Events that change the state without a transition, by a decision that is journaled itself."""


def numbered(visit: Visit) -> Examined:
    """I1: 1, 2, 3 ... up to what the case counts."""
    cases = Case.objects.across_companies(WHY).filter(company__in=visit.companies)
    counted = cases.annotate(count=Count("events"), low=Min("events__seq"), high=Max("events__seq"))
    whole = Q(count=F("seq"), low=1, high=F("seq"))
    wrong = counted.filter(Q(low__isnull=True) | ~whole).order_by("pk")
    return Examined(cases.count(), [Violation(case.number, _gap(case)) for case in wrong])


def _gap(case: Case) -> str:
    there = set(case.events.values_list("seq", flat=True))
    missing = [seq for seq in range(1, case.seq + 1) if seq not in there]
    superfluous = sorted(there - set(range(1, case.seq + 1)))
    return f"it counts {case.seq} events; missing: {missing[:5] or 'none'}, beyond: {superfluous[:5] or 'none'}"


def connected(visit: Visit) -> Examined:
    """I2: from the state before to the state now."""
    events = CaseEvent.objects.across_companies(WHY).filter(case__company__in=visit.companies)
    before = Window(Lag("to_state", default=Value("")), partition_by=["case_id"], order_by=["seq"])
    jumps = events.annotate(before=before).filter(~Q(from_state=F("before"))).order_by("case_id", "seq")
    found = [
        Violation(f"{number} event {seq}", f"it starts from “{start}”, the one before ended in “{end}”")
        for number, seq, start, end in jumps.values_list("case__number", "seq", "from_state", "before")
    ]
    last = CaseEvent.objects.across_companies(WHY).filter(case__company__in=visit.companies, seq=F("case__seq"))
    elsewhere = last.filter(~Q(to_state=F("case__state"))).order_by("case_id")
    found += [
        Violation(number, f"it is in “{state}”, its last event led to “{led}”")
        for number, state, led in elsewhere.values_list("case__number", "case__state", "to_state")
    ]
    return Examined(events.count(), found)


def declared(visit: Visit) -> Examined:
    """I3: as far as the version of the process is the one installed; older versions are not here to be asked."""
    events = CaseEvent.objects.across_companies(WHY).filter(case__company__in=visit.companies)
    judged, found = 0, []
    for process in catalogue.processes():
        ours = events.filter(case__process_code=process.code, process_version=process.version).order_by()
        columns = ("transition", "from_state", "to_state", "kind")
        for *move, count in ours.values_list(*columns).annotate(count=Count("pk")):
            judged += count
            if problem := _undeclared(process, *move):
                found += list(_named(ours.filter(**dict(zip(columns, move, strict=True))), problem))
    return Examined(judged, found)


def _undeclared(process: Process, code: str, start: str, end: str, kind: str) -> str:
    if not code:
        return f"“{start}” became “{end}” without a transition" if start != end and kind not in MOVES else ""
    try:
        transition = process.transition(code)
    except UnknownTransition:
        return f"there is no transition {code}"
    leaves = start == "" if transition is process.opening else transition.leaves(start)
    return "" if leaves and transition.target == end else f"{code} does not lead from “{start}” to “{end}”"


def _named(events: ScopedQuerySet[CaseEvent], problem: str) -> Iterator[Violation]:
    for number, seq in events.order_by("case_id", "seq").values_list("case__number", "seq")[:20]:
        yield Violation(f"{number} event {seq}", problem)


def chained(visit: Visit) -> Examined:
    """I11: what `verify_journal` says."""
    results = [verify(company) for company in visit.companies]
    found = [
        Violation(f"{each.case} event {each.seq}" if each.seq else each.case, f"{each.code}: {each.message}")
        for result in results
        for each in result.wrong
    ]
    beside = sum(events for result in results for _, events in result.others.values())
    return Examined(sum(result.events for result in results) + beside, found)
