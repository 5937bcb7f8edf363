"""What is wrong with a template, in the words of whoever wrote it."""

from __future__ import annotations

import pytest
from django.utils import translation

from desk.presenting.letters import finding
from documents.letters.checking import Finding


@pytest.mark.parametrize(
    ("code", "what", "said"),
    [
        ("syntax", "Encountered unknown tag 'include'.", "{% include %} non significa nulla"),
        ("syntax", "expected token 'end of print statement', got 'nome'", "Un segnaposto non è leggibile."),
        ("unclosed", "for", "{% for %} non viene mai chiuso."),
    ],
)
def test_the_engine_s_own_english_is_not_shown(code, what, said):
    with translation.override("it"):
        shown = finding(Finding(code, what, {"part": "body", "paragraph": 3}, "Motivo: {% include 'x' %}"))
    assert shown.what.startswith(said)
    assert (shown.where, shown.words) == ("testo, paragrafo 3", "Motivo: {% include 'x' %}")
