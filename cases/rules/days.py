"""Days on paper are days in Rome."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

ROME = ZoneInfo("Europe/Rome")


def day_of(instant: datetime) -> date:
    """The legal day of an aware instant."""
    return instant.astimezone(ROME).date()


def start_of_day(on: date) -> datetime:
    """The instant at which a legal day begins."""
    return datetime.combine(on, time.min, tzinfo=ROME)
