"""A thousand hand-overs under fire (R-01), hundreds while Redis is ill (R-03): `make battery-handoff`; -s shows all."""

from __future__ import annotations

import shutil
import sys

import pytest

from tests.services.handing_off import Fire, ServedFire
from tests.services.redis_troubles import TROUBLES
from tests.services.test_handoff_under_fire import handed_over_under_fire, through_trouble

pytestmark = [pytest.mark.battery, pytest.mark.services("postgresql"), pytest.mark.django_db(transaction=True)]
CASES, KILLS = 834, 20
MEANWHILE = 500


@pytest.mark.parametrize("of", [Fire, ServedFire])
def test_handoff_a_thousand_hand_overs_and_twenty_kills_lose_and_double_nothing(tmp_path, of):
    sys.stdout.write(f"\n{handed_over_under_fire(tmp_path, CASES, KILLS, 420, of)}\n")


@pytest.mark.skipif(shutil.which("redis-server") is None, reason="needs redis-server")
@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.name)
def test_handoff_five_hundred_transitions_while_redis_is_ill_are_all_handed_over(tmp_path, trouble):
    sys.stdout.write(f"\n{through_trouble(tmp_path, trouble, MEANWHILE)}\n")
