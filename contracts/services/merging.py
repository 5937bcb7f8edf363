"""Approvals go over when customers are merged: with their line, its years, and an event in their journal.

Where both customers hold one for the same waste, site, plant and operation, the person who merges says which stays; the
other is superseded from today, keeps its history, and its case is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.rules.days import day_of
from contracts.models import Approval, ApprovalYear
from contracts.models.approval import asked_as
from contracts.queries.clashes import line_under
from contracts.services.journal import Happening, announce, record
from contracts.services.lifecycle import supersede
from registry.services.merging import rows_of

if TYPE_CHECKING:
    from django.db import models

    from registry.services.merging import Move

REPLACED: Final = "approval.replaced_in_merge"


def move_approvals(move: Move, field: models.Field[Any, Any]) -> list[int]:
    """Give each approval its new customer; the quantities used of a line are added to the kept customer's.

    Raises ValidationError where both have an approval in force for the same waste, plant and operation, and not exactly
    one of the two is in `move.stays`.
    """
    ids, lines = [], {}
    for found in rows_of(move, field).select_for_update(of=("self",)).order_by("pk"):
        old, line = found.line, line_under(found, move.kept.pk)
        approval = _leave_one_in_force(found, line, move)
        approval.customer, approval.line = move.kept, line
        approval.asked_as = asked_as(
            customer_id=move.kept.pk, waste_code=approval.waste_code, plant_id=approval.plant_id
        )
        matter = {"merged_from": str(move.absorbed), "merged_into": str(move.kept), "line": approval.line}
        record(approval, Happening("approval.customer_merged", move.actor, move.now, matter))
        lines[old] = approval.line
        ids.append(approval.pk)
    for old, new in lines.items():
        _move_years(move.kept.company_id, old, new)
    return ids


def _leave_one_in_force(approval: Approval, line: str, move: Move) -> Approval:
    """The approval as it is then: superseded where the kept customer's stays."""
    others = Approval.objects.of(approval.company_id).filter(line=line, state__in=Approval.UNDERWAY)
    other = others.exclude(pk=approval.pk).first()
    if other is None or approval.state not in Approval.UNDERWAY:
        return approval
    goes = {approval.pk: other, other.pk: approval}
    chosen = [pk for pk in goes if pk in move.stays]
    if len(chosen) != 1:
        message = _("Approvals %(one)s and %(other)s are both in force for the same waste: choose the one that stays.")
        raise ValidationError(message, code="two_in_force", params={"one": str(approval), "other": str(other)})
    gone = supersede(goes[chosen[0]], actor=move.actor, now=move.now, since=day_of(move.now))
    _tell_its_case(gone, move)
    return gone if gone.pk == approval.pk else approval


def _tell_its_case(gone: Approval, move: Move) -> None:
    matter = {"merged_from": str(move.absorbed), "merged_into": str(move.kept)}
    happening = Happening(REPLACED, move.actor, move.now, matter)
    announce(gone, happening, source=f"approval:{gone.pk}/replaced-in-merge")


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
