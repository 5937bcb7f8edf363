"""What a check of a process says when something is wrong."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a process.

    code     stable, for tests and reports
    where    the state, transition, clock or guard concerned
    path     the shortest way there, as transition codes from the opening on; empty when it is reached by no path
    """

    code: str
    process: str
    where: str
    message: str
    path: tuple[str, ...] = ()

    def __str__(self) -> str:
        way = f" [shortest path: {' > '.join(self.path)}]" if self.path else ""
        return f"{self.process}: {self.code}: {self.where}: {self.message}{way}"

    def as_json(self) -> dict[str, Any]:
        """The finding as plain JSON."""
        return {**asdict(self), "path": list(self.path)}
