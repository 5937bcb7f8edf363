"""The moves of a waste approval, in the order in which a case usually takes them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.definition import MACHINE, Transition
from workflows.waste_approval import effects, forms, letters
from workflows.waste_approval.guards import analysis, decision, waste
from workflows.waste_approval.states import IN_FORCE
from workflows.waste_approval.states import WasteApprovalState as S

SHEET = (
    waste.eer_is_valid,
    waste.hazard_properties_match_the_code,
    waste.quantities_are_stated,
    waste.adr_is_complete,
    waste.parties_are_named,
)
FIT = (
    *SHEET,
    decision.plant_is_authorised,
    decision.contract_has_not_ended,
    decision.plant_has_room,
    waste.analysis_is_current,
    waste.hazard_is_judged,
    analysis.certificate_is_of_this_waste,
    analysis.analysis_is_comparable,
    analysis.analysis_is_within_limits,
)
REVIEWED = (*FIT, decision.every_check_is_favourable)
DECIDABLE = (*REVIEWED, decision.technical_judgement_is_given, decision.no_twin_is_in_force)
IN_PREPARATION = (S.DRAFT, S.SENT_TO_CUSTOMER, S.WAITING_FOR_DOCUMENTS)
UNDECIDED = (
    *IN_PREPARATION,
    S.UNDER_ADMINISTRATIVE_CHECK,
    S.UNDER_TECHNICAL_REVIEW,
    S.WAITING_FOR_INTEGRATION,
    S.UNDER_COMMERCIAL_REVIEW,
)

OPENING = Transition(
    "open", S.DRAFT, S.DRAFT, "enter_sheet", _("Open a waste approval"), _("Approval requested"),
    form=forms.Sheet, effect=effects.fill_sheet,
)  # fmt: skip

REQUEST = (
    Transition(
        "submit", IN_PREPARATION, S.UNDER_ADMINISTRATIVE_CHECK, "enter_sheet", _("Submit"), _("Submitted"),
        guards=SHEET, tone="main",
    ),
    Transition(
        "revise", S.DRAFT, S.DRAFT, "enter_sheet", _("Edit the sheet"), _("Sheet edited"),
        form=forms.Sheet, effect=effects.fill_sheet,
    ),
    Transition(
        "send_to_customer", S.DRAFT, S.SENT_TO_CUSTOMER, "enter_sheet",
        _("Send the sheet to the customer"), _("Sheet sent to the customer"), form=forms.Note,
    ),
    Transition(
        "take_back", (S.SENT_TO_CUSTOMER, S.WAITING_FOR_DOCUMENTS), S.DRAFT, "enter_sheet",
        _("Take back to draft"), _("Taken back to draft"), form=forms.Note,
    ),
    Transition(
        "pass_on", S.UNDER_ADMINISTRATIVE_CHECK, S.UNDER_TECHNICAL_REVIEW, "check_administratively",
        _("Pass on to technical review"), _("Passed on to technical review"), guards=SHEET, tone="main",
    ),
    Transition(
        "ask_for_documents", (S.DRAFT, S.SENT_TO_CUSTOMER, S.UNDER_ADMINISTRATIVE_CHECK), S.WAITING_FOR_DOCUMENTS,
        "check_administratively", _("Ask for documents"), _("Documents asked for"), form=forms.Reason,
        letter=letters.REQUEST,
    ),
    Transition(
        "return_to_draft", S.UNDER_ADMINISTRATIVE_CHECK, S.DRAFT, "check_administratively",
        _("Return to draft"), _("Returned to draft"), form=forms.Reason,
    ),
)  # fmt: skip

REVIEW = (
    Transition(
        "conclude_review", S.UNDER_TECHNICAL_REVIEW, S.UNDER_COMMERCIAL_REVIEW, "review_technically",
        _("Conclude the review"), _("Technical review concluded"),
        guards=REVIEWED, form=forms.Judgement, effect=effects.record_judgement, tone="main",
    ),
    Transition(
        "characterise", S.UNDER_TECHNICAL_REVIEW, S.UNDER_TECHNICAL_REVIEW, "review_technically",
        _("Correct the characterisation"), _("Characterisation corrected"),
        form=forms.Correction, effect=effects.fill_sheet,
    ),
    Transition(
        "register_sample", S.UNDER_TECHNICAL_REVIEW, S.UNDER_TECHNICAL_REVIEW, "analyse",
        _("Register the sample"), _("Sample registered"), form=forms.Sample, effect=effects.record_sample,
    ),
    Transition(
        "ask_for_integration", S.UNDER_TECHNICAL_REVIEW, S.WAITING_FOR_INTEGRATION, "review_technically",
        _("Ask for an integration"), _("Integration asked for"), form=forms.Reason,
        letter=letters.REQUEST,
    ),
    Transition(
        "integrate", S.WAITING_FOR_INTEGRATION, S.UNDER_TECHNICAL_REVIEW, "enter_sheet",
        _("Hand in the integration"), _("Integration handed in"), guards=SHEET, form=forms.Note, tone="main",
    ),
    Transition(
        "complete_sheet", S.WAITING_FOR_INTEGRATION, S.WAITING_FOR_INTEGRATION, "enter_sheet",
        _("Complete the sheet"), _("Sheet completed"), form=forms.Sheet, effect=effects.fill_sheet,
    ),
)  # fmt: skip

DECISION = (
    Transition(
        "approve", S.UNDER_COMMERCIAL_REVIEW, S.APPROVED, "approve", _("Approve"), _("Approved"),
        guards=DECIDABLE, form=forms.Approval, effect=effects.put_in_force, tone="main",
        letter=letters.APPROVAL,
    ),
    Transition(
        "return_to_review", S.UNDER_COMMERCIAL_REVIEW, S.UNDER_TECHNICAL_REVIEW, "approve",
        _("Return to technical review"), _("Returned to technical review"), form=forms.Reason,
    ),
    Transition(
        "reject", (S.UNDER_TECHNICAL_REVIEW, S.WAITING_FOR_INTEGRATION, S.UNDER_COMMERCIAL_REVIEW), S.REJECTED,
        "reject", _("Reject"), _("Rejected"), guards=(decision.request_was_not_lost,), form=forms.Reason,
        effect=effects.record_rejection, tone="danger", letter=letters.REJECTION,
    ),
    Transition(
        "withdraw", UNDECIDED, S.WITHDRAWN, "enter_sheet", _("Withdraw"), _("Withdrawn"),
        form=forms.Reason, effect=effects.end, tone="danger",
    ),
)  # fmt: skip

IN_FORCE_MOVES = (
    Transition(
        "renew", S.APPROVED, S.APPROVED, "enter_sheet", _("Begin the renewal"), _("Renewal begun"),
        guards=(decision.renewal_is_not_under_way,), tone="main", letter=letters.EXPIRY,
    ),
    Transition(
        "reassess", S.SUSPENDED, S.SUSPENDED, "supervise", _("Have a new version prepared"),
        _("New version asked for"), guards=(decision.renewal_is_not_under_way,),
    ),
    Transition(
        "renew_late", S.EXPIRED, S.EXPIRED, "enter_sheet", _("Renew although expired"), _("Late renewal begun"),
        guards=(decision.renewal_is_not_under_way,),
    ),
    Transition(
        "suspend", S.APPROVED, S.SUSPENDED, "supervise", _("Suspend"), pgettext_lazy("approval", "Suspended"),
        form=forms.Reason, effect=effects.suspend,
    ),
    Transition(
        "halt", S.APPROVED, S.SUSPENDED, MACHINE, _("Suspend because a condition fell away"),
        _("Suspended because a condition fell away"), effect=effects.suspend,
    ),
    Transition(
        "resume", S.SUSPENDED, S.APPROVED, "supervise", _("Lift the suspension"), _("Suspension lifted"),
        guards=DECIDABLE, form=forms.Note, effect=effects.resume, tone="main",
    ),
    Transition(
        "revoke", IN_FORCE, S.REVOKED, "approve", _("Revoke"), pgettext_lazy("approval", "Revoked"),
        form=forms.Reason, effect=effects.revoke, tone="danger",
    ),
    Transition(
        "expire", IN_FORCE, S.EXPIRED, MACHINE, _("Let it expire"), _("Expired"), effect=effects.expire,
    ),
    Transition(
        "supersede", IN_FORCE, S.SUPERSEDED, MACHINE,
        _("Replace by another approval"), _("Replaced by another approval"),
        effect=effects.supersede,
    ),
)  # fmt: skip

ALL = (*REQUEST, *REVIEW, *DECISION, *IN_FORCE_MOVES)
