"""The gate's numbers of a company, from a day on. Duty: admin.configure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contracts.models import GatePolicy
from registry.duties import CONFIGURE, require
from registry.history import signed

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from registry.actors import Actor


def set_gate_terms(
    *, actor: Actor, today: date, valid_from: date, tolerance_percent: Decimal, reservation_days: int, source: str
) -> GatePolicy:
    """Let these numbers apply from a day on; the next row's day ends them. A day that has passed is not rewritten.

    Raises ValidationError by field (a day with a row of its own, a day before today), DutyMissing.
    """
    require(actor, CONFIGURE)
    if valid_from < today:
        raise ValidationError({"valid_from": _("Answers of that day were given already: choose today or later.")})
    if GatePolicy.objects.of(actor.company_id).filter(valid_from=valid_from).exists():
        raise ValidationError({"valid_from": _("Other numbers begin on that day already.")})
    row = GatePolicy(
        company_id=actor.company_id,
        valid_from=valid_from,
        tolerance_percent=tolerance_percent,
        reservation_days=reservation_days,
        source=source.strip(),
    )
    row.full_clean()
    signed(row, by=actor, reason="set").save()
    return row
