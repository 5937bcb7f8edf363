"""Random lives of a customer's ledger, and a reference short enough to be read at a glance."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from billing.models import OpenItem, Payment
from billing.receivables import BY_LAW, allocate_payment, reverse_item, reverse_payment, use_credit
from cases.services.errors import Refused
from tests.factories import billing as make

DAY = date(2026, 9, 1)


@dataclass
class Ledger:
    """The reference: what is left of each row, and who paid what."""

    items: dict[int, list[Any]] = field(default_factory=dict)  # id: [left, due, part, about]
    credits: dict[str, Decimal] = field(default_factory=dict)
    paid: list[tuple[str, int, Decimal]] = field(default_factory=list)

    def pay(self, key: str, on: date) -> None:
        open_ = [(pk, row) for pk, row in self.items.items() if row[0] > 0]
        age = {pk: self.items.get(row[3], row)[1] if self._heads(row) else self._oldest(row) for pk, row in open_}
        for pk, row in sorted(open_, key=lambda each: (age[each[0]] >= on, age[each[0]], each[1][3], each[1][2])):
            share = min(row[0], self.credits[key])
            if share:
                row[0] -= share
                self.credits[key] -= share
                self.paid.append((key, pk, share))

    def _heads(self, row: list[Any]) -> bool:
        return self.items[row[3]][0] > 0

    def _oldest(self, row: list[Any]) -> date:
        return min(other[1] for other in self.items.values() if other[3] == row[3] and other[0] > 0)

    def free(self, *, key: str = "", item: int = 0) -> None:
        for paid in [each for each in self.paid if each[0] == key or each[1] == item]:
            self.paid.remove(paid)
            self.items[paid[1]][0] += paid[2]
            self.credits[paid[0]] += paid[2]

    def balance(self) -> Decimal:
        return sum((row[0] for row in self.items.values()), Decimal(0)) - sum(self.credits.values(), Decimal(0))


class Life:
    """A random sequence of what happens to a ledger, done by the services and by the reference."""

    def __init__(self, customer: Any, dice: random.Random) -> None:
        self.customer, self.dice, self.model = customer, dice, Ledger()
        self.by = {"actor": make.clerk(customer.company), "now": make.NOW}
        self.rows: dict[str, Any] = {}
        self.gone: set[Any] = set()
        self.due = 0

    def live(self, steps: int) -> None:
        acts = (self.invoice, self.accessory, self.pay, self.pay, self.pay, self.twice, self.note, self.back, self.undo)
        self.invoice()
        for _ in range(steps):
            self.dice.choice(acts)()

    def money(self) -> Decimal:
        return Decimal(self.dice.randint(1, 30_000)) / 100

    def invoice(self, about: Any = None, kind: str = "invoice") -> None:
        self.due += self.dice.randint(1, 3)
        due, amount = DAY + timedelta(days=self.due * 3), self.money()
        item = make.item(self.customer, amount, kind=kind, issued_on=DAY, due_on=due, about=about)
        part = {"costs": 0, "interest": 1}.get(kind, 2)
        self.model.items[item.pk] = [amount, due, part, about.pk if about else item.pk]
        self.rows[f"i{item.pk}"] = item

    def accessory(self) -> None:
        heads = [row for row in self.rows.values() if isinstance(row, OpenItem) and row.about_id is None]
        heads = [row for row in heads if row.amount > 0]
        self.invoice(self.dice.choice(heads), self.dice.choice(("costs", "interest")))

    def pay(self) -> None:
        payment = make.paid(self.customer, self.money())
        self.rows[f"p{payment.pk}"] = payment
        self.model.credits[f"p{payment.pk}"] = payment.amount
        self.model.pay(f"p{payment.pk}", make.ON)

    def twice(self) -> None:
        """A payment that arrives again under its key, and what is left of an old one."""
        for key, row in list(self.rows.items()):
            if isinstance(row, Payment) and key not in self.gone:
                make.paid(self.customer, row.amount, source_key=row.source_key, booked_on=row.booked_on)
                self.refusable(lambda row=row: allocate_payment(row, BY_LAW, **self.by))
                self.model.pay(key, make.ON)
                return

    def note(self) -> None:
        note = make.item(self.customer, -self.money(), issued_on=DAY)
        key = f"c{note.pk}"
        self.rows[key], self.model.credits[key] = note, -note.amount
        use_credit(note, BY_LAW, **self.by)
        self.model.pay(key, make.ON)

    def back(self) -> None:
        key = self.dice.choice([key for key in self.rows if key not in self.gone] or [""])
        if key.startswith("p"):
            reverse_payment(self.rows[key], reason="x", on=make.ON, **self.by)
        elif key:
            reverse_item(self.rows[key], reason="x", **self.by)
        self.end(key)

    def undo(self) -> None:
        """Taking back what was taken back already changes nothing."""
        for key in sorted(self.gone):
            row = self.rows[key]
            ending = {"on": make.ON} if isinstance(row, Payment) else {}
            take = reverse_payment if isinstance(row, Payment) else reverse_item
            assert self.refusable(lambda take=take, row=row, more=ending: take(row, reason="x", **more, **self.by))
            return

    def end(self, key: str) -> None:
        if not key:
            return
        self.gone.add(key)
        if key.startswith("i"):
            self.model.free(item=self.rows[key].pk)
            self.model.items[self.rows[key].pk][0] = Decimal(0)
        else:
            self.model.free(key=key)
            self.model.credits[key] = Decimal(0)

    def refusable(self, call: Any) -> bool:
        try:
            call()
        except Refused:
            return True
        return False
