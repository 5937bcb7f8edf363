"""Waste codes as an Italian office writes them: pairs of digits, a star when hazardous."""

from __future__ import annotations

import pytest

from registry.models import WasteCode
from registry.queries import waste_codes
from tests.factories import cases as make

pytestmark = pytest.mark.django_db


def test_a_hazardous_code_has_its_star_even_after_it_ended_and_an_unknown_one_is_told_in_pairs():
    make.waste_code("170503", hazardous=True)
    make.waste_code("170504")
    WasteCode.objects.filter(code="170503").update(valid_to="2026-12-08")
    printed = waste_codes.printed(["170503", "170504", "999999"])
    assert printed == {"170503": "17 05 03*", "170504": "17 05 04", "999999": "99 99 99"}
