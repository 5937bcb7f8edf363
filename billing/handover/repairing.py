"""What a person does about a hand-over that waits for one. Duty: billing.hand_over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from billing.duties import HAND_OVER
from billing.handover import work
from billing.handover.charging import make_ready
from billing.handover.lining import in_line
from billing.handover.texts import no
from billing.models import Charge, Handover
from cases.rules.money import decimals
from registry.duties import require

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from decimal import Decimal

    from billing.handover.lining import Line
    from registry.actors import Actor


def missing_sums(handover: Handover) -> list[str]:
    """The names of the sums that a person may state, because the tariff asks for them and the case has none."""
    return [each["params"]["name"] for each in handover.reasons if each["code"] == "amount_missing"]


def retry(handover: Handover, *, actor: Actor, now: datetime) -> Handover:
    """Try again, after its reasons were seen to: price it anew, or send it anew.

    Where the tariff of the event's day cannot price it, that of today may. Raises DutyMissing, Refused (settled, on its
    way, or waiting behind an earlier one).
    """
    return _again(handover, {}, "", actor=actor, now=now)


def repair(handover: Handover, sums: Mapping[str, Decimal], *, reason: str, actor: Actor, now: datetime) -> Handover:
    """State sums the tariff asks for and the case does not have, and try again. Raises DutyMissing, Refused."""
    if not reason.strip():
        raise no("reason_missing")
    if not sums or set(sums) - set(missing_sums(handover)) or any(decimals(each) > 2 for each in sums.values()):
        raise no("sum_missing")
    return _again(handover, sums, reason.strip(), actor=actor, now=now)


def drop(handover: Handover, *, reason: str, actor: Actor, now: datetime) -> Handover:
    """Give it up with a reason: billing has nothing of it and never will. What waits behind it goes on.

    Raises DutyMissing, Refused (no reason, settled, or nobody knows whether it arrived).
    """
    require(actor, HAND_OVER)
    if not reason.strip():
        raise no("reason_missing")
    with transaction.atomic():
        line, locked = _locked(handover)
        locked.drop()
        locked.dropped_reason, locked.settled_at = reason.strip(), now
        work.end(locked, now)
        locked.save()
        line.tell("dropped", locked, actor, now, inputs={"reason": reason.strip()})
        line.go_on(locked, now)
    return locked


def _again(handover: Handover, sums: Mapping[str, Decimal], words: str, *, actor: Actor, now: datetime) -> Handover:
    require(actor, HAND_OVER)
    with transaction.atomic():
        line, locked = _locked(handover)
        before = locked.status
        stated = {name: {"amount": str(each), "by": actor.name, "reason": words} for name, each in sums.items()}
        locked.given = {**locked.given, **stated}
        if before == Handover.TO_REPAIR:
            line.price(locked, now)
        else:
            _send_again(locked, before, now)
        if locked.status not in Handover.FOR_A_PERSON and not locked.was_repaired:
            locked.was_repaired = True
            locked.save(update_fields=("was_repaired",))
        line.tell("retried", locked, actor, now, was=before, given=stated)
        if not locked.is_open:
            line.go_on(locked, now)
    return locked


def _send_again(handover: Handover, before: str, now: datetime) -> None:
    """What billing refused for good has no effect there: its body is written anew, under a new key."""
    if before == Handover.REFUSED:
        handover.revision += 1
    charges = Charge.objects.of(handover.company_id).filter(handover=handover)
    make_ready(handover, list(charges.select_related("reverses__handover").order_by("position")), now)


def _locked(handover: Handover) -> tuple[Line, Handover]:
    line = in_line(handover)
    rows = Handover.objects.of(handover.company_id).select_related("company", "event", "customer", "work")
    locked = rows.select_for_update(of=("self",)).get(pk=handover.pk)
    line.show(locked)
    if locked.status in Handover.SETTLED:
        raise no("handover_settled")
    if locked.status == Handover.WAITING:
        raise no("handover_waits")
    if locked.status not in Handover.FOR_A_PERSON:
        raise no("handover_on_its_way")
    return line, locked
