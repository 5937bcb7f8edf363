"""Who is named in a text."""

from __future__ import annotations

import pytest

from cases.rules.mentions import mentioned

NAMES = {
    1: ["Anna", "anna@example.org", "anna"],
    2: ["Anna Rossi", "anna.rossi@example.org", "anna.rossi"],
    3: ["Ugo Bo", "ugo@example.org", "ugo"],
    4: ["Ugo Bo", "u.bo@example.org", "u.bo"],
}


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("@Anna Rossi, look", [2]),
        ("@anna look", [1]),
        ("@ANNA ROSSI", [2]),
        ("@anna.rossi and @anna", [2, 1]),
        ("@Ugo Bo", [3, 4]),
        ("write to anna@example.org", []),
        ("@annalisa", []),
        ("(@ugo)", [3]),
        ("@ @nobody", []),
        ("@anna @anna", [1]),
        ("", []),
    ],
)
def test_the_longest_spelling_wins(text, people):
    assert mentioned(text, NAMES) == people
