"""A ledger for the demo: fourteen months of invoices, how customers paid them, and what waits for a person today."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from billing.services.credit import set_credit_terms
from billing.services.holds import NewHold, place_hold
from billing.services.interest import NewRate, charge_interest, enter_rate
from cases.services.errors import Refused
from desk.demo.receivables import bank, lives, periods
from desk.demo.receivables.lives import Account

if TYPE_CHECKING:
    from datetime import date

    from desk.demo.world import World

HOLDS = (
    (3, "dispute", "Contesta il peso del carico 2026/44: atteso il formulario firmato.", 20),
    (5, "plan", "Piano di rientro in quattro rate, firmato.", 60),
    (7, "promise", "Ha promesso il bonifico entro la settimana.", 5),
    (10, "legal", "Pratica al legale esterno.", None),
)


def fill(world: World) -> None:
    """The ledger of one company, by the product's own services; the same seed and day, the same rows."""
    accounts = [Account(world, customer, index) for index, customer in enumerate(world.customers)]
    _rates(world)
    for account in accounts:
        lives.live(account)
    _limits(world)
    _holds(world)
    _interest(world, accounts)
    bank.bring_in(world, accounts)
    periods.fill(world)


def _rates(world: World) -> None:
    """The second half of 2026 does not ship with the product: entered by hand, to be confirmed."""
    new = NewRate(
        kind="late",
        valid_from=lives.day(2026, 7, 1),
        valid_to=lives.day(2026, 12, 31),
        percent=Decimal("10.15"),
        source="Inserito a mano in attesa del comunicato MEF del 2° semestre 2026",
    )
    enter_rate(new, actor=world.actors["admin"])


def _limits(world: World) -> None:
    since = world.today - timedelta(days=300)
    for index, customer in enumerate(world.customers):
        if index % 4 != 3:
            insolvency = "Concordato preventivo, Trib. Ravenna" if index == 10 else ""
            set_credit_terms(
                customer,
                valid_from=since,
                limit=Decimal(5_000 + 2_500 * (index % 5)),
                insolvency=insolvency,
                source="Comitato crediti",
                actor=world.actors["credito"],
            )


def _holds(world: World) -> None:
    """Four holds, one of them past its day: the worker's next round hands it back to a person."""
    for index, cause, reason, days in HOLDS:
        days_ago = 12 if days == 5 else 4
        placed = world.office_hours(days_ago)
        until: date | None = world.today - timedelta(days=days_ago - days) if days else None
        items = list(world.customers[index].open_items.filter(is_open=True, amount__gt=0).order_by("pk")[:1])
        held = items if cause == "dispute" else []
        new = NewHold(customer=world.customers[index], cause=cause, reason=reason, until_on=until, items=held)
        place_hold(new, actor=world.actors["credito"], now=placed)


def _interest(world: World, accounts: list[Account]) -> None:
    """Interest and forty euro on the oldest unpaid invoice of two customers, charged a month ago."""
    now = world.office_hours(30)
    for account in accounts[3:5]:
        rows = account.customer.open_items.filter(is_open=True, kind="invoice", due_on__lt=now.date())
        oldest = rows.order_by("due_on", "pk").first()
        if oldest is None:
            continue
        with suppress(Refused):  # a demo set in another year finds no rate, and shows that instead
            charge_interest(oldest, now.date(), actor=world.actors["credito"], now=now)
