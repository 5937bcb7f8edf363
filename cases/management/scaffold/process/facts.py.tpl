"""What the guards read, loaded for many cases at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases.rules.facts import Facts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from cases.models import Case


@dataclass(frozen=True)
class ${Class}Facts(Facts):
    """Plain values, nothing that could reach the database."""

    request: str


def load(cases: Sequence[Case], on: date) -> Mapping[int, ${Class}Facts]:
    """Facts of every case, by its id, as they stand on `on`."""
    del on
    return {case.pk: ${Class}Facts(request=case.dossier.request) for case in cases}
