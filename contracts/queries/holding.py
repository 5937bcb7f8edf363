"""Which version of an approval holds on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.rules.refusals import N_, Refusal
from contracts.models import Approval

if TYPE_CHECKING:
    from datetime import date

    from registry.scoping import ScopedQuerySet


def holding(approval: Approval, *, on: date) -> Approval | None:
    """The version of what is approved that is good on that day; None when none is."""
    return in_force(approval.company_id, on).filter(line=approval.line).order_by("-version").first()


def in_force(company_id: int, on: date) -> ScopedQuerySet[Approval]:
    """The versions good on a day, those included that give way to a newer one only later."""
    in_time = Approval.objects.of(company_id).filter(valid_from__lte=on, valid_to__gte=on)
    late = in_time.filter(state=Approval.State.SUPERSEDED, ended_on__gt=on)
    return in_time.filter(state=Approval.State.IN_FORCE) | late


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
