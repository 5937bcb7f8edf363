"""Journals of a process on paper, written fast, and hands that tamper with them as the owner of the tables could."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import connection

from cases.models import Case, CaseEvent
from cases.services import journal
from registry.actors import SYSTEM
from registry.models import Company, Counter

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


def cases(of: Company, count: int, events: int, *, series: str = "LO-2026", process_code: str = "loan") -> list[Case]:
    """Cases with sound chains and gapless numbers, opened and commented."""
    counter, _ = Counter.objects.of(of).get_or_create(company=of, name=series)
    made = [_case(of, f"{series}-{counter.last + n:06d}", process_code) for n in range(1, count + 1)]
    composed = [event for case in made for event in _events(case, events)]
    Case.objects.bulk_create(made, batch_size=500)
    for event in composed:
        event.case_id = event.case.pk
    CaseEvent.objects.bulk_create(composed, batch_size=500)
    counter.last += count
    counter.save()
    return made


def _case(of: Company, number: str, process_code: str) -> Case:
    return Case(
        company=of,
        number=number,
        process_code=process_code,
        state="asked",
        state_since=NOW,
        subject=number,
        opened_at=NOW,
        opened_command=uuid4(),
        doers={"open": [[None, None]]},
    )


def _events(case: Case, count: int) -> list[CaseEvent]:
    by = SYSTEM(case.company_id, [])
    made = []
    for n in range(count):
        is_first = case.seq == 0
        opening = {"transition": "open", "command_id": uuid4()} if is_first else {"from_state": "asked"}
        kind = "loan.open" if is_first else "comment"
        at = NOW + timedelta(minutes=case.seq)
        made.append(journal.compose(case, journal.Entry(kind=kind, actor=by, now=at, matter={"n": n}, **opening), {}))
    return made


def grow(case: Case, count: int = 1) -> None:
    """Go on working on a case."""
    for event in _events(case, count):
        event.save()
    case.save(update_fields=("seq", "head_hash"))


@contextmanager
def as_owner() -> Iterator[Any]:
    """A cursor for which the database's own guardians look away."""
    with connection.cursor() as cursor:
        on_postgresql = connection.vendor == "postgresql"
        if on_postgresql:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
            cursor.execute("SET LOCAL session_replication_role = replica")
        yield cursor
        if on_postgresql:
            cursor.execute("SET LOCAL session_replication_role = origin")


def tamper(*statements: tuple[str, list[Any]]) -> None:
    """Run statements as the owner of the tables."""
    with as_owner() as cursor:
        for sql, values in statements:
            cursor.execute(sql, values)
