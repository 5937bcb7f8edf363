"""From a wish to allocations: the debtor's choice, or the order of the law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from billing.models import OpenItem, Payment
from billing.models.ledger import ItemKind
from billing.refusals import no
from billing.rules import allocating
from billing.rules.allocating import COSTS, INTEREST, PRINCIPAL, Debt
from billing.services import entries
from billing.services.locking import lock_open_items

if TYPE_CHECKING:
    from decimal import Decimal

    from billing.models import Allocation

PARTS: Final = {ItemKind.COSTS: COSTS, ItemKind.INTEREST: INTEREST}


@dataclass(frozen=True, slots=True)
class Wish:
    """How money is to be allocated: `chosen` maps items the debtor named to how much of each debt (None: all of it).

    Nothing chosen: the order of the law. `principal_first`: the creditor agrees that costs and interest wait
    (art. 1194 c.c.).
    """

    chosen: Mapping[int, Decimal | None] = field(default_factory=dict)
    principal_first: bool = False


BY_LAW: Final = Wish()


def settle(source: Payment | OpenItem, wish: Wish, booking: entries.Booking) -> list[Allocation]:
    """Allocate what is left of a payment or a credit. The ledger of its customer is locked."""
    left = source.left if isinstance(source, Payment) else -source.open_amount
    items = {row.pk: row for row in lock_open_items(source.company_id, source.customer_id) if row.amount > 0}
    _refuse(wish, items, left)
    debts = [debt_of(row) for row in items.values()]
    if wish.chosen:
        shares = allocating.by_choice(left, debts, wish.chosen, principal_first=wish.principal_first)
    else:
        shares = allocating.by_law(left, debts, booking.on, principal_first=wish.principal_first)
    touched = {share.id: items[share.id] for share in shares}
    return entries.allocate(source, shares, touched, booking, by_choice=bool(wish.chosen)) if shares else []


def debt_of(row: OpenItem) -> Debt:
    """An open item as the rules see it."""
    part = PARTS.get(ItemKind(row.kind), PRINCIPAL)
    return Debt(row.pk, row.about_id or row.pk, part, row.due_on, row.issued_on, row.open_amount)


def _refuse(wish: Wish, items: Mapping[int, OpenItem], left: Decimal) -> None:
    named = {row.about_id for row in items.values()} | items.keys()
    for chosen, amount in wish.chosen.items():
        if chosen not in named:
            raise no("item_not_open", item=chosen)
        if amount is not None and amount <= 0:
            raise no("amount_not_above_zero")
        if amount is not None and amount > left:
            raise no("too_much", amount=amount, left=left)
