"""Which real cases a table decided, out of the journal: the inputs they had, to try another version on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from django.db.models import Max

from cases.models import CaseEvent
from cases.rules.tables.columns import Value
from cases.rules.tables.errors import TableError
from cases.rules.tables.plain import value_from_plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cases.rules.tables.compiled import Compiled
    from cases.rules.tables.model import Table

EVENTS: Final = 20_000
"""How far back the journal is read: so many events of all companies."""


@dataclass(frozen=True, slots=True)
class DecidedCase:
    """A case, the inputs a table was asked with, and the rows that answered."""

    number: str
    inputs: Mapping[str, Value]
    rows: tuple[str, ...]


def decided_cases(company_id: int, policy: str, table: Table, at_most: int = 1_000) -> list[DecidedCase]:
    """The newest decision of each case by any version of a policy ("process/kind/code"), in two statements.

    Cases whose inputs the table's columns no longer take are left out.
    """
    newest = CaseEvent.objects.of(company_id).aggregate(newest=Max("id"))["newest"] or 0
    events = CaseEvent.objects.of(company_id).filter(id__gt=newest - EVENTS, body__contains=f'"policy":"{policy}"')
    found: dict[str, DecidedCase] = {}
    for number, body in events.order_by("-id").values_list("case__number", "body")[:at_most]:
        if number not in found:
            for decision in json.loads(body)["matter"].get("decisions", ()):
                if decision.get("policy") == policy:
                    _add(found, number, decision, table)
    return list(found.values())


def answers(compiled: Compiled, case: DecidedCase) -> object:
    """What a table says of a case, to compare two tables: the answers, or the error's code."""
    try:
        return compiled.evaluate(case.inputs).answers
    except TableError as error:
        return error.code


def _add(found: dict[str, DecidedCase], number: str, decision: Mapping[str, object], table: Table) -> None:
    given, rows = decision.get("inputs"), decision.get("rows")
    if not isinstance(given, dict) or not isinstance(rows, list):
        return
    read = {column.code: partial(value_from_plain, given.get(column.code), column) for column in table.inputs}
    try:
        found[number] = DecidedCase(number, {code: value() for code, value in read.items()}, tuple(rows))
    except TableError:
        return
