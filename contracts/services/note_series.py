"""The series of delivery notes of a company, by plant, from a day on. Duty: admin.configure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.definition import catalogue
from contracts.models import NoteSeries
from contracts.models.policy import NOTE_SERIES
from registry.duties import CONFIGURE, require
from registry.history import signed

if TYPE_CHECKING:
    from datetime import date

    from registry.actors import Actor
    from registry.models import Plant


def set_series(*, actor: Actor, today: date, valid_from: date, code: str, plant: Plant | None = None) -> NoteSeries:
    """Number what leaves a plant (or, without one, from elsewhere) in a series from a day on; numbers given stay.

    Two plants may share a series. Raises ValidationError by field, DutyMissing.
    """
    require(actor, CONFIGURE)
    series = code.strip().upper()
    if not re.fullmatch(NOTE_SERIES, series):
        raise ValidationError({"code": _("Write DDT, or DDT followed by up to five capital letters or digits.")})
    if any(process.number_series == series for process in catalogue.processes()):
        raise ValidationError({"code": _("Cases are numbered with these letters already.")})
    if valid_from < today:
        raise ValidationError({"valid_from": _("Notes of that day have their numbers already: choose today or later.")})
    rows = NoteSeries.objects.of(actor.company_id).filter(plant=plant)
    row = rows.filter(valid_from=valid_from).first() or NoteSeries(
        company_id=actor.company_id, plant=plant, valid_from=valid_from
    )
    row.code = series
    row.full_clean()
    signed(row, by=actor, reason="set").save()
    return row
