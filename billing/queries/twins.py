"""Movements that another file brought in before: a day's report and the month's statement tell the same money twice."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from billing.models import BankLine

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date
    from decimal import Decimal

    from billing.models import BankStatement

    Key = tuple[date, date, Decimal]


def twins(statement: BankStatement) -> Mapping[int, BankLine]:
    """By movement of a statement the one of an earlier file with the same account, days and amount; one statement.

    Words and references do not count, since each format cuts them elsewhere. Two alike in this statement need two alike
    in an earlier one: the first is the first's twin, the second the second's.
    """
    if not statement.account:
        return {}
    rows = BankLine.objects.of(statement.company_id).filter(
        statement__account=statement.account,
        statement_id__lte=statement.pk,
        booked_on__range=(statement.from_on, statement.to_on),
    )
    here: dict[Key, list[BankLine]] = defaultdict(list)
    before: dict[int, dict[Key, list[BankLine]]] = defaultdict(lambda: defaultdict(list))
    for row in rows.select_related("statement").order_by("statement_id", "position"):
        found = here if row.statement_id == statement.pk else before[row.statement_id]
        found[row.booked_on, row.value_on, row.amount].append(row)
    return dict(_pairs(here, before.values()))


def _pairs(
    here: Mapping[Key, list[BankLine]], before: Iterable[Mapping[Key, list[BankLine]]]
) -> Iterator[tuple[int, BankLine]]:
    for key, mine in here.items():
        most = max((each.get(key, []) for each in before), key=len, default=[])
        yield from ((one.pk, other) for one, other in zip(mine, most, strict=False))
