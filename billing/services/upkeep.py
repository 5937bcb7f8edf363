"""What the worker does for the ledger now and then: holds whose last day has passed come back to a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from billing.services.holds import expire_holds
from cases.services.chores import Chore
from registry.actors import SYSTEM
from registry.models import Company

if TYPE_CHECKING:
    from datetime import datetime


def end_late_holds(now: datetime) -> int:
    """Expire the late holds of every company; how many. Run twice, it changes nothing more."""
    companies = Company.objects.filter(is_active=True).order_by("pk").values_list("pk", flat=True)
    return sum(expire_holds(company, actor=SYSTEM(company, ()), now=now) for company in companies)


chore = Chore("collection holds", 300, end_late_holds)
