"""How the cases of a company are numbered, as data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cases.rules.policies.errors import PolicyError
from cases.rules.tables.errors import TableError, TableInvalid
from cases.rules.tables.reading import Part

PREFIX: Final = re.compile(r"[A-Z][A-Z0-9]{0,7}")
FEWEST, MOST = 4, 10


@dataclass(frozen=True, slots=True)
class Series:
    """The letters before the year and the digits behind it: OM-2026-000203."""

    prefix: str
    digits: int = 6

    def name(self, year: int) -> str:
        """The counter's name: every year counts from 1."""
        return f"{self.prefix}-{year}"

    def number(self, year: int, count: int) -> str:
        """The number as it is printed."""
        return f"{self.name(year)}-{count:0{self.digits}d}"


def read_series(content: Mapping[str, object]) -> Series:
    """The series a content states. Raises TableInvalid."""
    problems: list[TableError] = []
    part = Part(content, problems)
    prefix, digits = part.text("prefix"), part.take("digits", 6)
    part.close()
    if prefix and not PREFIX.fullmatch(prefix):
        problems.append(PolicyError("policy.prefix", column="prefix"))
    if isinstance(digits, bool) or not isinstance(digits, int) or not FEWEST <= digits <= MOST:
        problems.append(PolicyError("policy.digits", column="digits"))
    if problems or not isinstance(digits, int):
        raise TableInvalid(problems)
    return Series(prefix, digits)
