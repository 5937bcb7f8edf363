"""Waste approval as a table."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from cases.definition import Clock, Process, Separation, Stage, Transition
from workflows.waste_approval import effects, facts, forms, guards, sheet
from workflows.waste_approval.models import WasteApproval
from workflows.waste_approval.states import WasteApprovalState as S

SHEET = (guards.eer_is_valid, guards.hazard_properties_match_the_code, guards.quantities_are_stated)
FIT = (*SHEET, guards.plant_is_authorised, guards.analysis_is_attached)

process = Process(
    code="waste_approval",
    number_series="OM",
    label=_("Waste approvals"),
    icon="flask",
    policy=Path(__file__).parent / "policy",
    dossier=WasteApproval,
    facts=facts.load,
    states=S,
    initial=S.DRAFT,
    final=frozenset({S.APPROVED, S.REJECTED}),
    path=(
        S.DRAFT,
        S.UNDER_ADMINISTRATIVE_CHECK,
        S.UNDER_TECHNICAL_REVIEW,
        S.UNDER_COMMERCIAL_REVIEW,
        S.APPROVED,
    ),
    tones={
        S.UNDER_ADMINISTRATIVE_CHECK: "run",
        S.UNDER_TECHNICAL_REVIEW: "run",
        S.UNDER_COMMERCIAL_REVIEW: "run",
        S.APPROVED: "good",
        S.REJECTED: "bad",
    },
    describe=sheet.describe,
    words=sheet.words,
    opening=Transition(
        "open",
        S.DRAFT,
        S.DRAFT,
        duty="enter_sheet",
        label=_("Open a waste approval"),
        done=_("Approval requested"),
        form=forms.Sheet,
        effect=effects.fill_sheet,
    ),
    transitions=(
        Transition(
            "revise",
            S.DRAFT,
            S.DRAFT,
            duty="enter_sheet",
            label=_("Edit the sheet"),
            done=_("Sheet edited"),
            form=forms.Sheet,
            effect=effects.fill_sheet,
        ),
        Transition(
            "submit",
            S.DRAFT,
            S.UNDER_ADMINISTRATIVE_CHECK,
            duty="enter_sheet",
            label=_("Submit"),
            done=_("Submitted"),
            guards=SHEET,
            tone="main",
        ),
        Transition(
            "return_to_draft",
            S.UNDER_ADMINISTRATIVE_CHECK,
            S.DRAFT,
            duty="check_administratively",
            label=_("Return to draft"),
            done=_("Returned to draft"),
            form=forms.Reason,
        ),
        Transition(
            "pass_on",
            S.UNDER_ADMINISTRATIVE_CHECK,
            S.UNDER_TECHNICAL_REVIEW,
            duty="check_administratively",
            label=_("Pass on to technical review"),
            done=_("Passed on to technical review"),
            guards=SHEET,
            tone="main",
        ),
        Transition(
            "characterise",
            S.UNDER_TECHNICAL_REVIEW,
            S.UNDER_TECHNICAL_REVIEW,
            duty="review_technically",
            label=_("Correct the characterisation"),
            done=_("Characterisation corrected"),
            form=forms.Correction,
            effect=effects.fill_sheet,
        ),
        Transition(
            "conclude_review",
            S.UNDER_TECHNICAL_REVIEW,
            S.UNDER_COMMERCIAL_REVIEW,
            duty="review_technically",
            label=_("Conclude the review"),
            done=_("Technical review concluded"),
            guards=FIT,
            form=forms.Judgement,
            effect=effects.record_judgement,
            tone="main",
        ),
        Transition(
            "return_to_review",
            S.UNDER_COMMERCIAL_REVIEW,
            S.UNDER_TECHNICAL_REVIEW,
            duty="approve",
            label=_("Return to technical review"),
            done=_("Returned to technical review"),
            form=forms.Reason,
        ),
        Transition(
            "approve",
            S.UNDER_COMMERCIAL_REVIEW,
            S.APPROVED,
            duty="approve",
            label=_("Approve"),
            done=_("Approved"),
            guards=FIT,
            form=forms.Approval,
            effect=effects.put_in_force,
            tone="main",
        ),
        Transition(
            "reject",
            (S.UNDER_TECHNICAL_REVIEW, S.UNDER_COMMERCIAL_REVIEW),
            S.REJECTED,
            duty="reject",
            label=_("Reject"),
            done=_("Rejected"),
            form=forms.Reason,
            effect=effects.record_rejection,
            tone="danger",
        ),
    ),
    stages={
        S.DRAFT: Stage(label=_("Complete the sheet"), duty="enter_sheet"),
        S.UNDER_ADMINISTRATIVE_CHECK: Stage(label=_("Check the request"), duty="check_administratively"),
        S.UNDER_TECHNICAL_REVIEW: Stage(label=_("Review technically"), duty="review_technically"),
        S.UNDER_COMMERCIAL_REVIEW: Stage(label=_("Decide on the approval"), duty="approve"),
    },
    clocks=(
        Clock(
            "check",
            S.UNDER_ADMINISTRATIVE_CHECK,
            label=_("Administrative check"),
            working_days=3,
            source="practice of the trade; a policy row overrides it",
        ),
        Clock(
            "decide",
            S.UNDER_TECHNICAL_REVIEW,
            label=_("Technical decision"),
            working_days=10,
            remind=(2,),
            source="practice of the trade; a policy row overrides it",
        ),
        Clock(
            "authorise",
            S.UNDER_COMMERCIAL_REVIEW,
            label=_("Commercial decision"),
            working_days=5,
            source="practice of the trade; a policy row overrides it",
        ),
    ),
    separations=(
        Separation("approve", not_who=("open", "revise", "submit", "conclude_review")),
        Separation("conclude_review", not_who=("open", "submit")),
    ),
)
