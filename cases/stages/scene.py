"""What the nodes of a stage read while they run: one case, one instant, everything else asked at most once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cases.queries.people import duties_by_person
from cases.rules.days import day_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from cases.models import Case
    from cases.rules.facts import Facts


@dataclass(kw_only=True)
class CaseScene:
    """The scene of one call; the case is locked and carries its dossier."""

    case: Case
    now: datetime
    due_at: datetime | None = None
    kept: frozenset[str] = frozenset()

    @cached_property
    def facts(self) -> Facts:
        """The facts of the case as the call left it."""
        return self.case.process.facts([self.case], day_of(self.now))[self.case.pk]

    @cached_property
    def _people(self) -> Mapping[int, frozenset[str]]:
        return duties_by_person(self.case.company_id, day_of(self.now))

    def candidates(self, duty: str) -> str:
        """Who holds a qualified duty now, as a work item writes it. Nobody: whoever holds it later."""
        holders = [str(user_id) for user_id, duties in self._people.items() if duty in duties]
        return f" {' '.join(holders)} " if holders else ""
