"""Items of a file into the ledger, a few thousand at a time: keys looked up, rows copied, what was paid with them.

Only new rows are written, so no ledger is locked: a key that somebody else enters meanwhile fails the whole file.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from billing.imports.reasons import Reason
from billing.models import Allocation, OpenItem, Payment
from billing.models.ledger import ZERO, Channel
from cases.models.copies import like
from cases.services import rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from billing.imports.records import ItemRecord
    from billing.imports.report import Report
    from billing.services.entries import Booking

    Found = list[tuple[ItemRecord, int]]

COMPARED: Final = ("customer_id", "due_on", "amount")


def bring_in(found: Found, *, source: str, booking: Booking, report: Report, write: bool) -> None:
    """Enter the items that are not in the ledger yet; the same again is unchanged, other contents are refused."""
    company = booking.actor.company_id
    known = _known(company, source, [record.key for record, _ in found])
    new: Found = []
    for record, customer in found:
        before = known.get(record.key)
        if before is None:
            known[record.key] = (customer, record.due_on, record.amount, record.paid)
            new.append((record, customer))
        else:
            _compare(record, (customer, record.due_on, record.amount, record.paid), before, report)
    report.new += len(new)
    report.amount += sum((record.amount for record, _ in new), ZERO)
    paid = [record for record, _ in new if record.paid_on]
    report.payments += len(paid)
    report.allocated += len(paid)
    report.paid += sum((record.paid for record in paid), ZERO)
    if write and new:
        _write(new, source, booking)


def _known(company: int, source: str, keys: Sequence[str]) -> dict[str, tuple[Any, ...]]:
    items = OpenItem.objects.of(company).filter(rows.OneOf("source_key", keys), source=source)
    return {key: tuple(values) for key, *values in items.values_list("source_key", *COMPARED, "settled")}


def _compare(record: ItemRecord, now: tuple[Any, ...], before: tuple[Any, ...], report: Report) -> None:
    *_, paid = now
    *_, settled = before
    different = [
        name.removesuffix("_id") for name, one, other in zip(COMPARED, now, before, strict=False) if one != other
    ]
    if different:
        report.refuse(record.line, [Reason("differs", {"fields": different})])
        return
    report.unchanged += 1
    if record.amount > 0 and settled < paid:
        report.note(record.line, [Reason("paid_since", {"paid": paid, "settled": settled})])


def _write(new: Found, source: str, booking: Booking) -> None:
    company, actor = booking.actor.company_id, booking.actor
    recorded: dict[str, Any] = {
        "company_id": company,
        "source": source,
        "recorded_at": booking.now,
        "recorded_by_id": actor.user_id,
        "recorded_by_name": actor.name,
    }
    item = OpenItem(**recorded)
    payment = Payment(**recorded, channel=Channel.TRANSFER)
    allocation = Allocation(company_id=company, recorded_at=booking.now, recorded_by_name=actor.name)
    paid = sum(1 for record, _ in new if record.paid_on)
    item_ids = rows.reserve_ids(OpenItem, len(new))
    payment_ids = iter(rows.reserve_ids(Payment, paid)) if paid else iter(())
    items, payments, allocations = [], [], []
    for (record, customer), pk in zip(new, item_ids, strict=True):
        items.append(_item(item, record, customer, pk))
        if record.paid_on is not None:
            payments.append(_payment(payment, record, record.paid_on, customer, next(payment_ids)))
            allocations.append(
                like(
                    allocation,
                    payment_id=payments[-1].pk,
                    item_id=pk,
                    amount=record.paid,
                    booked_on=record.paid_on,
                    value_on=record.paid_on,
                    by_choice=True,
                )
            )
    for written in (items, payments, allocations):
        rows.insert(written)


def _item(template: OpenItem, record: ItemRecord, customer: int, pk: int) -> OpenItem:
    return like(
        template,
        id=pk,
        customer_id=customer,
        kind=record.kind,
        document_number=record.document_number,
        instalment=record.instalment,
        issued_on=record.issued_on,
        booked_on=record.issued_on,
        due_on=record.due_on,
        amount=record.amount,
        settled=record.paid,
        is_open=record.paid != record.amount,
        contract_ref=record.contract_ref,
        supply_point=record.supply_point,
        method=record.method,
        source_key=record.key,
    )


def _payment(template: Payment, record: ItemRecord, paid_on: date, customer: int, pk: int) -> Payment:
    return like(
        template,
        id=pk,
        customer_id=customer,
        channel=record.method or Channel.TRANSFER,
        booked_on=paid_on,
        value_on=paid_on,
        amount=record.paid,
        allocated=record.paid,
        is_open=False,
        reference=record.document_number,
        source_key=record.key,
    )
