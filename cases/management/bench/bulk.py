"""Machine steps in bulk: opening and moving, with chain, dispatches, clocks and work."""

from __future__ import annotations

import resource
from time import perf_counter
from typing import Any
from uuid import uuid4

from cases.management.bench import paper
from cases.models import Case
from cases.services.bulk import Job, Matter, open_many, perform_many
from registry.models import Customer

N = 170_000
CUSTOMERS = 1_000


def run(n: int) -> dict[str, Any]:
    """Open `n` cases, move them, then open and move as many again; memory above what the process had before."""
    with paper.installed() as (company, actor):
        Customer.objects.bulk_create(_customer(company, number) for number in range(CUSTOMERS))
        _job(company, actor, 100)
        before = _peak_mb()
        opening = _job(company, actor, n)
        ids = list(Case.objects.of(company).filter(state="first").values_list("pk", flat=True))
        start = perf_counter()
        moved = perform_many(company, paper.process.code, "forward", ids, _new(actor)).moved
        moving = perf_counter() - start
        peak = _peak_mb()
    return {
        "move_per_s": round(moved / moving),
        "move_s": round(moving, 1),
        "open_per_s": round(n / opening),
        "open_and_move_per_s": round(n / (opening + moving)),
        "peak_mb": round(peak - before),
    }


def _customer(company: Any, number: int) -> Customer:
    return Customer(company=company, code=f"C{number:06d}", name=f"Customer {number}")


def _new(actor: Any) -> Job:
    return Job(key=uuid4(), actor=actor, now=paper.NOW)


def _job(company: Any, actor: Any, n: int) -> float:
    customers = list(Customer.objects.of(company).order_by("pk"))
    matters = [Matter(key=str(number), customer=customers[number % CUSTOMERS], inputs={}) for number in range(n)]
    start = perf_counter()
    open_many(company, paper.process.code, matters, _new(actor))
    return perf_counter() - start


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
