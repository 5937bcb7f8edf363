"""Which kinds of policy there are, and how the content of each is read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

from cases.rules.policies.assignment import read_assignment
from cases.rules.policies.closings import read_closings
from cases.rules.policies.errors import PolicyError
from cases.rules.policies.required import check_required
from cases.rules.policies.separations import read_separations
from cases.rules.policies.series import read_series
from cases.rules.policies.terms import read_term
from cases.rules.tables.errors import TableInvalid
from cases.rules.tables.model import Table
from cases.rules.tables.plain import parse

EXAMPLES = "examples"


class Kind(StrEnum):
    """A kind of policy."""

    TABLE = "table"
    REQUIREMENT = "requirement"
    CLOCK = "clock"
    CALENDAR = "calendar"
    ASSIGNMENT = "assignment"
    SEPARATION = "separation"
    SERIES = "series"

    @property
    def is_table(self) -> bool:
        """Whether its content is a decision table, with examples."""
        return self in {Kind.TABLE, Kind.REQUIREMENT}


def read_table(content: Mapping[str, object]) -> Table:
    """The table of a content, its examples left aside. Raises TableInvalid."""
    return parse({key: value for key, value in content.items() if key != EXAMPLES})


def read_requirement(content: Mapping[str, object]) -> Table:
    """A table of required documents. Raises TableInvalid."""
    table = read_table(content)
    problems = list(check_required(table))
    if problems:
        raise TableInvalid(problems)
    return table


READERS: Mapping[Kind, Callable[[Mapping[str, object]], Any]] = {
    Kind.TABLE: read_table,
    Kind.REQUIREMENT: read_requirement,
    Kind.CLOCK: read_term,
    Kind.CALENDAR: read_closings,
    Kind.ASSIGNMENT: read_assignment,
    Kind.SEPARATION: read_separations,
    Kind.SERIES: read_series,
}


def read(kind: str, content: Mapping[str, object]) -> Any:
    """The typed policy of a content. Raises TableInvalid with everything wrong in it."""
    if kind not in list(Kind):
        raise TableInvalid([PolicyError("policy.unknown_kind", kind=kind)])
    return READERS[Kind(kind)](content)


def digest(content: Mapping[str, object]) -> str:
    """A hash that is the same for equal content and for no other."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


AS_SUPPLIED: Mapping[str, object] = {"as_supplied": True}
"""The content of a company's version by which the supplied version applies again, with all its later changes."""
SUPPLIED = digest(AS_SUPPLIED)
