"""What interest has grown on an item by a day, row by row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from billing.models import Allocation, InterestCharge, OpenItem
from billing.models.ledger import ZERO, ItemKind
from billing.models.terms import RateKind
from billing.queries.rates import compensation_on, lacking, rates_of, regime
from billing.refusals import no
from billing.rules.accruing import Accrual, AccrualRow, Part, accrue, first_day
from cases.rules.interest import RateMissing, RatesOverlap

if TYPE_CHECKING:
    from collections.abc import Mapping

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
        raise _missing(item, missing.day) from missing
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


@dataclass(frozen=True, slots=True)
class Charged:
    """What was charged on an item, as it was computed then: the rows, and the fixed sum charged with them, if it was.

    `charge` is the item of the interest, `about` the invoice it grew on; `by_law`: at the rates between businesses, not
    by what a contract says.
    """

    charge: OpenItem
    about: OpenItem
    until_on: date
    accrual: Accrual
    costs: OpenItem | None
    by_law: bool

    @property
    def total(self) -> Decimal:
        """Interest and fixed sum."""
        return self.accrual.total + (self.costs.amount if self.costs else ZERO)


def charged(item: OpenItem) -> Charged | None:
    """How the interest that an item stands for was computed; None where it is no interest we charged."""
    found = InterestCharge.objects.of(item.company_id).filter(item=item).select_related("about").first()
    if found is None:
        return None
    costs = OpenItem.objects.of(item.company_id).filter(about=found.about, kind=ItemKind.COSTS, source="compensation")
    rows = tuple(_kept(row) for row in found.rows)
    return Charged(
        charge=item,
        about=found.about,
        until_on=found.until_on,
        accrual=Accrual(rows),
        costs=costs.filter(recorded_at=item.recorded_at).first(),
        by_law=lacking(found.about, found.until_on) == RateKind.LATE,
    )


def _kept(row: Mapping[str, Any]) -> AccrualRow:
    return AccrualRow(
        principal=Decimal(row["principal"]),
        from_on=date.fromisoformat(row["from_on"]),
        to_on=date.fromisoformat(row["to_on"]),
        days=int(row["days"]),
        percent=Decimal(row["percent"]),
        amount=Decimal(row["amount"]),
    )


def _missing(item: OpenItem, day: date) -> Exception:
    kind = lacking(item, day)
    return no("contract_rate_missing", day=day) if kind is None else no("rate_missing", kind=kind.label, day=day)


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
