"""Items and payments of a ledger: invoices of 100 euro due on 31 October 2026, seen on 20 November."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from billing.duties import CHARGE, HAND_OVER, HOLD, IMPORT, LIMIT, READ, RECORD
from billing.handover import periods
from billing.models import (
    Allocation,
    BankLine,
    BankStatement,
    Charge,
    Handover,
    ImportMapping,
    ImportRun,
    OpenItem,
    Payment,
)
from billing.receivables import BY_LAW, NewItem, NewPayment, Wish, enter_item, record_payment
from billing.services.holds import NewHold, place_hold
from billing.services.interest import charge_interest
from cases.models import Case
from registry.actors import SYSTEM, Actor
from registry.duties import CONFIGURE
from registry.models import Company, Customer
from tests.factories import registry

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ON = date(2026, 11, 20)
ISSUED, DUE = date(2026, 10, 1), date(2026, 10, 31)
D = Decimal
_serial = count(1)


def clerk(of: Company) -> Actor:
    """The system with every duty of credit control and billing: for setting a scene."""
    return SYSTEM(of.pk, [READ, RECORD, CHARGE, IMPORT, HOLD, LIMIT, HAND_OVER, CONFIGURE])


def customer(of: Company, **fields: Any) -> Customer:
    """A customer of the company."""
    return registry.customer(of, **fields)


def item(of: Customer, amount: object = 100, **values: Any) -> OpenItem:
    """An invoice of the customer; anything below zero is a credit note."""
    money = D(str(amount))
    usual = {
        "customer": of,
        "kind": "invoice" if money > 0 else "credit_note",
        "document_number": f"F{next(_serial)}",
        "issued_on": ISSUED,
        "booked_on": values.get("issued_on", ISSUED),
        "due_on": max(DUE, values.get("issued_on", ISSUED)),
        "amount": money,
    }
    return enter_item(NewItem(**{**usual, **values}), actor=clerk(of.company), now=NOW)


def paid(of: Customer, amount: object = 100, wish: Wish | None = BY_LAW, **values: Any) -> Payment:
    """A bank transfer of the customer, allocated by law unless wished otherwise."""
    usual = {
        "customer": of,
        "channel": "transfer",
        "amount": D(str(amount)),
        "booked_on": ON,
        "value_on": values.get("booked_on", ON),
        "source_key": f"p{next(_serial)}",
    }
    return record_payment(NewPayment(**{**usual, **values}), wish, actor=clerk(of.company), now=NOW)


def fresh(row: Any) -> Any:
    """The row as the database has it."""
    return type(row).objects.of(row.company_id).get(pk=row.pk)


def period(of: Customer, **values: Any) -> Handover:
    """A fixed fee of 12.50 euro for October of one contract line, charged."""
    usual: dict[str, Any] = {
        "customer": of, "contract_ref": "CT-1", "line": "fixed", "description_it": "Quota fissa",
        "description_en": "Fixed fee", "amount": D("12.50"), "vat_rate": D(22), "period_from": date(2026, 10, 1),
        "period_to": date(2026, 11, 1),
    }  # fmt: skip
    return periods.charge_period(periods.Period(**{**usual, **values}), actor=clerk(of.company), now=NOW)


def parked_handover(case: Case) -> Handover:
    """A hand-over of a case's first event that waits for a clerk, who may state a sum, try again, or give it up."""
    missing = {"code": "amount_missing", "params": {"name": "analysis"}}
    row = Handover(
        company_id=case.company_id, case=case, event=case.events.order_by("seq")[0], customer=case.customer, seq=1,
        on=ON, system="file", next_try_at=NOW, created_at=NOW, reasons=[missing], total=D(150), status=Handover.PARKED,
    )  # fmt: skip
    row.save(force_insert=True)
    own = {"company_id": case.company_id, "handover": row, "event": row.event, "recorded_at": NOW}
    words = {"description_it": "Diritti", "description_en": "Fee", "unit": "once"}
    sums = {"quantity": D(1), "unit_price": D(150), "amount": D(150), "vat_rate": D(22)}
    Charge.objects.create(**own, **words, **sums, position=1, line="fee", kind="fee")
    return row


def ledger_rows(of: Customer) -> dict[str, Any]:
    """One of everything the pages of the ledger show, by the name of its address."""
    company, early = of.company, {"issued_on": date(2026, 9, 1), "due_on": date(2026, 9, 30)}
    by = {"actor": clerk(company), "now": NOW}
    owed, note = item(of, 100, **early), item(of, -20, **early)
    payment = paid(of, 30, booked_on=date(2026, 9, 20))
    old = item(of, 1000, issued_on=date(2026, 3, 1), due_on=date(2026, 3, 31))
    mapping = ImportMapping.objects.create(
        company=company,
        source="office",
        name="Office",
        content="items",
        date_format="dmy",
        columns=dict.fromkeys(("customer", "document_number", "issued_on", "due_on", "amount"), "x"),
    )
    content = b"x\n1\n"
    run = ImportRun.objects.create(
        company=company, mapping=mapping, file_name="a.csv", sha256="0" * 64, content=content, tried_at=NOW
    )
    bank = {"company": company, "booked_on": date(2026, 9, 3), "value_on": date(2026, 9, 3)}
    statement = BankStatement.objects.create(
        company=company, account="IT60", from_on=ISSUED, to_on=ISSUED, sha256="0" * 64, imported_at=NOW, form="camt"
    )
    return {
        "item": owed,
        "interest": charge_interest(old, date(2026, 6, 30), **by).interest,
        "note": note,
        "payment": payment,
        "unallocated": paid(of, 7, None, booked_on=date(2026, 9, 20)),
        "allocation": Allocation.objects.of(company).get(payment=payment),
        "mapping": mapping,
        "run": run,
        "statement": statement,
        "line": BankLine.objects.create(
            **bank, statement=statement, position=1, amount=D(5), text=owed.document_number
        ),
        "hold_collection": place_hold(NewHold(customer=of, cause="promise", reason="Friday"), **by),
    }
