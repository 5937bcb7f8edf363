"""The table of the derogation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices

from cases.definition import Outcome, Process, Separation, Stage, Transition
from cases.queries.work import outcomes_of
from cases.rules.facts import ABSENT, Absent, Facts
from cases.rules.refusals import Refusal
from tests.paper import flows
from tests.paper.models import Derogation


class S(TextChoices):
    DRAFT = "draft", "Draft"
    UNDER_REVIEW = "under_review", "Under review"
    UNDER_DECISION = "under_decision", "Under decision"
    GRANTED = "granted", "Granted"


@dataclass(frozen=True)
class DerogationFacts(Facts):
    amount: int | Absent
    outcomes: dict[str, str]


def load(cases, on):
    del on
    ended = outcomes_of(cases)
    return {
        case.pk: DerogationFacts(
            amount=ABSENT if case.dossier.amount is None else case.dossier.amount,
            outcomes={step: outcome.outcome for step, outcome in ended[case.pk].items()},
        )
        for case in cases
    }


def every_check_is_favourable(facts: Any) -> Refusal | None:
    """Every check of the review ended favourably."""
    missing = {"chemistry", "transport", "price"} - {s for s, o in facts.outcomes.items() if o == "favourable"}
    return Refusal("checks_open", "Open: {steps}", params={"steps": sorted(missing)}) if missing else None


def fill(move) -> Outcome:
    move.dossier.amount = move.inputs.get("amount")
    return Outcome(dossier_changed=True, subject="A derogation")


process = Process(
    code="derogation",
    number_series="DE",
    label="Derogations",
    dossier=Derogation,
    facts=load,
    states=S,
    initial=S.DRAFT,
    final=frozenset({S.GRANTED}),
    describe=lambda case, on: [],
    opening=Transition("open", S.DRAFT, S.DRAFT, duty="ask", effect=fill),
    transitions=(
        Transition("submit", S.DRAFT, S.UNDER_REVIEW, duty="ask"),
        Transition("withdraw", (S.UNDER_REVIEW, S.UNDER_DECISION), S.DRAFT, duty="ask"),
        Transition("conclude", S.UNDER_REVIEW, S.UNDER_DECISION, duty="conclude", guards=(every_check_is_favourable,)),
        Transition("grant", S.UNDER_DECISION, S.GRANTED, duty="grant"),
    ),
    stages={
        S.DRAFT: Stage(label="Complete the request", duty="ask"),
        S.UNDER_REVIEW: Stage(label="Conclude", duty="conclude", flow=flows.Review, keep_favourable=True),
        S.UNDER_DECISION: Stage(flow=flows.Decision),
    },
    separations=(Separation("grant", not_who=("first",)), Separation("price", not_who=("submit",))),
)
