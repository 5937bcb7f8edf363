"""Separation of duties that a company adds to the declared ones; nothing here can take one away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cases.rules.policies.errors import PolicyError
from cases.rules.tables.errors import TableError, TableInvalid
from cases.rules.tables.reading import Part


@dataclass(frozen=True, slots=True)
class Apart:
    """Who took one of the steps `not_who` may not take `step`."""

    step: str
    not_who: tuple[str, ...]


def read_separations(content: Mapping[str, object]) -> tuple[Apart, ...]:
    """The rules a content states, in order. Raises TableInvalid with every error by line."""
    problems: list[TableError] = []
    part = Part(content, problems)
    lines = part.parts("rules")
    part.close()
    rules = []
    for number, line in enumerate(lines, 1):
        line.row = str(number)
        rule = Apart(line.text("step"), line.texts("not_who"))
        line.close()
        if not rule.not_who:
            line.complain("table.missing_key", "not_who")
        if rule.step in rule.not_who:
            problems.append(PolicyError("policy.itself", row=line.row, column="not_who"))
        rules.append(rule)
    if problems:
        raise TableInvalid(problems)
    return tuple(rules)
