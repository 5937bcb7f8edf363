"""What the worker does for the gate now and then: reservations that nobody came for are given back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.services.chores import Chore
from contracts.services.reservations import expire_reservations
from registry.actors import SYSTEM
from registry.models import Company

if TYPE_CHECKING:
    from datetime import datetime


def give_back_late(now: datetime) -> int:
    """Expire the late reservations of every company; how many. Run twice, it changes nothing more."""
    companies = Company.objects.filter(is_active=True).order_by("pk").values_list("pk", flat=True)
    return sum(expire_reservations(actor=SYSTEM(company, ()), now=now) for company in companies)


chore = Chore("reservations", 300, give_back_late)
