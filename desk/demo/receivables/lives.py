"""How customers pay: most in time, some late, some in part, some by direct debit that comes back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from billing.receivables import (
    NewItem,
    NewPayment,
    Wish,
    enter_item,
    record_payment,
    reverse_payment,
    use_credit,
)
from cases.rules.days import ROME

if TYPE_CHECKING:
    from billing.models import OpenItem, Payment
    from desk.demo.world import World
    from registry.models import Customer

MONTHS = 14
HABITS = (
    "in_time",
    "late",
    "in_time",
    "in_part",
    "in_time",
    "never",
    "returned",
    "over",
    "late",
    "in_time",
    "slow",
    "in_time",
)
RETURNS = (("AM04", "Fondi insufficienti"), ("MS03", "Motivo non indicato"), ("MD01", "Mandato mancante"))


class Account:
    """One customer's account in the making."""

    def __init__(self, world: World, customer: Customer, index: int) -> None:
        self.world, self.customer, self.index = world, customer, index
        self.habit = HABITS[index % len(HABITS)]
        self.clerk = world.actors["fatture"]
        self.serial = 0

    def amount(self) -> Decimal:
        """Between 180 and 2,400 euro."""
        return Decimal(self.world.dice.randint(18_000, 240_000)) / 100


def day(year: int, month: int, number: int) -> date:
    """A day."""
    return date(year, month, number)


def at(on: date) -> datetime:
    """Ten in the morning in Rome."""
    return datetime(on.year, on.month, on.day, 10, tzinfo=ROME)


def live(account: Account) -> None:
    """Fourteen months, one invoice each, some with two instalments; and what became of each."""
    today = account.world.today
    first = (today.replace(day=1) - timedelta(days=30 * (MONTHS - 1))).replace(day=1)
    for number in range(MONTHS):
        month = (first + timedelta(days=31 * number)).replace(day=1)
        issued = month + timedelta(days=2 + account.index)
        if issued <= today:
            _month(account, number, issued)


def _month(account: Account, number: int, issued: date) -> None:
    items = _invoice(account, issued, instalments=2 if number % 5 == 2 else 1)
    if number == 6 and account.index % 3 == 0:
        _credit_note(account, items[0], issued + timedelta(days=20))
    for item in items:
        _pay(account, item, number)


def _invoice(account: Account, issued: date, *, instalments: int) -> list[OpenItem]:
    account.serial += 1
    number = f"{issued.year}/{account.index * 20 + account.serial}"
    total, place = account.amount(), account.world.sites[account.customer.pk][0].code
    parts = [total] if instalments == 1 else [(total / 2).quantize(Decimal("0.01"))]
    parts += [total - parts[0]] if instalments == 2 else []
    return [
        enter_item(
            NewItem(
                customer=account.customer,
                kind="invoice",
                document_number=number,
                instalment=position,
                issued_on=issued,
                booked_on=issued,
                due_on=issued + timedelta(days=30 * position),
                amount=amount,
                contract_ref=f"CT-{account.customer.code}",
                supply_point=place,
                method="sdd" if account.habit == "returned" else "transfer",
                source="demo",
            ),
            actor=account.clerk,
            now=at(issued),
        )
        for position, amount in enumerate(parts, start=1)
    ]


def _credit_note(account: Account, item: OpenItem, on: date) -> None:
    if on > account.world.today:
        return
    new = NewItem(
        customer=account.customer,
        kind="credit_note",
        document_number=f"NC-{item.document_number}",
        issued_on=on,
        booked_on=on,
        due_on=on,
        amount=-(item.amount / 4).quantize(Decimal("0.01")),
        contract_ref=item.contract_ref,
        reason="Differenza di peso riconosciuta",
        source="demo",
    )
    use_credit(enter_item(new, actor=account.clerk, now=at(on)), Wish({item.pk: None}), actor=account.clerk, now=at(on))


def _pay(account: Account, item: OpenItem, number: int) -> None:
    dice, last = account.world.dice, number >= MONTHS - 3
    if (account.habit == "never" and number > 8) or (account.habit == "slow" and last):
        return
    delay = {"late": dice.randint(12, 55), "slow": dice.randint(40, 95)}.get(account.habit, dice.randint(-4, 3))
    on = item.due_on + timedelta(days=delay)
    if on > account.world.today or (account.habit != "returned" and last and number % 2):
        return
    item.refresh_from_db()
    part = item.open_amount
    if account.habit == "in_part" and number % 3 == 0:
        part = (part * Decimal("0.6")).quantize(Decimal("0.01"))
    if account.habit == "over" and number == MONTHS - 4:
        part += Decimal("250.00")
    payment = _record(account, item, part, on)
    if account.habit == "returned" and number % 4 == 1:
        _come_back(account, payment, on + timedelta(days=6), number)


def _record(account: Account, item: OpenItem, amount: Decimal, on: date) -> Payment:
    new = NewPayment(
        customer=account.customer,
        channel=item.method,
        amount=amount,
        booked_on=on,
        value_on=on,
        counter="Conto ordinario",
        reference=f"Fattura {item.document_number}",
        source="demo",
        source_key=f"{item.document_number}/{item.instalment}",
        payer_iban=account.customer.iban,
    )
    return record_payment(new, Wish({item.pk: None}), actor=account.clerk, now=at(on))


def _come_back(account: Account, payment: Payment, on: date, number: int) -> None:
    if on > account.world.today:
        return
    code, words = RETURNS[number % len(RETURNS)]
    reverse_payment(payment, reason=words, reason_code=code, on=on, actor=account.clerk, now=at(on))
