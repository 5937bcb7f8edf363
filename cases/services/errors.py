"""What a write may answer instead of doing it; faces map these to 403, 404 and 409."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cases.models import Case
    from cases.rules.refusals import Refusal


class NotPermitted(Exception):
    """The actor lacks the duty, or the case is outside his scope."""

    def __init__(self, duty: str) -> None:
        super().__init__(duty)
        self.duty = duty


class Refused(Exception):
    """It may not happen now; `refusals` lists every reason."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__(", ".join(refusal.code for refusal in refusals))
        self.refusals = tuple(refusals)


class StaleCase(Exception):
    """Somebody changed the case after the page was shown; `case` is how it is now."""

    def __init__(self, case: Case, seen: int) -> None:
        super().__init__(f"{case.number}: seen version {seen}, now {case.version}")
        self.case = case
        self.seen = seen
