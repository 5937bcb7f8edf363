"""Hand-overs go to the other billing system, and what is not answered is asked about. Run by the worker's chore.

One at a time per case, because nothing else of the case is priced before it is settled; of a period, what takes it back
comes after it. Claimed under a lock and a
token; the call is made outside of any transaction; what comes back counts only under the token it was asked with.
From the claim on it is `unknown`: whatever dies meanwhile, the next round asks before it sends again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from time import monotonic
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Q
from structlog import get_logger

from billing.adapters.port import Answer, Parcel, Verdict
from billing.handover import work
from billing.handover.lining import in_line
from billing.handover.systems import adapter_of
from billing.handover.texts import reason
from billing.models import Handover
from cases.rules.money import MoneyError, cents
from cases.services.chores import Chore

if TYPE_CHECKING:
    from datetime import datetime

    from registry.scoping import ScopedQuerySet

WHY: Final = "the worker sends what every company hands over"
LARGEST: Final = Decimal(10) ** 12
UNSAFE: Final = re.compile(r"[^A-Za-z0-9._]+")
"""What is left out of the name of a parcel, which may become that of a file."""
log = get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How patient: hand-overs and seconds per round; failures to send before it is parked; the pause after a failure,
    doubled each time up to the longest; how long a claim holds. What is unknown is asked about for ever."""

    per_round: int = 100
    seconds: float = 20.0
    failures: int = 8
    first_pause: timedelta = timedelta(seconds=10)
    longest_pause: timedelta = timedelta(hours=1)
    claim: timedelta = timedelta(seconds=90)

    def pause(self, failures: int) -> timedelta:
        """How long to wait after so many failures."""
        doubled: int = 1 << min(max(failures - 1, 0), 30)
        return min(self.first_pause * doubled, self.longest_pause)


USUAL: Final = Limits()


@dataclass(frozen=True, slots=True)
class Claim:
    """A hand-over in our hands: whether it is asked about or sent, and the token under which the answer counts."""

    handover: Handover
    asking: bool
    token: int


def send_all(now: datetime, limits: Limits = USUAL) -> int:
    """Send what is ready and ask about what is unknown; how many were settled. Run twice, nothing happens twice."""
    started, settled = monotonic(), 0
    for pk in list(_due(now).order_by("next_try_at", "pk").values_list("pk", flat=True)[: limits.per_round]):
        if monotonic() - started > limits.seconds:
            break
        settled += step(pk, now, limits)
    return settled


def step(pk: int, now: datetime, limits: Limits = USUAL) -> bool:
    """One call for one hand-over; whether it is settled now. One in another worker's hands is left alone."""
    claim = _claim(pk, now, limits)
    if claim is None:
        return False
    handover = claim.handover
    parcel = Parcel(str(handover.key), handover.body.encode(), UNSAFE.sub("-", handover.name))
    try:
        adapter = adapter_of(handover, handover.company)
        answer = adapter.ask(parcel) if claim.asking else adapter.send(parcel)
    except LookupError:
        answer = Answer(Verdict.UNKNOWN if claim.asking else Verdict.NOT_NOW, "no_system")
    return _settle(claim, answer, now, limits)


def _due(now: datetime) -> ScopedQuerySet[Handover]:
    rows = Handover.objects.across_companies(WHY).filter(status__in=(Handover.READY, Handover.UNKNOWN))
    return rows.filter(Q(busy_until__isnull=True) | Q(busy_until__lte=now), next_try_at__lte=now)


def _claim(pk: int, now: datetime, limits: Limits) -> Claim | None:
    with transaction.atomic():
        rows = _due(now).filter(pk=pk).select_related("company", "case")
        handover = rows.select_for_update(of=("self",), skip_locked=True).first()
        if handover is None:
            return None
        asking = handover.status == Handover.UNKNOWN
        handover.let_go()
        handover.attempts += 1
        handover.busy_until = now + limits.claim
        handover.save(update_fields=("status", "attempts", "busy_until"))
    return Claim(handover, asking, handover.attempts)


def _settle(claim: Claim, answer: Answer, now: datetime, limits: Limits) -> bool:
    """Write what came back, unless somebody else has asked meanwhile."""
    with transaction.atomic():
        line = in_line(claim.handover)
        rows = Handover.objects.of(claim.handover.company_id).filter(pk=claim.handover.pk, attempts=claim.token)
        handover = rows.filter(status=Handover.UNKNOWN).select_for_update(of=("self",)).first()
        if handover is None:
            log.info("answer_too_late", handover=claim.handover.pk)
            return False
        line.show(handover)
        handover.busy_until = None
        handover.trouble = reason(answer.why, **answer.params) if answer.why else {}
        _apply(handover, answer, now, limits)
        handover.save()
        if not handover.is_open:
            line.go_on(handover, now)
    return not handover.is_open


def _apply(handover: Handover, answer: Answer, now: datetime, limits: Limits) -> None:
    if answer.verdict is Verdict.TAKEN:
        handover.receipt, handover.trouble = dict(answer.receipt), {}
        handover.billed, handover.settled_at = _amount(answer.receipt.get("total")), now
        handover.take()
        work.end(handover, now)
    elif answer.verdict is Verdict.REFUSED:
        handover.reasons = [handover.trouble]
        handover.refuse()
        work.open_for(handover, now)
    elif answer.verdict is Verdict.ABSENT:
        handover.next_try_at = now
        handover.make_ready()
    elif answer.verdict is Verdict.CONFLICT:
        _park(handover, now)
    else:
        _later(handover, answer, now, limits)


def _later(handover: Handover, answer: Answer, now: datetime, limits: Limits) -> None:
    """Not now, or unknown: once more after a pause; what surely did not leave too often is parked."""
    handover.failures += 1
    handover.next_try_at = now + max(limits.pause(handover.failures), answer.pause or timedelta())
    if answer.verdict is Verdict.UNKNOWN:
        return
    if handover.failures < limits.failures:
        handover.make_ready()
        return
    _park(handover, now)


def _amount(told: object) -> Decimal | None:
    """The total of a receipt; none where it is no amount."""
    try:
        found = Decimal(str(told))
        return cents(found) if abs(found) < LARGEST else None
    except (InvalidOperation, MoneyError):
        return None


def _park(handover: Handover, now: datetime) -> None:
    handover.reasons = [handover.trouble]
    handover.park()
    work.open_for(handover, now)


chore: Final = Chore("billing.handover", 4, send_all)
