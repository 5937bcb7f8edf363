"""Waste approval as a table. Its moves are listed in `transitions.py`."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.definition import Clock, Process, Separation, Stage
from workflows.waste_approval import errands, facts, flows, forms, policies, sheet, transitions, validity
from workflows.waste_approval.judged import JUDGED
from workflows.waste_approval.models import WasteApproval
from workflows.waste_approval.states import IN_FORCE
from workflows.waste_approval.states import WasteApprovalState as S

PRACTICE = "practice of the trade; a policy row overrides it"

process = Process(
    code="waste_approval",
    number_series="OM",
    version=2,
    label=_("Waste approvals"),
    icon="flask",
    policy=Path(__file__).parent / "policy",
    dossier=WasteApproval,
    facts=facts.load,
    states=S,
    initial=S.DRAFT,
    final=frozenset({S.REJECTED, S.WITHDRAWN, S.EXPIRED, S.REVOKED, S.SUPERSEDED}),
    path=(
        S.DRAFT,
        S.UNDER_ADMINISTRATIVE_CHECK,
        S.UNDER_TECHNICAL_REVIEW,
        S.UNDER_COMMERCIAL_REVIEW,
        S.APPROVED,
    ),
    tones={
        S.SENT_TO_CUSTOMER: "wait",
        S.WAITING_FOR_DOCUMENTS: "wait",
        S.UNDER_ADMINISTRATIVE_CHECK: "run",
        S.UNDER_TECHNICAL_REVIEW: "run",
        S.WAITING_FOR_INTEGRATION: "wait",
        S.UNDER_COMMERCIAL_REVIEW: "run",
        S.APPROVED: "good",
        S.SUSPENDED: "wait",
        S.REJECTED: "bad",
        S.EXPIRED: "bad",
        S.REVOKED: "bad",
    },
    describe=sheet.describe,
    words=sheet.words,
    correctable=forms.Correctable,
    judged=JUDGED,
    errands=errands.LABELS,
    events=errands.EVENTS,
    papers=policies.PAPERS,
    machine_duties=("enter_sheet",),
    opening=transitions.OPENING,
    transitions=transitions.ALL,
    stages={
        S.DRAFT: Stage(pgettext_lazy("work", "Complete the sheet"), "enter_sheet"),
        S.SENT_TO_CUSTOMER: Stage(_("Follow up the customer's answer"), "enter_sheet"),
        S.WAITING_FOR_DOCUMENTS: Stage(_("Chase the documents"), "enter_sheet"),
        S.UNDER_ADMINISTRATIVE_CHECK: Stage(_("Check the request"), "check_administratively"),
        S.UNDER_TECHNICAL_REVIEW: Stage(
            pgettext_lazy("work", "Conclude the review"),
            "review_technically",
            flow=flows.TechnicalReview,
            keep_favourable=True,
        ),
        S.WAITING_FOR_INTEGRATION: Stage(_("Obtain the integration"), "enter_sheet"),
        S.UNDER_COMMERCIAL_REVIEW: Stage(_("Decide on the approval"), "approve"),
        S.SUSPENDED: Stage(_("Decide on the suspension"), "supervise"),
    },
    clocks=(
        Clock("answer", S.SENT_TO_CUSTOMER, _("Customer's answer"), calendar_days=15, remind=(5,), source=PRACTICE),
        Clock("documents", S.WAITING_FOR_DOCUMENTS, _("Documents"), calendar_days=30, remind=(7,), source=PRACTICE),
        Clock("check", S.UNDER_ADMINISTRATIVE_CHECK, _("Administrative check"), working_days=3, source=PRACTICE),
        Clock(
            "decide", S.UNDER_TECHNICAL_REVIEW, _("Technical decision"), working_days=10, remind=(2,), source=PRACTICE
        ),
        Clock(
            "integration", S.WAITING_FOR_INTEGRATION, _("Integration"), calendar_days=30, remind=(7,), source=PRACTICE
        ),
        Clock("authorise", S.UNDER_COMMERCIAL_REVIEW, _("Commercial decision"), working_days=5, source=PRACTICE),
        Clock(
            "renewal",
            S.APPROVED,
            _("Begin of the renewal"),
            ends=validity.renewal_on,
            then="renew",
            done_by=frozenset({"renewal_under_way"}),
        ),
        Clock(
            "validity",
            IN_FORCE,
            _("Validity of the approval"),
            ends=validity.ends_on,
            then="expire",
            remind=(60, 30, 15),
            tells="enter_sheet",
            source="first of: twelve months, analysis, plant authorisation, waste code",
        ),
    ),
    separations=(
        Separation("approve", not_who=("open", "revise", "submit", "complete_sheet", "conclude_review")),
        Separation("conclude_review", not_who=("open", "submit")),
    ),
)
