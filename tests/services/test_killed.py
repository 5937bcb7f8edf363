"""Whatever dies: one effect, or none yet."""

from __future__ import annotations

import re
import signal
from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import CaseEvent, ConsumerLease, Dispatch
from cases.outbox import consumers, relay
from tests.factories import cases as make
from tests.factories.outbox import subscribed
from tests.services import effects
from tests.services.processes import READY, WITH_EFFECTS, await_that, called, is_alive, started

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def case(monkeypatch):
    """A new case that owes one effect."""
    monkeypatch.setattr(consumers, "_consumers", {})
    with subscribed(effects.consumer):
        eco = make.company()
        yield make.opened(eco, make.actor(eco, "ada@example.org", *make.ENTER))


def effects_of(case):
    return CaseEvent.objects.of(case.company_id).filter(case=case, kind=effects.KIND).count()


def status_of(case):
    return Dispatch.objects.of(case.company_id).get().status


def test_a_relay_killed_inside_a_handler_leaves_nothing_and_the_next_does_it_once(case, tmp_path):
    with started(called("relay", "--once"), tmp_path, STAY_INSIDE="1") as dying:
        assert dying.stdout.readline() == "inside\n"
        dying.send_signal(signal.SIGKILL)
        dying.wait(30)
    assert (effects_of(case), status_of(case)) == (0, "waiting")
    later = timezone.now()
    assert relay.run_once(later, "too-early").held == 1
    later += timedelta(minutes=2)
    assert await_that(lambda: relay.run_once(later, "next").failed == 1), "the attempt that was killed counts"
    assert Dispatch.objects.of(case.company_id).get().trouble == "interrupted"
    later += timedelta(minutes=2)
    assert relay.run_once(later, "next").delivered == 1
    assert relay.run_once(later, "next").delivered == 0
    assert (effects_of(case), status_of(case)) == (1, "delivered")


def test_work_delivers_and_ends_at_once_when_asked_to(case, tmp_path):
    with started(called("work"), tmp_path) as working:
        assert await_that(lambda: status_of(case) == "delivered")
        assert (tmp_path / "work.sock").exists()
        working.send_signal(signal.SIGTERM)
        assert working.wait(20) == 0
    assert not (tmp_path / "work.sock").exists()
    assert effects_of(case) == 1
    assert set(ConsumerLease.objects.values_list("holder", flat=True)) == {""}


def test_work_outlives_a_job_that_fails_every_time(case, tmp_path):
    broken = "import cases.services.clockwork as c; c.tick = None; "
    with started(broken.join((READY, called("work", "--tick-every", "0.1"))), tmp_path) as working:
        assert await_that(lambda: (tmp_path / "log").read_text().count("job_failed") > 1)
        assert await_that(lambda: status_of(case) == "delivered")
        assert working.poll() is None


def test_work_ends_when_what_started_it_is_killed(case, tmp_path):
    parent = READY + (
        "import subprocess, sys, time; child = subprocess.Popen([sys.executable, 'manage.py', 'work']); "
        "print(child.pid, flush=True); time.sleep(60)"
    )
    with started(parent, tmp_path) as dying:
        child = int(dying.stdout.readline())
        assert await_that((tmp_path / "work.sock").exists)
        dying.send_signal(signal.SIGKILL)
        dying.wait(30)
        assert await_that(lambda: not is_alive(child))


def test_with_redis_down_cases_move_at_once_and_the_sweep_delivers(case, tmp_path):
    opening = READY + (
        "import time; from tests.factories import cases as make; from registry.models import Company; "
        "from cases.outbox import consumers; from tests.services.effects import consumer; "
        "consumers.subscribe(consumer); eco = Company.objects.get(); "
        "ada = make.actor(eco, 'ada@example.org', *make.ENTER); make.opened(eco, ada); began = time.monotonic(); "
        "print(make.opened(eco, ada).number, time.monotonic() - began)"
    )
    with started(opening, tmp_path, REDIS_URL="redis://127.0.0.1:1/0") as moving:
        number, seconds = moving.stdout.readline().split()
        assert moving.wait(60) == 0
    assert re.fullmatch(r"OM-\d{4}-\d{6}", number)
    assert float(seconds) < 0.3
    assert relay.run_once(timezone.now(), "sweep").delivered == 3


@pytest.mark.services("postgresql", "redis")
def test_with_celery_and_redis_a_hint_is_enough(case, tmp_path, redis_url):
    """No beat runs here: what is delivered was delivered because of the hint."""
    worker = WITH_EFFECTS + "from config.celery import app; app.worker_main(['worker', '--pool=solo', '-l', 'INFO'])"
    with started(worker, tmp_path, REDIS_URL=redis_url):
        assert await_that(lambda: " ready" in (tmp_path / "log").read_text())
        assert status_of(case) == "waiting"
        with started(READY + "from cases.outbox import nudge; nudge.relay()", tmp_path, REDIS_URL=redis_url) as hinting:
            assert hinting.wait(60) == 0
        assert await_that(lambda: status_of(case) == "delivered")
    assert effects_of(case) == 1
