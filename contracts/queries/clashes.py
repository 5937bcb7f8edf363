"""What two customers hold for the same waste, plant and operation: only one of the two may stay in force."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from contracts.models import Approval
from contracts.models.approval import line_of

if TYPE_CHECKING:
    from registry.models import Customer


@dataclass(frozen=True, slots=True)
class Clash:
    """Two approvals under way, of the customer that stays and of the one that goes away."""

    mine: Approval
    theirs: Approval


def clashes(kept: Customer, absorbed: Customer) -> list[Clash]:
    """The pairs of which a merge asks which one stays; those of different sites or plants both stay. One statement."""
    rows = Approval.objects.of(kept.company_id).filter(customer__in=(kept, absorbed), state__in=Approval.UNDERWAY)
    rows = rows.select_related("plant", "site", "case").order_by("pk")
    mine = {row.line: row for row in rows if row.customer_id == kept.pk}
    return [
        Clash(mine[line], row)
        for row in rows
        if row.customer_id == absorbed.pk and (line := line_under(row, kept.pk)) in mine
    ]


def line_under(approval: Approval, customer_id: int) -> str:
    """What its line would be, were it that customer's."""
    return line_of(
        customer_id=customer_id,
        site_id=approval.site_id,
        waste_code=approval.waste_code,
        plant_id=approval.plant_id,
        operation=approval.operation,
    )
