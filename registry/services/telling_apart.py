"""Remembering that two customers are two. Duty: registry.merge_customers."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from registry.actors import Actor
from registry.duties import MERGE_CUSTOMERS, require
from registry.models import Customer, NotSame


def not_the_same(one: Customer, other: Customer, *, actor: Actor, now: datetime, reason: str = "") -> NotSame:
    """Two customers are two and no longer shown as a pair. Twice is once. Raises ValidationError, DutyMissing."""
    require(actor, MERGE_CUSTOMERS)
    if one.pk == other.pk:
        raise ValidationError(_("Choose two different customers."), code="same")
    ids = [one.pk, other.pk]
    first, second = Customer.objects.of(actor.company_id).filter(pk__in=ids).order_by("pk")
    decided, _is_new = NotSame.objects.of(actor.company_id).get_or_create(
        first=first,
        second=second,
        defaults={
            "company_id": actor.company_id,
            "reason": reason.strip()[:200],
            "decided_at": now,
            "decided_by_id": actor.user_id,
        },
    )
    return decided
