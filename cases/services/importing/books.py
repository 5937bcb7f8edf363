"""The company's own rules day by day: history is judged, and its terms counted, by those of its time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.queries.rulebook import Rulebook, rulebook

if TYPE_CHECKING:
    from datetime import date

    from cases.definition import Process


class Books:
    """The rulebooks of one process, each read once; without a company only what the process declares."""

    def __init__(self, process: Process, company_id: int) -> None:
        self.process, self.company_id = process, company_id
        self.read: dict[date, Rulebook] = {}

    def on(self, day: date) -> Rulebook:
        """The rulebook of a day."""
        if day not in self.read:
            self.read[day] = rulebook(self.company_id, self.process.code, day) if self.company_id else Rulebook()
        return self.read[day]
