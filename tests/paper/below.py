"""Two packages below, on paper: agreements that follow from accepted offers, and a ledger of debts that are paid."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from cases.definition import Announcement, Product
from cases.models import Case, Dispatch
from cases.outbox import announcing
from cases.outbox.consumers import Consumer
from registry.models import Company, Customer
from tests.paper.models import Agreement, Debt, Payment

DRAWN_UP = "agreement.drawn_up"
PAID = "ledger.paid"


def draw_up(case: Case, amount: Decimal) -> tuple[Product, Announcement]:
    """The agreement that an accepted offer leaves, pending until the package hears of it."""
    row = Agreement.objects.create(
        company_id=case.company_id, source=case.number, customer_id=case.customer_id, amount=amount
    )
    told = Announcement(DRAWN_UP, {"source": case.number, "amount": amount}, ordering_key=case.number)
    return Product("agreement", str(row.pk), row.source), told


def put_in_force(dispatch: Dispatch, now: datetime) -> dict[str, Any]:
    """From its day on the agreement is billed; told again, nothing more happens."""
    row = Agreement.objects.of(dispatch.company_id).get(source=dispatch.payload["source"])
    row.in_force_since = row.in_force_since or now.date()
    row.times_told += 1
    row.save()
    return {"agreement": row.pk}


def owe(of: Company, customer: Customer, number: str, amount: Decimal, due_on: date) -> Debt:
    return Debt.objects.create(company=of, customer=customer, number=number, amount=amount, due_on=due_on)


def pay(debt: Debt, amount: Decimal, now: datetime) -> Payment:
    """Book a payment and announce it, as a ledger does: no case is named."""
    row = Payment.objects.create(company_id=debt.company_id, debt=debt, amount=amount)
    debt.refresh_from_db()
    debt.paid += amount
    debt.save()
    told = {"debt": debt.pk, "left": debt.amount - debt.paid}
    source = f"paper-payment:{row.pk}"
    announcing.saved(
        announcing.owed(debt.company_id, PAID, told, source=source, ordering_key=debt.number, origin="desk", at=now)
    )
    return row


consumers = (Consumer("paper.agreements", (DRAWN_UP,), put_in_force),)
