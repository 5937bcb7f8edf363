"""The number of a FIR, and the outcomes its recipient may state."""

from __future__ import annotations

import pytest

from contracts.rules.fir import NotAFir, fir_number, outcome_is_sound


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("BCDF 000123 XY", "BCDF 000123 XY"),
        ("bcdf000123xy", "BCDF 000123 XY"),
        (" BCDFGH-1/Z ", "BCDFGH 1 Z"),
        ("BCDF_0001_XY", "BCDF 0001 XY"),
    ],
)
def test_a_number_is_printed_one_way_however_it_is_typed(typed: str, printed: str) -> None:
    assert fir_number(typed) == printed


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ABCD 000123 XY",
        "BCD 000123 XY",
        "BCDFGHJ 1 X",
        "BCDF 12",
        "BCDF 12 XYZ",
        "BCDF 12 A",
        "BCDF ١٢ XY",
        "B" * 99,
    ],
)
def test_vowels_and_other_shapes_are_no_number(typed: str) -> None:
    with pytest.raises(NotAFir):
        fir_number(typed)


def test_only_what_is_not_accepted_whole_has_a_reason() -> None:
    sound = [
        (outcome, reason)
        for outcome in ("A", "P", "R", "X")
        for reason in ("", "NC", "IR", "A", "ZZ")
        if outcome_is_sound(outcome, reason)
    ]
    assert sound == [("A", ""), *[(outcome, reason) for outcome in "PR" for reason in ("NC", "IR", "A")]]
