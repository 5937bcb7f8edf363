"""Which rates apply: those that ship with the product, and over them what an administrator of the company entered."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Final

from billing.models import ContractRate, InterestRate
from billing.models.terms import RateKind
from cases.rules.interest import Rate
from registry.models.customer import Kind

if TYPE_CHECKING:
    from billing.models import OpenItem
    from registry.models import Customer

FOLDER: Final = Path(__file__).resolve().parent.parent / "policy"
CONTRACT: Final = "contract"


@dataclass(frozen=True, slots=True)
class KnownRate:
    """A rate with where it comes from; `row` is the company's own, if it is."""

    rate: Rate
    source: str
    to_be_confirmed: bool = False
    row: InterestRate | None = None


@dataclass(frozen=True, slots=True)
class Compensation:
    """The fixed sum per invoice paid late between businesses, from a day on."""

    valid_from: date
    valid_to: date | None
    amount: Decimal
    source: str


def rates(company_id: int, kind: str) -> list[KnownRate]:
    """Every rate of a kind in order of time; one statement. A row of the company replaces shipped ones it overlaps."""
    own = [
        KnownRate(Rate(row.valid_from, row.valid_to, row.percent), row.source, row.to_be_confirmed, row)
        for row in InterestRate.objects.of(company_id).filter(kind=kind).order_by("valid_from")
    ]
    kept = [each for each in shipped(kind) if not any(_overlap(each.rate, mine.rate) for mine in own)]
    return sorted([*kept, *own], key=lambda known: known.rate.valid_from)


@cache
def shipped(kind: str) -> tuple[KnownRate, ...]:
    """The rates of a kind that ship with the product (billing/policy/interest_rates.csv)."""
    return tuple(
        KnownRate(
            Rate(date.fromisoformat(row["valid_from"]), _day(row["valid_to"]), Decimal(row["percent"])), row["source"]
        )
        for row in _rows("interest_rates.csv")
        if row["kind"] == kind
    )


@cache
def compensations() -> tuple[Compensation, ...]:
    """The fixed sums of art. 6 D.Lgs. 231/2002, in order of time."""
    return tuple(
        Compensation(
            date.fromisoformat(row["valid_from"]), _day(row["valid_to"]), Decimal(row["amount"]), row["source"]
        )
        for row in _rows("compensation.csv")
    )


def compensation_on(on: date) -> Compensation | None:
    """The fixed sum for an invoice that became late on a day; None before the law."""
    found = [
        each for each in compensations() if each.valid_from <= on and (each.valid_to is None or on <= each.valid_to)
    ]
    return found[-1] if found else None


def regime(customer: Customer) -> str:
    """Which rate a customer's debts grow at: the law's between businesses and bodies, the contract's for consumers.

    D.Lgs. 231/2002 art. 2: a commercial transaction is one between undertakings, or with a public administration.
    A person with a VAT number is an undertaking.
    """
    business = customer.kind == Kind.LEGAL or customer.vat_number or customer.is_public_body
    return RateKind.LATE if business else CONTRACT


def rates_of(item: OpenItem) -> list[KnownRate]:
    """The rates an item grows at. A contract with a rate of its own comes first, also between businesses."""
    company, own = item.company_id, _of_contract(item)
    if own:
        return own
    return rates(company, RateKind.LATE) if regime(item.customer) == RateKind.LATE else []


def lacking(item: OpenItem, on: date) -> RateKind | None:
    """The law whose rate of a day the item lacks; None where it is the contract that says nothing of the day."""
    rows = _rows_of_contract(item)
    if not rows:
        return RateKind.LATE if regime(item.customer) == RateKind.LATE else None
    return RateKind.LEGAL if any(row.valid_from <= on for row in rows) else None


def _rows_of_contract(item: OpenItem) -> list[ContractRate]:
    """The contract's own rows, else those of the customer whatever the contract."""
    rows = list(
        ContractRate.objects.of(item.company_id)
        .filter(customer_id=item.customer_id, contract_ref__in={item.contract_ref, ""})
        .order_by("valid_from")
    )
    return [row for row in rows if row.contract_ref == item.contract_ref] or rows


def _of_contract(item: OpenItem) -> list[KnownRate]:
    """What the contract says; each row holds until the next."""
    named, found = _rows_of_contract(item), list[KnownRate]()
    for row, after in zip_longest(named, named[1:]):
        last = date.fromordinal(after.valid_from.toordinal() - 1) if after else None
        if row.percent is not None:
            found.append(KnownRate(Rate(row.valid_from, last, row.percent), row.source))
        else:
            found += [_within(each, row.valid_from, last) for each in _legal(item.company_id, row.valid_from, last)]
    return found


def _legal(company_id: int, first: date, last: date | None) -> list[KnownRate]:
    period = Rate(first, last, Decimal(0))
    return [each for each in rates(company_id, RateKind.LEGAL) if _overlap(each.rate, period)]


def _within(known: KnownRate, first: date, last: date | None) -> KnownRate:
    ends = [end for end in (known.rate.valid_to, last) if end is not None]
    rate = Rate(max(known.rate.valid_from, first), min(ends) if ends else None, known.rate.percent)
    return KnownRate(rate, known.source, known.to_be_confirmed, known.row)


def _overlap(one: Rate, other: Rate) -> bool:
    return (one.valid_to is None or other.valid_from <= one.valid_to) and (
        other.valid_to is None or one.valid_from <= other.valid_to
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
