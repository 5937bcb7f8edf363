"""A thousand hand-overs under fire (R-01 in the size of a push): `make battery-handoff`; -s shows the figures."""

from __future__ import annotations

import sys

import pytest

from tests.services.test_handoff_under_fire import handed_over_under_fire

pytestmark = [pytest.mark.battery, pytest.mark.services("postgresql"), pytest.mark.django_db(transaction=True)]
CASES, KILLS = 834, 20


def test_handoff_a_thousand_hand_overs_and_twenty_kills_lose_and_double_nothing(tmp_path):
    sys.stdout.write(f"\n{handed_over_under_fire(tmp_path, CASES, KILLS, 420)}\n")
