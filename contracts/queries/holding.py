"""Which version of an approval holds on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.rules.refusals import N_, Refusal
from contracts.models import Approval

if TYPE_CHECKING:
    from datetime import date


def holding(approval: Approval, *, on: date) -> Approval | None:
    """The version of what is approved that is good on that day; None when none is."""
    good = Approval.objects.of(approval.company_id).filter(
        line=approval.line, state=Approval.State.IN_FORCE, valid_from__lte=on, valid_to__gte=on
    )
    late = Approval.objects.of(approval.company_id).filter(
        line=approval.line, state=Approval.State.SUPERSEDED, valid_from__lte=on, valid_to__gte=on, ended_on__gt=on
    )
    return (good | late).order_by("-version").first()


def why_not_holding(approval: Approval, *, on: date) -> Refusal:
    """For the person at the gate."""
    return Refusal(
        "approval_not_holding",
        N_("The approval {number} does not hold on {on}: {state}, valid until {valid_to}."),
        hint=N_("Nothing may be unloaded; ask the office."),
        params={
            "number": approval.number,
            "on": on,
            "state": approval.get_state_display(),
            "valid_to": approval.valid_to,
        },
    )
