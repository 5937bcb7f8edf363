"""Separation of duties between the steps of one case."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Separation:
    """Who took one of the steps `not_who` (himself, or through a substitute) may not take `step`."""

    step: str
    not_who: tuple[str, ...]
