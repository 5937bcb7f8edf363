"""What interest has grown on an item by a day, row by row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from billing.models import Allocation, InterestCharge
from billing.models.ledger import ZERO, ItemKind
from billing.models.terms import RateKind
from billing.queries.rates import CONTRACT, compensation_on, rates_of, regime
from billing.refusals import no
from billing.rules.accruing import Accrual, Part, accrue, first_day
from cases.rules.interest import RateMissing, RatesOverlap

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from billing.models import OpenItem
    from billing.queries.rates import KnownRate

GROWS: Final = (ItemKind.INVOICE, ItemKind.DEBIT, ItemKind.OPENING)


@dataclass(frozen=True, slots=True)
class Grown:
    """The interest of an item by a day: the rows, the law behind it, the fixed sum not charged yet, open questions."""

    accrual: Accrual
    regime: str
    compensation: Decimal
    until_on: date
    sources: tuple[str, ...] = ()
    to_be_confirmed: bool = False


def grown(item: OpenItem, until_on: date) -> Grown:
    """The interest of an item from its due date, or its last charge, to `until_on`, both ends as the law counts.

    Three or four statements. Raises Refused: a rate is missing or given twice, or the item is itself interest or
    costs (no interest on interest, art. 1283 c.c.).
    """
    if item.kind not in GROWS or item.amount < 0:
        raise no("interest_of_accessory")
    charged = _charged_until(item)
    first = first_day(item.due_on, charged)
    known = rates_of(item)
    try:
        accrual = accrue(_parts(item), from_on=first, until_on=until_on, rates=[each.rate for each in known])
    except RateMissing as missing:
        raise _missing(item, missing.day, known) from missing
    except RatesOverlap as overlap:
        raise no("rates_overlap", day=overlap.day) from overlap
    used = [each for each in known if any(each.rate.covers(row.from_on) for row in accrual.rows)]
    return Grown(
        accrual=accrual,
        regime=regime(item.customer),
        compensation=_compensation(item, accrual),
        until_on=until_on,
        sources=tuple(dict.fromkeys(each.source for each in used)),
        to_be_confirmed=any(each.to_be_confirmed for each in used),
    )


def _missing(item: OpenItem, day: date, known: list[KnownRate]) -> Exception:
    if regime(item.customer) == CONTRACT and not known:
        return no("contract_rate_missing", day=day)
    return no("rate_missing", kind=RateKind.LATE.label, day=day)


def _parts(item: OpenItem) -> list[Part]:
    rows = Allocation.objects.of(item.company_id).filter(item=item, reverses__isnull=True, reversal__isnull=True)
    paid = [Part(amount, on) for amount, on in rows.values_list("amount", "value_on")]
    return [*paid, Part(item.amount - sum((part.amount for part in paid), ZERO), None)]


def _charged_until(item: OpenItem) -> date | None:
    charges = InterestCharge.objects.of(item.company_id).filter(about=item, item__reversal__isnull=True)
    return charges.order_by("-until_on").values_list("until_on", flat=True).first()


def _compensation(item: OpenItem, accrual: Accrual) -> Decimal:
    """Forty euro per invoice, once, where the law between businesses applies and something is late."""
    if item.kind != ItemKind.INVOICE or regime(item.customer) != RateKind.LATE or not accrual.rows:
        return ZERO
    costs = item.accessories.filter(kind=ItemKind.COSTS, source="compensation", reversal__isnull=True)
    fixed = compensation_on(first_day(item.due_on, None))
    return ZERO if fixed is None or costs.exists() else fixed.amount
