"""What the contracts of the energy company charge month by month, billed by Pratica itself.

One was taken back; of one customer the town was missing, and what is due waits for a clerk.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from billing.handover.periods import Period, charge_period, take_back
from desk.demo.receivables import lives
from registry.services.customers import change_customer

if TYPE_CHECKING:
    from datetime import date

    from desk.demo.world import World
    from registry.models import Customer

MONTHS: Final = 3
FEE: Final = Decimal("12.50")
DUE: Final = timedelta(days=30)


def fill(world: World) -> None:
    """The fixed fee of the last full months, for each customer."""
    if world.company.sector != "energy":
        return
    for month in range(MONTHS, 0, -1):
        since, until = _month(world.today, month), _month(world.today, month - 1)
        for customer in world.customers[:-1]:
            _charge(world, customer, since, until)
    last = world.customers[-1]
    clerk, city = world.actors["assistenza"], last.city
    change_customer(last, actor=clerk, city="")
    _charge(world, last, _month(world.today, 1), _month(world.today, 0))
    change_customer(last, actor=clerk, city=city)
    _take_back(world)


def _month(today: date, back: int) -> date:
    """The first day of this month, or of one so many months back."""
    number = today.year * 12 + today.month - 1 - back
    return lives.day(number // 12, number % 12 + 1, 1)


def _charge(world: World, customer: Customer, since: date, until: date) -> None:
    new = Period(
        customer=customer,
        contract_ref=f"CT-{customer.code}",
        line="Quota fissa",
        description_it="Quota fissa di commercializzazione",
        description_en="Fixed supply fee",
        amount=FEE,
        vat_rate=Decimal(10),
        period_from=since,
        period_to=until,
        due_on=until + DUE,
    )
    charge_period(new, actor=world.actors["fatture"], now=lives.at(until))


def _take_back(world: World) -> None:
    """The newest month of the first customer, who had moved out."""
    first = world.customers[0].handovers.order_by("-pk")[0]
    reason = "Fornitura cessata il mese prima: comunicazione del distributore."
    take_back(first, reason=reason, actor=world.actors["fatture"], now=world.office_hours(1))
