"""One file, tried or applied: read, judged line by line, brought in. Duty: billing.import_receivables."""

from __future__ import annotations

import hashlib
import io
from itertools import count, islice
from typing import IO, TYPE_CHECKING, Any, Final

from django.db import transaction

from billing.duties import IMPORT
from billing.imports import items, payments
from billing.imports.naming import Names
from billing.imports.reading import LARGEST, lines, places
from billing.imports.reasons import FileRefused, Reason
from billing.imports.records import Row, item_of, payment_of
from billing.imports.report import Report
from billing.models import Allocation, CustomerAlias, ImportMapping, ImportRun, OpenItem, Payment
from billing.refusals import no
from billing.services.entries import Booking
from cases.rules.days import day_of
from cases.services.rows import analyse, uncollected
from registry.duties import require

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime

    from registry.actors import Actor
    from registry.models import Customer

CHUNK: Final = 5_000
LEARN: Final = (1, 8, 64)
"""After which chunks of a file PostgreSQL is to look at how much there is by now."""
MOST_ROWS: Final = 50_000
"""Lines of a file brought in by a page; longer ones come by the command."""


def bring_in(stream: IO[bytes], mapping: ImportMapping, booking: Booking, *, write: bool, most: int = 0) -> Report:
    """Try a file, or apply it, in the caller's transaction. Lines with something against them are left out and named.

    Raises DutyMissing, FileRefused.
    """
    require(booking.actor, IMPORT)
    report, names = Report(), Names(mapping)
    rows = _rows(stream, mapping, report, most)
    today, module = day_of(booking.now), items if mapping.content == ImportMapping.ITEMS else payments
    seen: dict[str, int] = {}
    for number in count(1):
        with uncollected():
            chunk = list(islice(rows, CHUNK))
            found = [pair for row in chunk if (pair := _judged(row, mapping, names, report, today, seen))]
            module.bring_in(found, source=mapping.source, booking=booking, report=report, write=write)
        if write and number in LEARN and len(chunk) == CHUNK:
            analyse(OpenItem, Payment, Allocation)
        if len(chunk) < CHUNK:
            break
    if not report.rows:
        raise FileRefused("no_rows")
    report.unknown = list(names.unknown)
    return report


def _rows(stream: IO[bytes], mapping: ImportMapping, report: Report, most: int) -> Iterator[Row]:
    read = lines(stream, mapping)
    head = next(read, None)
    at: Mapping[str, int] = places(head[1] if head else (), mapping.columns)
    for number, cells in read:
        report.rows += 1
        if most and report.rows > most:
            raise FileRefused("too_many_rows", limit=most)
        yield Row(number, cells, at, mapping)


def _judged(row: Row, mapping: ImportMapping, names: Names, report: Report, today: date, seen: dict[str, int]) -> Any:
    """The record of a line with its customer; None, and the reasons in the report, when it cannot be brought in."""
    record: Any = item_of(row, today) if mapping.content == ImportMapping.ITEMS else payment_of(row, today)
    customer = names.find(row, record.customer) if record else 0
    if record and mapping.content == ImportMapping.PAYMENTS:
        record.key = record.key or _key_of(record, seen)
    if record and not row.reasons and seen.setdefault(record.key, row.line) != row.line:
        row.reasons.append(Reason("repeated", {"line": seen[record.key]}))
    if row.reasons:
        report.refuse(row.line, row.reasons)
        return None
    return record, customer


def _key_of(record: Any, seen: Mapping[str, int]) -> str:
    """A key for a payment whose source gives none: what it says, and the how-manieth of its kind in the file."""
    said = f"{record.customer}|{record.booked_on}|{record.amount}|{record.document_number}|{record.reference}"
    digest = hashlib.sha256(said.encode()).hexdigest()[:24]
    number = 1
    while f"{digest}:{number}" in seen:
        number += 1
    return f"{digest}:{number}"


def try_file(mapping: ImportMapping, name: str, content: bytes, *, actor: Actor, now: datetime) -> ImportRun:
    """Keep a file with what would become of it; nothing of the ledger is touched. Raises DutyMissing, FileRefused."""
    if len(content) > LARGEST:
        raise FileRefused("too_large", limit="20 MB")
    booking = Booking(actor=actor, now=now, on=day_of(now))
    report = bring_in(io.BytesIO(content), mapping, booking, write=False, most=MOST_ROWS)
    return ImportRun.objects.create(
        company_id=actor.company_id,
        mapping=mapping,
        file_name=name[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        tried_at=now,
        tried_by_name=actor.name,
        report=report.as_json(),
    )


def apply_run(run: ImportRun, *, actor: Actor, now: datetime) -> ImportRun:
    """Bring in a file that was tried, once. Raises DutyMissing, FileRefused, Refused when it was applied already."""
    with transaction.atomic():
        run = ImportRun.objects.of(actor.company_id).select_for_update(of=("self",)).get(pk=run.pk)
        if run.applied_at is not None:
            raise no("file_known")
        booking = Booking(actor=actor, now=now, on=day_of(now))
        stream = io.BytesIO(bytes(run.content))
        report = bring_in(stream, run.mapping, booking, write=True, most=MOST_ROWS)
        run.report, run.applied_at, run.applied_by_name = report.as_json(), now, actor.name
        run.save()
    return run


def name_customers(mapping: ImportMapping, named: Mapping[str, Customer], *, actor: Actor) -> int:
    """Remember whom a source means by its codes; how many. Raises DutyMissing."""
    require(actor, IMPORT)
    rows = CustomerAlias.objects.of(actor.company_id)
    with transaction.atomic():
        for code, customer in named.items():
            rows.update_or_create(
                company_id=actor.company_id, source=mapping.source, code=code, defaults={"customer": customer}
            )
    return len(named)


def try_again(run: ImportRun, *, actor: Actor, now: datetime) -> ImportRun:
    """The same file tried anew, once customers have been named or the mapping was changed."""
    content = bytes(run.content)
    report = bring_in(
        io.BytesIO(content), run.mapping, Booking(actor=actor, now=now, on=day_of(now)), write=False, most=MOST_ROWS
    )
    run.report, run.tried_at, run.tried_by_name = report.as_json(), now, actor.name
    run.save(update_fields=("report", "tried_at", "tried_by_name"))
    return run
