"""A large ledger: items and as many payments brought in from files, then what is asked of it every day."""

from __future__ import annotations

import random
import resource
import tempfile
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from typing import IO, TYPE_CHECKING, Any

from django.db import transaction

from billing.duties import IMPORT, RECORD
from billing.imports.running import bring_in
from billing.models import ImportMapping
from billing.printing import Press
from billing.queries.ageing import ageing
from billing.queries.balances import balance_at
from billing.queries.statement import statement
from billing.queries.statements import accounts
from billing.services.entries import Booking
from billing.services.statements.sending import AT_ONCE
from billing.services.statements.ways import seat
from cases.management.bench import scratch
from registry.actors import SYSTEM
from registry.models import Company, Customer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from billing.imports.report import Report

N = 1_000_000
EACH_CUSTOMER = 5
ASKED = 400
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
FIRST = date(2025, 9, 1)


def run(n: int) -> dict[str, Any]:
    """`n` items from one file and `n` payments from another, each naming its document; one in five pays a part."""
    company = Company.objects.create(slug="bench", name="Bench")
    customers = max(n // EACH_CUSTOMER, 1)
    scratch.fill(
        Customer(company=company, code="C", name="Bench"),
        customers,
        code="'C' || lpad(g::text, 6, '0')",
        name="'Customer ' || g",
        search_key="'c'",
    )
    scratch.analyse()
    items_s, items = _bring(company, _item_lines(n, customers), _mapping(company, "items"))
    scratch.analyse()
    payments_s, payments = _bring(company, _payment_lines(n, customers), _mapping(company, "payments"))
    scratch.analyse()
    figures = {
        "items": items.new,
        "payments": payments.payments,
        "allocated": payments.allocated,
        "items_s": round(items_s, 1),
        "payments_s": round(payments_s, 1),
        "import_s": round(items_s + payments_s, 1),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    return {**figures, **_asked(company)}


def _asked(company: Company) -> dict[str, Any]:
    start = perf_counter()
    found = ageing(company.pk, NOW.date())
    took = perf_counter() - start
    rows = list(Customer.objects.of(company).order_by("pk")[: ASKED * 3 : 3])
    return {
        "ageing_s": round(took, 2),
        "open": str(found.total),
        "statement_p95_ms": _p95(rows, lambda row: statement(row, NOW.date() - timedelta(days=90), NOW.date())),
        "balance_at_p95_ms": _p95(rows, lambda row: balance_at(row, date(2026, 6, 30))),
        "statements_per_s": _set(company, rows),
    }


def _set(company: Company, rows: list[Customer]) -> int:
    """How many statements of account, their movements of three months included, are read and set in a second."""
    start, on, since = perf_counter(), NOW.date(), NOW.date() - timedelta(days=90)
    with Press(company) as press:
        for first in range(0, len(rows), AT_ONCE):
            chunk = rows[first : first + AT_ONCE]
            found = accounts(company.pk, [row.pk for row in chunk], on, from_on=since)
            for row in chunk:
                press.statement(row, found[row.pk], seat(row), "it", from_on=since)
    return round(len(rows) / (perf_counter() - start))


def _p95(rows: list[Customer], call: Callable[[Customer], object]) -> float:
    took = []
    for row in rows:
        start = perf_counter()
        call(row)
        took.append(perf_counter() - start)
    return scratch.p95(took)


def _mapping(company: Company, content: str) -> ImportMapping:
    columns = {
        "items": ("customer", "document_number", "issued_on", "due_on", "amount"),
        "payments": ("customer", "booked_on", "amount", "document_number", "key"),
    }
    return ImportMapping.objects.create(
        company=company,
        source="bench",
        name="Bench",
        content=content,
        columns={name: name for name in columns[content]},
        date_format="dmy",
    )


def _bring(company: Company, lines: Iterator[str], mapping: ImportMapping) -> tuple[float, Report]:
    """Seconds to bring a file in, its writing not counted."""
    stream: IO[bytes]
    with closing(tempfile.TemporaryFile()) as stream:
        stream.write((";".join(mapping.columns) + "\n").encode())
        stream.writelines(line.encode() for line in lines)
        stream.seek(0)
        booking = Booking(actor=SYSTEM(company.pk, [IMPORT, RECORD]), now=NOW, on=NOW.date())
        start = perf_counter()
        with transaction.atomic():
            report = bring_in(stream, mapping, booking, write=True)
        return perf_counter() - start, report


def _item_lines(n: int, customers: int) -> Iterator[str]:
    for number in range(n):
        issued = FIRST + timedelta(days=number * 400 // n)
        due = issued + timedelta(days=30)
        yield f"C{number % customers + 1:06d};{number};{issued:%d/%m/%Y};{due:%d/%m/%Y};{_cents(number)},50\n"


def _payment_lines(n: int, customers: int) -> Iterator[str]:
    dice = random.Random(7)
    for number in range(n):
        issued = FIRST + timedelta(days=number * 400 // n)
        paid = min(issued + timedelta(days=dice.randint(5, 90)), NOW.date())
        euro = _cents(number) - (number % 5 == 0)
        yield f"C{number % customers + 1:06d};{paid:%d/%m/%Y};{euro},50;{number};P{number}\n"


def _cents(number: int) -> int:
    return 20 + number * 37 % 900
