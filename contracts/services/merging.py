"""Approvals go over when customers are merged: with their line, its years, and an event in their journal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contracts.models import Approval, ApprovalYear
from contracts.models.approval import asked_as, line_of
from contracts.services.journal import Happening, record
from registry.services.merging import rows_of

if TYPE_CHECKING:
    from django.db import models

    from registry.services.merging import Move


def move_approvals(move: Move, field: models.Field[Any, Any]) -> list[int]:
    """Give each approval its new customer; the quantities used of a line are added to the kept customer's.

    Raises ValidationError where both have an approval in force for the same waste, plant and operation.
    """
    ids, lines = [], {}
    for approval in rows_of(move, field).select_for_update(of=("self",)).order_by("pk"):
        old, approval.customer = approval.line, move.kept
        approval.line = line_of(
            customer_id=move.kept.pk,
            site_id=approval.site_id,
            waste_code=approval.waste_code,
            plant_id=approval.plant_id,
            operation=approval.operation,
        )
        approval.asked_as = asked_as(
            customer_id=move.kept.pk, waste_code=approval.waste_code, plant_id=approval.plant_id
        )
        _refuse_two_in_force(approval)
        matter = {"merged_from": str(move.absorbed), "merged_into": str(move.kept), "line": approval.line}
        record(approval, Happening("approval.customer_merged", move.actor, move.now, matter))
        lines[old] = approval.line
        ids.append(approval.pk)
    for old, new in lines.items():
        _move_years(move.kept.company_id, old, new)
    return ids


def _refuse_two_in_force(approval: Approval) -> None:
    others = Approval.objects.of(approval.company_id).filter(line=approval.line, state__in=Approval.UNDERWAY)
    other = others.exclude(pk=approval.pk).first()
    if other is not None and approval.state in Approval.UNDERWAY:
        message = _("Approvals %(one)s and %(other)s are both in force for the same waste: end one of them first.")
        raise ValidationError(message, code="two_in_force", params={"one": str(approval), "other": str(other)})


def _move_years(company_id: int, old: str, new: str) -> None:
    years = ApprovalYear.objects.of(company_id)
    for row in years.filter(line=old).select_for_update().order_by("year"):
        kept = years.filter(line=new, year=row.year).select_for_update().first()
        if kept is None:
            row.line = new
            row.save(update_fields=("line",))
            continue
        kept.reserved_t += row.reserved_t
        kept.delivered_t += row.delivered_t
        kept.save(update_fields=("reserved_t", "delivered_t"))
        row.delete()
