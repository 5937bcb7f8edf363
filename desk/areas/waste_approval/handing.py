"""What the demo's approvals handed over: to Pratica at first, to another system by files for two months now.

Of one customer the town was missing when he was to be charged: a hand-over waits to be repaired, the revocation of the
same approval waits behind it, and the others of that customer were repaired by a clerk.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from billing.handover.repairing import retry
from billing.handover.sending import send_all
from billing.handover.systems import NewSystem, choose
from billing.models import Handover
from billing.models.charge import SystemKind
from cases.models import Case
from cases.outbox import relay
from registry.services.customers import change_customer

if TYPE_CHECKING:
    from datetime import datetime

    from desk.demo.world import World

BY_FILES_FOR: Final = timedelta(days=60)


def fill(world: World) -> None:
    """Tell billing everything that waits, and leave something for a person."""
    now = world.office_hours(0)
    _choose_files(world)
    revoked = Case.objects.of(world.company).filter(state="revoked").select_related("customer").order_by("-pk").first()
    customer = revoked.customer if revoked else None
    clerk = world.actors["backoffice"]
    if customer is None:
        _tell(now)
        return
    city = customer.city
    change_customer(customer, actor=clerk, city="")
    _tell(now)
    change_customer(customer, actor=clerk, city=city)
    waiting = Handover.objects.of(world.company).filter(status=Handover.TO_REPAIR).exclude(case=revoked)
    for handover in waiting.order_by("pk"):
        retry(handover, actor=world.actors["fatture"], now=now)
    _tell(now)


def _choose_files(world: World) -> None:
    """From a day two months ago on; entered on that day."""
    since = world.today - BY_FILES_FOR
    new = NewSystem(valid_from=since, kind=SystemKind.FILE)
    choose(new, actor=world.actors["admin"], now=world.office_hours(BY_FILES_FOR.days))


def _tell(now: datetime) -> None:
    while relay.run_once(now, "demo").delivered:
        continue
    while send_all(now):
        continue
