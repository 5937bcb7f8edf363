"""How patient the relay is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of a round.

    per_round      dispatches per consumer and round; seconds bounds the same in time
    attempts       failures after which a dispatch is parked
    first_pause    the pause after the first failure, doubled after each further one up to longest_pause
    lease          how long a relay that fell silent keeps a consumer
    """

    per_round: int = 200
    seconds: float = 5.0
    attempts: int = 8
    first_pause: timedelta = timedelta(seconds=10)
    longest_pause: timedelta = timedelta(hours=1)
    lease: timedelta = timedelta(seconds=60)


USUAL = Limits()
