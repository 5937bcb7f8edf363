"""What has to be done now and then while nobody looks: each app adds its own, the worker runs them all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import OperationalError
from structlog import get_logger

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

log = get_logger(__name__)
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


def attempted(go_on: Callable[[], int], **about: object) -> int:
    """What one of several in a round did; zero where it failed, which is logged: the others have their turn.

    Raises OperationalError: without the database none of them gets on.
    """
    try:
        return go_on()
    except OperationalError:
        raise
    except Exception:
        log.exception("chore_failed_for_one", **about)
        return 0
