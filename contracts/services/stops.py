"""Stopping deliveries for a time, and lifting the stop. Duty: contracts.stop_deliveries."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from contracts.duties import STOP
from contracts.models import DeliveryStop
from registry.duties import require
from registry.history import signed

if TYPE_CHECKING:
    from datetime import date

    from registry.actors import Actor
    from registry.models import Customer, Plant

_DAY = timedelta(days=1)


def stop_deliveries(
    *,
    actor: Actor,
    reason: str,
    from_on: date,
    until_on: date | None = None,
    customer: Customer | None = None,
    plant: Plant | None = None,
) -> DeliveryStop:
    """Stop deliveries of a customer, to a plant, or of the one to the other. Raises ValidationError, DutyMissing."""
    require(actor, STOP)
    if customer is None and plant is None:
        raise ValidationError(_("Say whose deliveries are stopped, or to which plant."))
    if not reason.strip():
        raise ValidationError({"reason": _("A stop needs its reason: the gate reads it.")})
    stop = DeliveryStop(
        company_id=actor.company_id,
        customer=customer,
        plant=plant,
        reason=reason.strip(),
        from_on=from_on,
        until_on=until_on,
    )
    stop.full_clean()
    signed(stop, by=actor, reason="stopped").save()
    return stop


@transaction.atomic
def lift_stop(stop: DeliveryStop, *, actor: Actor, on: date, reason: str) -> None:
    """Deliveries go on from that day; a stop that had not begun is gone. Raises DutyMissing."""
    require(actor, STOP)
    locked = DeliveryStop.objects.of(actor.company_id).select_for_update(of=("self",)).get(pk=stop.pk)
    if on <= locked.from_on:
        signed(locked, by=actor, reason=reason).delete()
        return
    locked.until_on = on - _DAY
    signed(locked, by=actor, reason=reason).save()
