from __future__ import annotations

from typing import Any

import pytest

from cases.rules.tables.analysis import analyse
from cases.rules.tables.findings import findings
from cases.rules.tables.notation import Notation
from cases.rules.tables.plain import parse
from tests.rules.random_tables import DAY


def told(*cells: str, budget: int = 1_000_000, **changes: Any) -> list[tuple[str, str, bool, str]]:
    plain: dict[str, Any] = {
        "code": "t",
        "hit": "unique",
        "inputs": [{"code": "amount", "kind": "amount", "label": "Importo"}, {"code": "urgent", "kind": "yes_no"}],
        "outputs": [{"code": "out", "kind": "text"}],
        "rows": [{"id": f"r{n}", "when": {"amount": cell}, "then": {"out": "x"}} for n, cell in enumerate(cells)],
    }
    table = parse(plain | changes)
    found = findings(table, analyse(table, DAY, budget=budget), Notation.ITALIAN)
    return [(each.problem.code, each.problem.row, each.blocking, str(each.problem)) for each in found]


def test_a_gap_forbids_publishing_with_an_example_in_the_readers_notation() -> None:
    gap = ("analysis.gap", "", True, "No row answers for Importo = 5.000,01.")
    assert told("<= 5000") == [gap]
    assert told() == [("analysis.gap", "", True, "No row answers for Importo = 0,00, urgent = sì.")]
    assert told("<= 5000", hit="first") == [gap]
    assert told("<= 5000", hit="collect") == []
    assert told("<= 5000", default={"out": "y"}) == []


def test_an_overlap_forbids_publishing_only_where_one_row_must_answer() -> None:
    ((code, row, blocking, words),) = told("<= 10", ">= 10")
    assert (code, row, blocking) == ("analysis.overlap", "r0", True)
    assert words == "row r0: This row and r1 both answer for Importo = 10,00, urgent = sì."
    assert told("<= 10", ">= 10", hit="first") == []


@pytest.mark.parametrize(("hit", "cells", "code"), [
    ("first", ("-", "5"), "analysis.unreachable"),
    ("unique", ("-", "(5.01..5.02)"), "analysis.impossible"),
])  # fmt: skip
def test_a_row_that_never_answers_is_told_but_forbids_nothing(hit: str, cells: tuple[str, ...], code: str) -> None:
    ((found, row, blocking, _),) = told(*cells, hit=hit)
    assert (found, row, blocking) == (code, "r1", False)


def test_what_is_undecided_needs_a_default_row() -> None:
    codes = [(code, blocking) for code, _, blocking, _ in told("-", budget=0)]
    assert codes == [
        ("analysis.undecided", True),
        ("analysis.undecided_overlap", True),
        ("analysis.undecided_row", False),
    ]
    assert told("-", budget=0, hit="first", default={"out": "y"}) == [
        ("analysis.undecided_row", "r0", False, "row r0: Whether this row ever answers could not be proved.")
    ]
