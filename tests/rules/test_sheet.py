from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from cases.rules.tables.cells import Equals
from cases.rules.tables.errors import TableInvalid
from cases.rules.tables.model import Table
from cases.rules.tables.notation import Notation
from cases.rules.tables.plain import parse
from cases.rules.tables.sheet import heading, read_sheet, write_sheet
from tests.rules.random_tables import chance_of, random_table

IT = Notation.ITALIAN


def fees(**changes: Any) -> Table:
    plain: dict[str, Any] = {
        "code": "fees",
        "hit": "first",
        "inputs": [{"code": "amount", "kind": "amount"}, {"code": "on", "kind": "date"}],
        "outputs": [
            {"code": "fee", "kind": "amount"},
            {"code": "note", "kind": "text", "optional": True},
        ],
        "rows": [
            {
                "id": "r1",
                "when": {"amount": "<= 5000", "on": "[2026-01-01..2027-01-01)"},
                "then": {"fee": "1.5"},
                "valid_to": "2026-12-31",
                "note": "Board",
            }
        ],
        "default": {"fee": "9", "note": "ask"},
    }
    return parse(plain | changes)


def test_a_table_is_written_as_italian_offices_write() -> None:
    assert write_sheet(fees(), IT) == [
        ["#id", "#from", "#to", "amount", "on", "→ fee", "→ note", "#note"],
        ["r1", "", "31/12/2026", "≤ 5.000,00", "[01/01/2026..01/01/2027)", "1,50", "", "Board"],
        ["default", "", "", "-", "-", "9,00", "ask", ""],
    ]


@pytest.mark.parametrize("notation", Notation)
@pytest.mark.parametrize("seed", range(60))
def test_a_sheet_is_read_back_as_it_was_written(seed: int, notation: Notation) -> None:
    for table in (fees(), random_table(chance_of(seed))[0]):
        assert read_sheet(table, write_sheet(table, notation), notation) == table


def test_what_a_spreadsheet_holds_is_taken_as_it_is_shown() -> None:
    midnight = datetime(2026, 5, 1, tzinfo=UTC)
    line = ["r9", None, None, 0.1, midnight, 2, "text", None]
    (row,) = read_sheet(fees(), [heading(fees()), [None] * 8, line], IT).rows
    assert row.when == {"amount": Equals(Decimal("0.1")), "on": Equals(date(2026, 5, 1))}
    assert row.then == {"fee": Decimal(2), "note": "text"}


def problems(*lines: list[object], title: list[str] | None = None) -> list[tuple[str, str, str]]:
    with pytest.raises(TableInvalid) as caught:
        read_sheet(fees(), [title or heading(fees()), *lines], IT)
    return [(problem.code, problem.row, problem.column) for problem in caught.value.problems]


def test_every_error_names_its_row_and_heading() -> None:
    noon = datetime(2026, 5, 1, 12, tzinfo=UTC)
    wrong: list[object] = ["r1", "soon", "", "<= x", "", "", "", ""]
    assert problems(wrong, [None, "", "", "-", noon, "1", "", ""]) == [
        ("value.not_a_date", "r1", "#from"),
        ("value.not_a_number", "r1", "amount"),
        ("cell.empty", "r1", "on"),
        ("table.missing_key", "#3", "#id"),
        ("value.not_a_date", "#3", "on"),
    ]
    assert problems(["r1", "", "", "-", "-", "", "", ""]) == [("table.missing_key", "r1", "fee")]
    default: list[object] = ["default", "", "", "-", "-", "1", "", ""]
    assert problems(default, default) == [("table.repeated", "default", "")]


def test_a_wrong_heading_is_refused_before_anything_is_read() -> None:
    title = [*heading(fees())[1:], "#to", "colour"]
    assert problems(title=title) == [
        ("table.missing_key", "", "#id"),
        ("table.unknown_key", "", "colour"),
        ("table.repeated", "", "#to"),
    ]
    with pytest.raises(TableInvalid):
        read_sheet(fees(), [], IT)
