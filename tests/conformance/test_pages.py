"""What every process gets for free: a page of documentation that says what its table says."""

from __future__ import annotations

import pytest

from cases.definition.describing import describe
from tests.broken_processes.right import RIGHT
from tests.conformance.subjects import LIVING
from tests.house.tree import ROOT
from tests.paper.process import process as derogation


@pytest.mark.parametrize("process", LIVING, ids=lambda process: process.code)
def test_its_page_is_up_to_date(process):
    path = ROOT / "docs" / "processes" / f"{process.code}.md"
    if not (ROOT / "docs").is_dir() or not path.is_file():
        pytest.skip("no page is kept of it yet: manage.py describe_processes writes it")
    assert path.read_text(encoding="utf-8") == describe(process), "run manage.py describe_processes"


def test_a_page_shows_states_moves_guards_clocks_and_who_stays_apart():
    page = describe(RIGHT)
    assert describe(RIGHT) == page
    for line in (
        "| `asked` | Loan asked | first |",
        "    under_check --> granted: grant",
        "    lapsed --> [*]",
        "| `amount_is_stated` | The amount is stated. |",
        "| `wait` | Time to decide | `asked`, `under_check` | 30 calendar days | `lapse` | — | — |",
        "| `grant` | `open`, `submit` |",
    ):
        assert line in page.splitlines()
    assert "the machine" in page


def test_a_page_lists_the_checks_inside_a_state():
    assert "`check_chemistry`" in describe(derogation)
