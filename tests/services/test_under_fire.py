"""Relays killed again and again while they deliver (a short R-01 of the reliability battery)."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter

import pytest

from cases.models import CaseEvent, Dispatch
from cases.outbox import consumers
from tests.factories import cases as make
from tests.factories.outbox import subscribed
from tests.services import effects
from tests.services.processes import WITH_EFFECTS, await_that, started

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
CASES, KILLS = 60, 5
IMPATIENT = WITH_EFFECTS + (
    "from datetime import timedelta; from django.utils import timezone; from cases.outbox import relay; "
    "from cases.outbox.limits import Limits; "
    "limits = Limits(lease=timedelta(seconds=1), first_pause=timedelta(seconds=0.2), attempts=50)\n"
    "print('ready', flush=True)\n"
    "while True: relay.run_once(timezone.now(), relay.new_holder(), limits); import time; time.sleep(0.05)"
)


def statuses() -> Counter[str]:
    return Counter(Dispatch.objects.across_companies("counted by a test").values_list("status", flat=True))


def killed_at_a_moment_by_chance(folder, dice: random.Random) -> None:
    """Start a relay, let it deliver for a little while, kill it."""
    with started(IMPATIENT, folder, EFFECT_SECONDS="0.05") as relay:
        assert relay.stdout.readline() == "ready\n"
        before = statuses()["delivered"]
        await_that(lambda: statuses()["delivered"] > before)
        time.sleep(dice.uniform(0.0, 0.3))
        relay.send_signal(signal.SIGKILL)
        relay.wait(30)


def test_relays_that_are_killed_lose_nothing_and_repeat_nothing(monkeypatch, tmp_path):
    monkeypatch.setattr(consumers, "_consumers", {})
    eco = make.company()
    ada = make.actor(eco, "ada@example.org", *make.ENTER)
    with subscribed(effects.consumer):
        for _case in range(CASES):
            make.opened(eco, ada)
    dice = random.Random(11)  # a seed makes the moments the same each time
    for _kill in range(KILLS):
        killed_at_a_moment_by_chance(tmp_path, dice)
    assert 0 < statuses()["delivered"] < CASES, "the relays were killed too late: the test proves nothing"
    with started(IMPATIENT, tmp_path):
        assert await_that(lambda: statuses() == {"delivered": CASES}), statuses()
    left = Counter(CaseEvent.objects.of(eco).filter(kind=effects.KIND).values_list("case_id", flat=True))
    assert set(left.values()) == {1}
    assert len(left) == CASES
    interrupted = Dispatch.objects.of(eco).filter(trouble=Dispatch.INTERRUPTED).count()
    assert interrupted > 0, "no relay died inside a handler: the test proves nothing"
