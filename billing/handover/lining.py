"""What stands in line with a hand-over: the others of its case, or the one that takes a period back.

One interface for sending and repairing, so that both treat either kind the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from billing.handover import periods
from billing.handover.charging import advance, locked_case, price
from cases.rules.days import day_of
from cases.services import comments

if TYPE_CHECKING:
    from datetime import datetime

    from billing.models import Handover
    from cases.models import Case
    from registry.actors import Actor


class Line(Protocol):
    """What a hand-over belongs to, locked until the transaction ends."""

    def show(self, handover: Handover) -> None:
        """Let a hand-over just read know what it belongs to."""

    def price(self, handover: Handover, now: datetime) -> None:
        """Price one that a person has seen to, and make it ready. Saves."""

    def go_on(self, handover: Handover, now: datetime) -> None:
        """Let what stands behind a hand-over that is settled go on."""

    def tell(self, what: str, handover: Handover, actor: Actor, now: datetime, **matter: Any) -> None:
        """Keep what a person did about a hand-over."""


def in_line(handover: Handover) -> Line:
    """What a hand-over belongs to, locked."""
    if handover.case_id is None:
        return OfPeriod(periods.locked_first(handover))
    return OfCase(locked_case(handover.case_id, handover.company_id))


class OfCase:
    """The hand-overs of a case, in the order of its events; told in its journal."""

    def __init__(self, case: Case) -> None:
        self.case = case

    def show(self, handover: Handover) -> None:
        """Its case, with the dossier."""
        handover.case = self.case

    def price(self, handover: Handover, now: datetime) -> None:
        """By the tariff of the day of the event; where that cannot, by that of today."""
        price(handover, (handover.on, day_of(now)), now)

    def go_on(self, handover: Handover, now: datetime) -> None:
        """The next of the case."""
        del handover
        advance(self.case, now)

    def tell(self, what: str, handover: Handover, actor: Actor, now: datetime, **matter: Any) -> None:
        """An event in the journal of the case."""
        about = {"handover": handover.pk, "event": handover.seq, "status": handover.status}
        comments.record(self.case, f"billing.{what}", actor=actor, now=now, matter={**about, **matter})


class OfPeriod:
    """A period of a contract line and what takes it back; told with the hand-over itself."""

    def __init__(self, first: Handover) -> None:
        self.first = first

    def show(self, handover: Handover) -> None:
        """Nothing: it says itself of which period it is."""

    def price(self, handover: Handover, now: datetime) -> None:
        """Its amount was said when it was charged: what was missing of the customer is looked at again."""
        periods.send_or_ask(handover, now)

    def go_on(self, handover: Handover, now: datetime) -> None:
        """What takes it back."""
        if handover.pk == self.first.pk:
            periods.go_on(handover, now)

    def tell(self, what: str, handover: Handover, actor: Actor, now: datetime, **matter: Any) -> None:
        """A line of its acts."""
        handover.acts = [*handover.acts, periods.act(what, actor, now, **matter)]
        handover.save(update_fields=("acts",))
