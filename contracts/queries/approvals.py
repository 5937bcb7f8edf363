"""Reads of approvals for their processes and pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.models import Approval

if TYPE_CHECKING:
    from cases.models import Case


def in_force_of(case: Case) -> Approval | None:
    """The version this case put in force that is still under way (in force or suspended); None when there is none."""
    of_case = Approval.objects.of(case.company_id).filter(case=case, state__in=Approval.UNDERWAY)
    return of_case.order_by("-version").first()


def versions_of(approval: Approval) -> list[Approval]:
    """Every version of what is approved, newest first."""
    return list(Approval.objects.of(approval.company_id).filter(line=approval.line).order_by("-version"))
