"""What the guards and the bands of an offer read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cases.models import Case
from cases.queries.policies import decide
from cases.queries.work import outcomes_of
from cases.rules.facts import Absent, Facts
from tests.paper.offer.states import OfferState as S


@dataclass(frozen=True)
class OfferFacts(Facts):
    """`band` says who signs, by the table; `signed` the outcomes of the signatures by step."""

    on: date
    amount: Decimal | None
    discount: Decimal
    band: str | Absent
    signed: Mapping[str, str]
    is_frozen: bool
    valid_until: date | None
    decisions: tuple[Mapping[str, object], ...] = ()


def load(cases: Sequence[Case], on: date) -> Mapping[int, OfferFacts]:
    """Facts of every case, in two statements."""
    stated = {
        case.pk: {"amount": case.dossier.amount, "discount": case.dossier.discount}
        for case in cases
        if case.dossier.amount is not None
    }
    decided = decide(cases[0].company_id, cases[0].process_code, "bands", stated, on)
    outcomes = outcomes_of(cases, state=S.UNDER_APPROVAL)
    return {case.pk: _facts(case, decided.get(case.pk), outcomes[case.pk], on) for case in cases}


def _facts(case, decided, outcomes, on) -> OfferFacts:
    dossier = case.dossier
    return OfferFacts(
        on=on,
        amount=dossier.amount,
        discount=dossier.discount,
        band=decided.value("band") if decided else "",
        signed={step: ended.outcome for step, ended in outcomes.items()},
        is_frozen=dossier.is_frozen,
        valid_until=dossier.valid_until,
        decisions=tuple(filter(None, [decided.reference])) if decided else (),
    )
