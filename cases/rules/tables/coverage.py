"""Which rows real cases hit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cases.rules.tables.compiled import Compiled, Inputs
from cases.rules.tables.errors import TableError


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often each valid row answered, the default row, and what could not be decided (by error code)."""

    cases: int
    hits: Mapping[str, int]
    by_default: int
    errors: Mapping[str, int]

    @property
    def unused(self) -> tuple[str, ...]:
        """The rows no case hit, in order."""
        return tuple(row for row, count in self.hits.items() if not count)


def coverage(compiled: Compiled, cases: Iterable[Inputs]) -> Coverage:
    """Count the answers of the table for the inputs of many cases."""
    hits: Counter[str] = Counter({row.id: 0 for row in compiled.rows})
    errors: Counter[str] = Counter()
    total = by_default = 0
    for inputs in cases:
        total += 1
        try:
            decision = compiled.evaluate(inputs)
        except TableError as error:
            errors[error.code] += 1
            continue
        hits.update(decision.row_ids)
        by_default += decision.by_default
    return Coverage(total, dict(hits), by_default, dict(errors))
