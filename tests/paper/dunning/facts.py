"""What the guards of a dunning read: the ledger below, holds, and what the table says of the next level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cases.models import Case, Hold
from cases.queries.policies import decide
from cases.rules.facts import ABSENT, Absent, Facts
from tests.paper.models import Debt


@dataclass(frozen=True)
class DunningFacts(Facts):
    """`fee` of the next letter and whether one is `wanted`, by the table of levels."""

    left: Decimal
    is_held: bool
    wanted: bool | Absent
    fee: Decimal | Absent
    decisions: tuple[Mapping[str, object], ...] = ()


def load(cases: Sequence[Case], on: date) -> Mapping[int, DunningFacts]:
    """Facts of every case, in three statements."""
    company_id = cases[0].company_id
    debts = Debt.objects.of(company_id).in_bulk([case.dossier.debt_id for case in cases])
    held = set(Hold.objects.of(company_id).filter(case__in=cases, status=Hold.ACTIVE).values_list("case_id", flat=True))
    left = {case.pk: _left(debts.get(case.dossier.debt_id)) for case in cases}
    inputs = {case.pk: {"level": min(case.dossier.level + 1, 4), "left": left[case.pk]} for case in cases}
    decided = decide(company_id, cases[0].process_code, "levels", inputs, on)
    return {
        case.pk: DunningFacts(
            left=left[case.pk],
            is_held=case.pk in held,
            wanted=decided[case.pk].value("wanted"),
            fee=decided[case.pk].value("fee"),
            decisions=tuple(filter(None, [decided[case.pk].reference])),
        )
        for case in cases
    }


def _left(debt: Debt | None) -> Decimal | Absent:
    """What is still owed; a debt paid twice owes nothing."""
    return ABSENT if debt is None else max(debt.amount - debt.paid, Decimal("0.00"))
