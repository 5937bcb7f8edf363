"""Payments of a file into the ledger: each for the document it names, else unallocated for a person to see to."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from billing.imports.reasons import Reason
from billing.models import Allocation, OpenItem, Payment
from billing.models.ledger import ZERO
from billing.services.locking import lock_ledgers
from cases.models.copies import like, loaded
from cases.services import rows

if TYPE_CHECKING:
    from billing.imports.records import PaymentRecord
    from billing.imports.report import Report
    from billing.services.entries import Booking

    Found = list[tuple[PaymentRecord, int]]
    Documents = dict[tuple[int, str], list[OpenItem]]

NEEDED: Final = ("customer_id", "document_number", "due_on", "booked_on", "amount", "settled", "is_open")
"""What is asked of an item here; the other columns of so many stay where they are."""


def bring_in(found: Found, *, source: str, booking: Booking, report: Report, write: bool) -> None:
    """Record the payments that are not in the ledger yet. A document that is not open, or not one, takes nothing."""
    company = booking.actor.company_id
    keys = [record.key for record, _ in found]
    recorded = Payment.objects.of(company).filter(rows.OneOf("source_key", keys), source=source)
    known = {key: (who, amount) for key, who, amount in recorded.values_list("source_key", "customer_id", "amount")}
    new: Found = []
    for record, customer in found:
        if record.key in known:
            _compare(record, (customer, record.amount), known[record.key], report)
        else:
            known[record.key] = (customer, record.amount)
            new.append((record, customer))
    report.payments += len(new)
    report.paid += sum((record.amount for record, _ in new), ZERO)
    if write:
        unlocked = {customer for _, customer in new} - report.locked
        lock_ledgers(company, unlocked)
        report.locked |= unlocked
    _write(new, source, booking, report, write=write)


def _compare(record: PaymentRecord, now: tuple[int, Decimal], before: tuple[int, Decimal], report: Report) -> None:
    if now == before:
        report.unchanged += 1
    else:
        report.refuse(record.line, [Reason("differs", {"fields": ["customer", "amount"]})])


def _write(new: Found, source: str, booking: Booking, report: Report, *, write: bool) -> None:
    company, actor = booking.actor.company_id, booking.actor
    documents = _documents(company, new)
    payment = Payment(
        company_id=company,
        source=source,
        recorded_at=booking.now,
        recorded_by_id=actor.user_id,
        recorded_by_name=actor.name,
    )
    allocation = Allocation(company_id=company, recorded_at=booking.now, recorded_by_name=actor.name)
    ids = rows.reserve_ids(Payment, len(new)) if write and new else range(len(new))
    payments: list[Payment] = []
    allocations: list[Allocation] = []
    touched: dict[int, OpenItem] = {}
    for (record, customer), pk in zip(new, ids, strict=True):
        item = _named(record, documents.get((customer, record.document_number), []), report)
        given = min(record.amount, item.open_amount) if item else ZERO
        payments.append(_payment(payment, record, customer, given, pk))
        if item and given:
            item.settled += given
            item.is_open = item.settled != item.amount
            touched[item.pk] = item
            allocations.append(_allocation(allocation, record, item, given, pk))
    report.allocated += len(allocations)
    if write:
        rows.insert(payments)
        rows.insert(allocations)
        rows.update([touched[pk] for pk in sorted(touched)], ("settled", "is_open"))


def _documents(company: int, new: Found) -> Documents:
    """The open items above zero that the payments name, by customer and document."""
    names = {record.document_number for record, _ in new if record.document_number}
    found: Documents = defaultdict(list)
    if names:
        items = OpenItem.objects.of(company).filter(rows.OneOf("document_number", names), is_open=True, amount__gt=0)
        for item in sorted(loaded(items.only(*NEEDED)), key=lambda item: (item.due_on, item.pk)):
            found[item.customer_id, item.document_number].append(item)
    return found


def _named(record: PaymentRecord, items: list[OpenItem], report: Report) -> OpenItem | None:
    """The one item a payment is for; costs and interest under one number make it a person's question."""
    left = [item for item in items if item.is_open]
    if not record.document_number or len(left) == 1:
        return left[0] if left else None
    code = "document_twice" if left else "document_unknown"
    report.note(record.line, [Reason(code, {"value": record.document_number})])
    return None


def _payment(template: Payment, record: PaymentRecord, customer: int, given: Decimal, pk: int) -> Payment:
    values: dict[str, Any] = {"id": pk, "customer_id": customer, "allocated": given, "is_open": given != record.amount}
    for name in ("channel", "counter", "booked_on", "value_on", "amount"):
        values[name] = getattr(record, name)
    return like(template, **values, reference=record.reference or record.document_number, source_key=record.key)


def _allocation(
    template: Allocation, record: PaymentRecord, item: OpenItem, given: Decimal, payment_id: int
) -> Allocation:
    return like(
        template,
        payment_id=payment_id,
        item_id=item.pk,
        amount=given,
        booked_on=max(record.booked_on, item.booked_on),
        value_on=record.value_on,
        by_choice=True,
    )
