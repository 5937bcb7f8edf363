"""What a table said of one case: the answer for guards, and the reference for the journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cases.rules.facts import ABSENT, Absent
from cases.rules.tables.columns import Value
from cases.rules.tables.compiled import Decision
from cases.rules.tables.errors import TableError


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision of a policy version for a case, or why there is none (no policy in force, an input refused...).

    reference  as the journal keeps it: policy, version, version_id, rows, inputs, answers or error
    """

    decision: Decision | None
    error: TableError | None = None
    reference: Mapping[str, object] = field(default_factory=dict)

    def value(self, output: str) -> Value | Absent | None:
        """An output of the only answer; ABSENT when the table could not tell: a guard then says "unknown"."""
        if self.decision is None or len(self.decision.answers) != 1:
            return ABSENT
        return self.decision[output]


UNDECIDED = Decided(None)
