"""Days on paper are days in Rome."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from datetime import date, datetime

ROME = ZoneInfo("Europe/Rome")


def day_of(instant: datetime) -> date:
    """The legal day of an aware instant."""
    return instant.astimezone(ROME).date()
