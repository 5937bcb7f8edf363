"""The loop of `work`, the hints it hears, and the two commands that run once."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from kombu.exceptions import OperationalError

from cases import tasks
from cases.management.loop import LONGEST_PAUSE, Job, Loop
from cases.models import Dispatch
from cases.outbox import nudge
from cases.services.chores import Chore
from config.celery import SCHEDULE
from tests.factories.outbox import announced

pytestmark = pytest.mark.django_db


def broken():
    raise OSError


@pytest.fixture(autouse=True)
def nothing_missed(monkeypatch):
    monkeypatch.setattr(nudge, "_missed", {"at": -nudge.QUIET})


def test_a_job_that_fails_is_tried_again_after_longer_and_longer_pauses():
    job = Job("broken", 1.0, broken)
    pauses = []
    for _attempt in range(7):
        job.attempt()
        pauses.append(job.pause)
    assert pauses == [2, 4, 8, 16, LONGEST_PAUSE, LONGEST_PAUSE, LONGEST_PAUSE]
    job.run = list
    job.attempt()
    assert job.pause == 1.0


def test_a_failing_job_keeps_no_other_from_its_turn():
    done = []
    loop = Loop([Job("broken", 1.0, broken), Job("fine", 1.0, lambda: done.append(1))], lambda seconds: False)
    loop.turn()
    assert done == [1]


def test_a_hint_brings_the_relay_forward_and_nothing_else():
    relay, clocks = Job("relay", 60.0, list, on_hint=True), Job("clocks", 60.0, list)
    Loop([relay, clocks], lambda seconds: True).turn()
    assert relay.due_at == 0.0
    assert clocks.due_at > 0.0


def test_who_knocks_is_heard_once(settings, tmp_path):
    settings.REDIS_URL, settings.DATA_DIR = "", tmp_path
    with nudge.Hints(nudge.address()) as hints:
        nudge.relay()
        nudge.relay()
        assert hints.wait(1.0)
        assert not hints.wait(0.01)


def test_where_nobody_listens_nothing_fails(settings, tmp_path):
    settings.REDIS_URL, settings.DATA_DIR = "", tmp_path
    nudge.relay()


def test_a_broker_that_is_down_is_left_in_peace_for_a_while(settings, monkeypatch):
    asked = []

    def down(*arguments, **options):
        asked.append(1)
        raise OperationalError

    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(nudge.current_app, "send_task", down)
    nudge.relay()
    nudge.relay()
    assert asked == [1]


def test_celery_knows_the_tasks_by_the_names_that_are_sent():
    ours = {tasks.relay_tick.name, tasks.clock_tick.name, tasks.chores_tick.name}
    assert ours == {entry["task"] for entry in SCHEDULE.values()}
    assert tasks.relay_tick.name == nudge.TASK


def test_the_task_of_celery_is_the_same_relay(eco, recorder):
    announced(eco, "a")
    tasks.relay_tick()
    tasks.clock_tick()
    assert recorder.words == ["a"]


def test_one_round_reports_as_json(eco, recorder):
    announced(eco, "a")
    out = StringIO()
    call_command("relay", "--once", "--json", stdout=out)
    assert json.loads(out.getvalue())["delivered"] == 1
    assert Dispatch.objects.of(eco).get().status == "delivered"


def test_a_tick_can_be_at_another_moment():
    out = StringIO()
    call_command("tick", "--now", "2026-11-21T09:00:00+01:00", "--json", stdout=out)
    assert json.loads(out.getvalue())["failed"] == 0
    with pytest.raises(CommandError, match="no ISO moment"):
        call_command("tick", "--now", "tomorrow")


def test_with_celery_every_chore_is_run_and_a_failing_one_holds_up_no_other(monkeypatch):
    ran = []

    def fail(now):
        raise OSError("disk full")

    both = [Chore("first", 1, fail), Chore("second", 1, ran.append)]
    monkeypatch.setattr(tasks.chores, "chores", lambda: both)
    tasks.chores_tick()
    assert len(ran) == 1
