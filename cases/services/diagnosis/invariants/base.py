"""What every check of an invariant returns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from registry.models import Company


@dataclass(frozen=True, slots=True)
class Visit:
    """Which companies the doctor looks at, and when."""

    companies: list[Company]
    now: datetime


@dataclass(frozen=True, slots=True)
class Violation:
    """A row that breaks an invariant: how to find it, and what is wrong."""

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


@dataclass(frozen=True, slots=True)
class Examined:
    """How many rows were looked at, and which of them are wrong."""

    rows: int
    violations: Sequence[Violation] = ()
