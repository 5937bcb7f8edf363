"""Work, deadlines and stages exist where the case is, and nowhere else."""

from __future__ import annotations

from django.db.models import Count, F, Q

from cases.definition import catalogue
from cases.definition.catalogue import UnknownProcess
from cases.models import Case, Deadline, StageRun, WorkItem
from cases.services.diagnosis.invariants.base import Examined, Violation, Visit

WHY = "the doctor looks at the work of the companies it was given"
OPEN = (WorkItem.OPEN, WorkItem.TAKEN)
RUNNING = (Deadline.RUNNING, Deadline.PAUSED)


def closed(visit: Visit) -> Examined:
    """A final state has a closing instant, any other has none."""
    cases = Case.objects.across_companies(WHY).filter(company__in=visit.companies)
    found = []
    for process in catalogue.processes():
        ours = cases.filter(process_code=process.code)
        wrong = ours.filter(
            Q(state__in=process.final, closed_at__isnull=True)
            | (Q(closed_at__isnull=False) & ~Q(state__in=process.final))
        )
        found += [
            Violation(case.number, f"in “{case.state}” it is {'open' if case.is_open else 'closed'}")
            for case in wrong.order_by("pk")
        ]
    return Examined(cases.count(), found)


def only_where_open(visit: Visit) -> Examined:
    """Work of a state ends with it; work that tells of a refused reaction belongs to no state."""
    items = WorkItem.objects.across_companies(WHY).filter(company__in=visit.companies)
    left = items.filter(status__in=OPEN).exclude(state="")
    wrong = left.filter(Q(case__closed_at__isnull=False) | ~Q(state=F("case__state"))).select_related("case")
    found = [
        Violation(
            f"work item {item.pk} of {item.case.number}", f"open in “{item.state}”, the case is in “{item.case.state}”"
        )
        for item in wrong.order_by("pk")
    ]
    runs = StageRun.objects.filter(case__company__in=visit.companies).exclude(status__in=["DONE", "CANCELED"])
    astray = runs.filter(~Q(state=F("case__state"))).select_related("case").order_by("pk")
    found += [Violation(f"stage run {run.pk} of {run.case}", f"running in “{run.state}”") for run in astray]
    return Examined(items.count(), found)


def deadlines(visit: Visit) -> Examined:
    """At most one per clock runs, of a clock that runs in the state of the case."""
    rows = Deadline.objects.across_companies(WHY).filter(company__in=visit.companies)
    running = rows.filter(status__in=RUNNING)
    twice = running.values_list("case__number", "clock").annotate(count=Count("pk")).filter(count__gt=1).order_by()
    found = [Violation(number, f"clock {clock} runs {count} times") for number, clock, count in twice]
    rows_running = running.select_related("case").order_by("pk").iterator(chunk_size=2_000)
    found += [
        Violation(f"deadline {row.pk} of {row.case}", f"clock {row.clock} runs in “{row.case.state}”")
        for row in rows_running
        if not _runs(row)
    ]
    return Examined(rows.count(), found)


def _runs(deadline: Deadline) -> bool:
    try:
        clocks = deadline.case.process.clocks
    except UnknownProcess:
        return True
    return deadline.case.is_open and any(
        clock.code == deadline.clock and clock.runs_in(deadline.case.state) for clock in clocks
    )
