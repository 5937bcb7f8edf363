"""What goes into a cell stays text."""

from __future__ import annotations

import pytest

from cases.rules.spreadsheet import LONGEST, safe_cell


@pytest.mark.parametrize(
    "text", ["=1+1", "+39 SUM(A1)", "-cmd|'/c calc'!A0", "@import", "\t=1", "  =HYPERLINK(1)", "\uff1d1", "\r=1"]
)
def test_what_could_start_a_formula_gets_an_apostrophe(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Rossi & Figli", "-12,50", "+3", "a=b", "", "1.234,56", "Perché no?"])
def test_plain_text_and_numbers_stay_as_they_are(text):
    assert safe_cell(text) == text


def test_what_makes_a_file_unreadable_is_left_out():
    assert safe_cell("a\x00b\x0bc") == "abc"
    assert safe_cell("\x00=1") == "'=1"
    assert len(safe_cell("x" * 40_000)) == LONGEST
