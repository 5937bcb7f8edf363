"""A journal of many events, verified: every hash computed again, every column compared with its text."""

from __future__ import annotations

from time import perf_counter
from typing import Any
from uuid import uuid4

from django.db import transaction

from cases.management.bench import paper, scratch
from cases.models import Case, CaseEvent
from cases.models.copies import like
from cases.services import journal, rows
from cases.services.diagnosis.verification import verify
from cases.services.rows import uncollected
from registry.models import Company, Counter

N = 1_000_000
EVENTS = 10
CHUNK = 2_000


def run(n: int) -> dict[str, Any]:
    """`n` events, ten to a case, written with their right hashes by COPY; then the seconds to verify them all."""
    with paper.installed() as (company, actor):
        start = perf_counter()
        for first in range(0, n // EVENTS, CHUNK):
            with uncollected():
                _write(company, actor, range(first + 1, min(first + CHUNK, n // EVENTS) + 1))
        Counter.objects.create(company=company, name="BP-2026", last=n // EVENTS)
        writing = perf_counter() - start
        scratch.analyse()
        start = perf_counter()
        result = verify(company)
        verifying = perf_counter() - start
    return {
        "verify_s": round(verifying, 1),
        "events": result.events,
        "wrong": len(result.wrong),
        "events_per_s": round(result.events / verifying),
        "write_s": round(writing, 1),
    }


def _write(company: Company, actor: Any, numbers: range) -> None:
    template = Case(
        company_id=company.pk,
        process_code=paper.process.code,
        state="second",
        state_since=paper.NOW,
        opened_at=paper.NOW,
        opened_command=uuid4(),
    )
    ids = rows.reserve_ids(Case, len(numbers))
    cases = [
        like(template, id=pk, number=f"BP-2026-{number:06d}", opened_command=uuid4(), doers={})
        for pk, number in zip(ids, numbers, strict=True)
    ]
    press = journal.Press(cases[0], _entry(actor))
    events: list[CaseEvent] = [press.compose(case, uuid4()) for case in cases for _ in range(EVENTS)]
    with transaction.atomic():
        rows.insert(cases)
        rows.insert(events)


def _entry(actor: Any) -> journal.Entry:
    matter = {"inputs": {}, "guards": [guard.__name__ for guard in paper.GUARDS], "decisions": [], "produced": []}
    return journal.Entry(
        kind="bench_paper.forward",
        actor=actor,
        now=paper.NOW,
        origin="bulk",
        transition="forward",
        from_state="first",
        matter=matter,
    )
