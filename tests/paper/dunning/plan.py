"""The plan of a day: which debts are begun, and which letters leave, in bulk."""

from __future__ import annotations

from datetime import datetime
from uuid import NAMESPACE_OID, uuid5

from django.db.models import F

from cases.models import Deadline
from cases.rules.days import day_of
from cases.services.bulk import Job, Matter, Report, open_many, perform_many
from cases.services.machine import machine
from registry.models import Company
from tests.paper.dunning.process import process
from tests.paper.models import Debt

KEY = uuid5(NAMESPACE_OID, "paper_dunning")
"""One key for every day: a debt is begun once, and a case gets each of its levels once."""


def run(of: Company, now: datetime) -> Report:
    """Begin what is overdue, then send every letter whose day has come; run again, it does nothing more."""
    job = Job(key=KEY, actor=machine(process, of.pk), now=now)
    overdue = Debt.objects.of(of).filter(due_on__lt=day_of(now), paid__lt=F("amount")).select_related("customer")
    matters = [
        Matter(key=debt.number, customer=debt.customer, inputs={"debt": debt.pk, "due_on": debt.due_on})
        for debt in overdue.order_by("pk")
    ]
    report = open_many(of, process.code, matters, job)
    for clock in reversed(process.clocks):
        due = Deadline.objects.of(of).filter(clock=clock.code, status=Deadline.RUNNING, due_at__lt=now)
        mine = due.filter(case__process_code=process.code).values_list("case_id", flat=True)
        step = Job(key=uuid5(KEY, clock.then), actor=job.actor, now=now)
        report.add(perform_many(of, process.code, clock.then, list(mine), step))
    return report
