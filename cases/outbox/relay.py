"""The relay: carries every waiting dispatch to its consumer, in order per key, once.

Two locks, each enough for one promise. The lease keeps a second relay away from a consumer, so that order holds and
nobody waits for a row. The row lock taken with the claim keeps a dispatch from being handled twice even where a lease
ran out under a slow handler; the claim also asks whether the lease is still ours.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import partial
from os import getpid
from secrets import token_hex
from socket import gethostname
from time import monotonic
from typing import TYPE_CHECKING, Any

from structlog import get_logger

from cases.outbox import absent, backlog, consumers, delivery, failures, leases
from cases.outbox.delivery import Attempt
from cases.outbox.limits import USUAL, Limits

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from cases.outbox.consumers import Consumer

log = get_logger(__name__)


@dataclass(slots=True)
class Report:
    """What a round did. `busy` dispatches were in another relay's hands, `held` consumers too; `broken` consumers
    could not be served at all (the database did not answer) and are tried again in the next round.
    """

    delivered: int = 0
    failed: int = 0
    parked: int = 0
    busy: int = 0
    held: int = 0
    broken: int = 0

    def add(self, outcome: Attempt) -> None:
        """Count one attempt."""
        setattr(self, outcome.value, getattr(self, outcome.value) + 1)

    def as_json(self) -> dict[str, Any]:
        """The figures by name."""
        return asdict(self)


def new_holder() -> str:
    """A name for one relay that no other has: machine, process, and a token (a process may run several)."""
    return f"{gethostname()[:40]}:{getpid()}:{token_hex(6)}"


def never() -> bool:
    """The usual `stopping`: nobody asks this round to end early."""
    return False


def run_once(now: datetime, holder: str, limits: Limits = USUAL, *, stopping: Callable[[], bool] = never) -> Report:
    """Deliver what waits, up to the limits for each consumer; consumers whose lease another holds are left alone.

    `holder` names this run and no other: two runs with one name would share their leases.
    """
    report = Report()
    for name in backlog.consumers_owed():
        if stopping():
            break
        try:
            _Round(name, now, holder, limits, report, stopping).serve()
        except Exception:
            log.exception("consumer_not_served", consumer=name)
            report.broken += 1
    return report


@dataclass(frozen=True, slots=True)
class _Round:
    """One consumer's turn in a round."""

    name: str
    now: datetime
    holder: str
    limits: Limits
    report: Report
    stopping: Callable[[], bool]

    def serve(self) -> None:
        """Take the lease, deliver, give it back."""
        lease = leases.take(self.name, self.holder, self.now, self.limits.lease)
        if lease is None:
            self.report.held += 1
            return
        try:
            self._count_the_unfinished(lease)
            consumer = consumers.named(self.name)
            if consumer is None:
                self.report.parked += absent.park(self.name, self.now, self.limits.per_round)
            else:
                absent.welcome_back(self.name, self.now)
                self._deliver(consumer)
        finally:
            leases.release(self.name, self.holder)

    def _count_the_unfinished(self, lease: leases.Taken) -> None:
        """What killed its relay has used up an attempt; otherwise it would kill every relay after it."""
        if lease.unfinished is not None:
            error = failures.Interrupted("The relay ended while this was being handled.")
            self.report.add(delivery.failed(lease.unfinished, error, self.now, self.limits))

    def _deliver(self, consumer: Consumer) -> None:
        """Attempt what is due, oldest first; after a failure the later ones of its key wait."""
        started = monotonic()
        standing: set[str] = set()
        for pk, key in backlog.due(self.name, self.now, self.limits.per_round):
            elapsed = monotonic() - started
            if self.stopping() or elapsed > self.limits.seconds:
                break
            if key in standing:
                continue
            until = self.now + self.limits.lease + timedelta(seconds=elapsed)
            if not leases.keep(self.name, self.holder, until, pk):
                break
            claiming = partial(delivery.claim_under_lease, holder=self.holder)
            outcome = delivery.attempt(pk, consumer, self.now, self.limits, claiming)
            self.report.add(outcome)
            if outcome is not Attempt.DELIVERED:
                standing.add(key)
