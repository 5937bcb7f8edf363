"""What the demo's approvals handed over: to Pratica at first, to another system by files for two months now.

Of one customer the town was missing when he was to be charged: a hand-over waits to be repaired, the revocation of the
same approval waits behind it, and the others of that customer were repaired by a clerk. Of another approval the workers
that carried it were killed each time: its announcement is parked, and that of its revocation waits behind it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from billing.handover.repairing import retry
from billing.handover.sending import send_all
from billing.handover.systems import NewSystem, choose
from billing.models import Handover
from billing.models.handover import SystemKind
from billing.queries.handovers import CONSUMERS
from cases.models import Case, Dispatch
from cases.outbox import leases, relay
from cases.outbox.limits import USUAL
from registry.services.customers import change_customer

if TYPE_CHECKING:
    from datetime import datetime

    from desk.demo.world import World

BY_FILES_FOR: Final = timedelta(days=60)
DEAD: Final = "demo-killed"


def fill(world: World) -> None:
    """Tell billing everything that waits, and leave something for a person."""
    now = world.office_hours(0)
    _choose_files(world)
    revoked = list(
        Case.objects.of(world.company).filter(state="revoked").select_related("customer").order_by("-pk")[:2]
    )
    unpriced, *killed = revoked
    clerk, customer = world.actors["backoffice"], unpriced.customer
    if customer is None:
        raise LookupError(f"{unpriced} has no customer")
    city = customer.city
    change_customer(customer, actor=clerk, city="")
    for case in killed:
        now = worker_after_worker_killed(case, now)
    _tell(now)
    change_customer(customer, actor=clerk, city=city)
    waiting = Handover.objects.of(world.company).filter(status=Handover.TO_REPAIR).exclude(case=unpriced)
    for handover in waiting.order_by("pk"):
        retry(handover, actor=world.actors["fatture"], now=now)
    _tell(now)


def worker_after_worker_killed(case: Case, now: datetime) -> datetime:
    """Worker after worker ended while it carried the first announcement of a case to billing; when the last was missed.

    What a dead relay leaves is a lease that runs out on a dispatch it was working on: the next one counts an attempt.
    """
    rows = Dispatch.objects.of(case.company_id).filter(event__case=case, consumer__startswith=CONSUMERS)
    dispatch = rows.order_by("pk")[0]
    while dispatch.status == Dispatch.WAITING:
        now = max(now, dispatch.next_try_at)
        leases.take(dispatch.consumer, DEAD, now, USUAL.lease)
        leases.keep(dispatch.consumer, DEAD, now + USUAL.lease, dispatch.pk)
        now += USUAL.lease
        relay.run_once(now, "demo")
        dispatch = rows.get(pk=dispatch.pk)
    return now


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
