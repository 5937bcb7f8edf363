"""Locks of the gate, in this order: the approval, its year, the plant's groups, its year, the reservation.

On SQLite every transaction is IMMEDIATE, so that the whole database is the lock.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from contracts.models import Approval, ApprovalYear, PlantYear, Reservation
from registry.models import AuthorisedGroup, AuthorisedWaste

if TYPE_CHECKING:
    from collections.abc import Collection

ZERO: Final = Decimal(0)


@dataclass(slots=True)
class Years:
    """The two sums a delivery counts in, locked."""

    approval: ApprovalYear
    plant: PlantYear

    def add(self, *, reserved: Decimal = ZERO, delivered: Decimal = ZERO) -> None:
        """Count and save."""
        for row in (self.approval, self.plant):
            row.reserved_t += reserved
            row.delivered_t += delivered
            row.save(update_fields=("reserved_t", "delivered_t"))


def lock_approval(approval: Approval) -> Approval:
    """The approval as it is now, locked until the transaction ends."""
    return Approval.objects.of(approval.company_id).select_for_update(of=("self",)).get(pk=approval.pk)


def lock_asked(company_id: int, asked_as: Collection[str]) -> None:
    """Every version a question may be about, locked in the order of their ids."""
    rows = Approval.objects.of(company_id).filter(asked_as__in=asked_as).order_by("pk")
    list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))


def lock_years(approval: Approval, year: int) -> Years:
    """The sums of the year, made when they are missing, and locked."""
    company = approval.company_id
    line = {"company_id": company, "line": approval.line, "year": year}
    plant = {
        "company_id": company,
        "plant_id": approval.plant_id,
        "waste_code": approval.waste_code,
        "operation": approval.operation,
        "year": year,
    }
    ApprovalYear.objects.bulk_create([ApprovalYear(**line)], ignore_conflicts=True)
    PlantYear.objects.bulk_create([PlantYear(**plant)], ignore_conflicts=True)
    of_line = ApprovalYear.objects.of(company).filter(line=approval.line, year=year).select_for_update().get()
    lock_groups(approval)
    return Years(of_line, PlantYear.objects.of(company).filter(**plant).select_for_update().get())


def lock_groups(approval: Approval) -> None:
    """Deliveries of codes that share a quantity of the plant come one after the other."""
    company = approval.company_id
    lines = AuthorisedWaste.objects.of(company).filter(
        authorisation__plant=approval.plant_id, waste_code=approval.waste_code, operation=approval.operation
    )
    rows = AuthorisedGroup.objects.of(company).filter(pk__in=lines.values("group")).order_by("pk")
    list(rows.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))


def lock_reservation(reservation: Reservation) -> Reservation:
    """The reservation as it is now, with its approval; the last of the locks."""
    rows = Reservation.objects.of(reservation.company_id).select_related("approval")
    return rows.select_for_update(of=("self",)).get(pk=reservation.pk)
