"""The table of a request: entered, checked, reviewed, decided by different people, and reopened when need be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import TextChoices

from cases.definition import Clock, Outcome, Process, Separation, Stage, Transition, TransitionForm
from cases.rules.facts import Facts
from registry.queries import waste_codes
from tests.paper import request_guards as guards
from tests.paper.models import Request


class S(TextChoices):
    DRAFT = "draft", "Draft"
    UNDER_CHECK = "under_check", "Under check"
    UNDER_REVIEW = "under_review", "Under review"
    UNDER_DECISION = "under_decision", "Under decision"
    APPROVED = "approved", "Approved"
    REJECTED = "rejected", "Rejected"


@dataclass(frozen=True)
class RequestFacts(Facts):
    on: date
    waste_code: str
    code_exists: bool
    is_mirror: bool
    quantity_per_year: Decimal | None
    quantity_per_delivery: Decimal | None


def load(cases, on) -> dict[int, RequestFacts]:
    codes = waste_codes.by_codes({case.dossier.waste_code for case in cases}, on=on)
    return {
        case.pk: RequestFacts(
            on=on,
            waste_code=case.dossier.waste_code,
            code_exists=case.dossier.waste_code in codes,
            is_mirror=False,
            quantity_per_year=case.dossier.quantity_per_year,
            quantity_per_delivery=case.dossier.quantity_per_delivery,
        )
        for case in cases
    }


class Reason(TransitionForm):
    reason = forms.CharField(label="Reason")


class Corrigible(TransitionForm):
    personal = frozenset({"applicant"})

    waste_code = forms.CharField(label="Waste code", max_length=6)
    quantity_per_year = forms.DecimalField(label="Tonnes per year", min_value=0, required=False)
    received_on = forms.DateField(label="Received on", required=False)
    applicant = forms.CharField(label="Applicant", required=False)


def fill(move: Any) -> Outcome:
    for name, value in move.inputs.items():
        setattr(move.dossier, name, value)
    return Outcome(dossier_changed=True, subject=f"Request {move.dossier.waste_code}")


SHEET = (guards.code_is_valid, guards.quantities_are_stated)
FIT = (*SHEET, guards.analysis_is_attached)

process = Process(
    code="request",
    number_series="RQ",
    label="Requests",
    dossier=Request,
    facts=load,
    states=S,
    initial=S.DRAFT,
    final=frozenset({S.APPROVED, S.REJECTED}),
    describe=lambda case, on: [],
    correctable=Corrigible,
    subject=lambda case, on: f"Request {case.dossier.waste_code}",
    opening=Transition("open", S.DRAFT, S.DRAFT, duty="enter", effect=fill),
    transitions=(
        Transition("submit", S.DRAFT, S.UNDER_CHECK, duty="enter", guards=SHEET),
        Transition("return_to_draft", S.UNDER_CHECK, S.DRAFT, duty="check"),
        Transition("pass_on", S.UNDER_CHECK, S.UNDER_REVIEW, duty="check", guards=SHEET),
        Transition("conclude_review", S.UNDER_REVIEW, S.UNDER_DECISION, duty="review", guards=FIT),
        Transition("approve", S.UNDER_DECISION, S.APPROVED, duty="decide", guards=FIT),
        Transition("reject", (S.UNDER_REVIEW, S.UNDER_DECISION), S.REJECTED, duty="decide"),
        Transition("reopen", S.REJECTED, S.UNDER_REVIEW, duty="decide", form=Reason, reopens=True),
    ),
    stages={
        S.DRAFT: Stage(label="Complete the request", duty="enter"),
        S.UNDER_CHECK: Stage(label="Check the request", duty="check"),
        S.UNDER_REVIEW: Stage(label="Review the request", duty="review"),
        S.UNDER_DECISION: Stage(label="Decide", duty="decide"),
    },
    clocks=(
        Clock("check", S.UNDER_CHECK, working_days=3),
        Clock("decide", S.UNDER_REVIEW, working_days=10, starts=lambda dossier: dossier.received_on),
    ),
    separations=(
        Separation("approve", not_who=("open", "submit", "conclude_review")),
        Separation("conclude_review", not_who=("open", "submit")),
    ),
)
