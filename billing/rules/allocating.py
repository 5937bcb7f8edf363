"""Which debt a sum pays, and what of it: articles 1193 and 1194 c.c.

The debtor's choice comes first (art. 1193 para. 1). Without one, what is due is paid before what is not, among
these the oldest, among debts of one age in proportion (art. 1193 para. 2; "less guaranteed" and "more burdensome"
say nothing where no debt has a guarantee and all of a kind grow alike). Within a debt costs come first, then
interest, then principal (art. 1194), unless the creditor agrees that principal comes first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Final

from cases.rules.money import split

ZERO: Final = Decimal("0.00")
COSTS, INTEREST, PRINCIPAL = range(3)


@dataclass(frozen=True, slots=True)
class Debt:
    """One open item: `about` is the item it grew on (its own id for a principal), `left` what is still owed."""

    id: int
    about: int
    part: int
    due_on: date
    issued_on: date
    left: Decimal


@dataclass(frozen=True, slots=True)
class Share:
    """So much for one item."""

    id: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class _Claim:
    """A debt with what grew on it."""

    key: tuple[bool, date, date]
    parts: tuple[Debt, ...]

    @property
    def left(self) -> Decimal:
        return sum((each.left for each in self.parts), ZERO)


def by_law(amount: Decimal, debts: Iterable[Debt], on: date, *, principal_first: bool = False) -> list[Share]:
    """How `amount` (0 or more) is shared out by law on a day; what is left over is simply not in the shares."""
    claims = sorted(_claims(debts, on, principal_first=principal_first), key=lambda claim: claim.key)
    shares: list[Share] = []
    for _key, same_age in groupby(claims, key=lambda claim: claim.key):
        group = list(same_age)
        given = min(amount, sum((claim.left for claim in group), ZERO))
        if not given:
            break
        for claim, part in zip(group, split(given, [claim.left for claim in group]), strict=True):
            shares += _within(claim, part)
        amount -= given
    return shares


def by_choice(
    amount: Decimal, debts: Iterable[Debt], wanted: Mapping[int, Decimal | None], *, principal_first: bool = False
) -> list[Share]:
    """How `amount` is shared out over the debts that the debtor names, in his order.

    `wanted` maps the id of a principal, or of any item, to how much of that debt he pays; None: as much as there is.
    A debt named by its principal brings its costs and interest along. The rest is left over.
    """
    known = list(debts)
    shares: list[Share] = []
    for chosen, limit in wanted.items():
        claim = _claim_of(chosen, known, principal_first=principal_first)
        given = min(value for value in (amount, limit, claim.left) if value is not None)
        part = _within(claim, given)
        shares += part
        paid = {share.id: share.amount for share in part}
        known = [_less(debt, paid.get(debt.id, ZERO)) for debt in known]
        amount -= given
    return shares


def _claims(debts: Iterable[Debt], on: date, *, principal_first: bool) -> list[_Claim]:
    """Debts grouped by what they are about; the group is as old as its principal, or its oldest part without one."""
    groups: dict[int, list[Debt]] = {}
    for debt in debts:
        groups.setdefault(debt.about, []).append(debt)
    return [_claim(parts, on, principal_first=principal_first) for parts in groups.values()]


def _claim(parts: Sequence[Debt], on: date, *, principal_first: bool) -> _Claim:
    head = min(parts, key=lambda debt: (debt.id != debt.about, debt.due_on, debt.id))
    order = sorted(parts, key=lambda debt: (debt.part, debt.due_on, debt.id))
    if principal_first:
        order.sort(key=lambda debt: debt.part != PRINCIPAL)
    return _Claim((head.due_on >= on, head.due_on, head.issued_on), tuple(order))


def _claim_of(chosen: int, debts: Sequence[Debt], *, principal_first: bool) -> _Claim:
    parts = [debt for debt in debts if chosen in (debt.about, debt.id)]
    if chosen not in {debt.about for debt in parts}:
        parts = [debt for debt in parts if debt.id == chosen]
    return _claim(parts, date.max, principal_first=principal_first) if parts else _Claim((True, date.max, date.max), ())


def _within(claim: _Claim, amount: Decimal) -> list[Share]:
    shares = []
    for debt in claim.parts:
        given = min(amount, debt.left)
        if given > 0:
            shares.append(Share(debt.id, given))
            amount -= given
    return shares


def _less(debt: Debt, paid: Decimal) -> Debt:
    return Debt(debt.id, debt.about, debt.part, debt.due_on, debt.issued_on, debt.left - paid)
