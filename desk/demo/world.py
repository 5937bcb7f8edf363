"""Who lives in the demo: two companies, ten people, customers, sites and plants."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from cases.rules.calendars import Calendar
from cases.rules.days import ROME

if TYPE_CHECKING:
    from registry.actors import Actor
    from registry.models import Company, Customer, Plant, Site

PASSWORD = "Pratica-demo-2026"  # noqa: S105 - the demo's well-known password, printed by make demo
DOMAIN = "demo.pratica.example"
OPENS, CLOSES = 8, 18


@dataclass(slots=True)
class World:
    """One company of the demo and everything a process needs to fill it."""

    company: Company
    today: date
    dice: random.Random
    actors: dict[str, Actor] = field(default_factory=dict)
    customers: list[Customer] = field(default_factory=list)
    sites: dict[int, list[Site]] = field(default_factory=dict)
    plants: list[Plant] = field(default_factory=list)

    def uses(self, process_code: str) -> bool:
        """Whether this company works with a process: waste processes belong to waste companies."""
        return not process_code.startswith("waste_") or self.company.sector == "waste"

    def command_id(self) -> UUID:
        """The next id: random to the eye, the same for the same seed."""
        return UUID(int=self.dice.getrandbits(128), version=4)

    def office_hours(self, days_ago: int) -> datetime:
        """An instant at work, on the last working day not after `today - days_ago`."""
        on = self.today - timedelta(days=days_ago)
        while not Calendar().is_working_day(on):
            on -= timedelta(days=1)
        return self._at(on, self.dice.randint(8, 16))

    def after(self, instant: datetime, hours: int) -> datetime:
        """`hours` of office time later: nights and days off are skipped, the demo's present is never passed."""
        local = (instant + timedelta(hours=hours % 9, minutes=self.dice.randint(1, 50))).astimezone(ROME)
        on, days = local.date(), hours // 9 + (local.hour >= CLOSES)
        on = Calendar().add_working_days(on, days) if days else on
        hour = self.dice.randint(OPENS, 11) if days else max(local.hour, OPENS)
        later = self._at(on, hour, local.minute)
        return min(max(later, instant + timedelta(minutes=1)), self._at(self.today, OPENS, 0))

    def _at(self, on: date, hour: int, minute: int | None = None) -> datetime:
        at = time(hour, self.dice.randint(0, 59) if minute is None else minute)
        return datetime.combine(on, at, tzinfo=ROME).astimezone(UTC)
