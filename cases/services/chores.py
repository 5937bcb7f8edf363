"""What has to be done now and then while nobody looks: each app adds its own, the worker runs them all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

_chores: dict[str, Chore] = {}


@dataclass(frozen=True, slots=True)
class Chore:
    """Something to run every so many seconds; run twice, it changes nothing more."""

    name: str
    every: float
    run: Callable[[datetime], object]


def add(chore: Chore) -> None:
    """Make a chore known. Raises ValueError when another has its name."""
    if _chores.setdefault(chore.name, chore) is not chore:
        raise ValueError(f"chore {chore.name} is known already")


def chores() -> list[Chore]:
    """All chores, by name."""
    return [_chores[name] for name in sorted(_chores)]
