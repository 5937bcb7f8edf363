"""Cases approved over HTTP while web and worker are killed (a short R-01), and while Redis is away or empty (R-03)."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from statistics import quantiles

import pytest
from django.utils import timezone

from billing.models import Charge, Handover
from cases.services.diagnosis.doctor import examine
from tests.services import handing_off
from tests.services.billing_stub import Books, served
from tests.services.processes import await_that

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
CASES, KILLS = 25, 3


def exactly_once(office, books, count):
    """Every hand-over taken, one effect each with the same contents, nothing more, and the doctor content."""
    rows = list(Handover.objects.of(office.company))
    assert ({row.status for row in rows}, len(rows)) == ({"taken"}, count)
    assert sorted(books.effects) == sorted(str(row.key) for row in rows)
    assert all(books.bodies[str(row.key)].decode() == row.body for row in rows)
    approvals = sum(row.event.transition == "approve" for row in rows)
    assert Charge.objects.of(office.company).count() == 3 * approvals + 2 * (count - approvals)
    assert books.conflicts == 0
    wanted = {"I1", "I2", "I4", "I5", "I6", "handover", "charges"}
    found = [each for each in examine([office.company], now=timezone.now()) if each.invariant.code in wanted]
    assert [(each.invariant.code, each.violations) for each in found if each.violations] == []


def handed_over_under_fire(folder, cases, kills, seconds):
    """R-01; returns a line for people."""
    books, began = Books(seconds=0.02), time.monotonic()
    with served(books) as port, handing_off.paper_office(f"http://127.0.0.1:{port}/handovers") as office:
        fire, browser = handing_off.under_fire(office, folder, cases, kills, seconds)
        count = cases + -(-cases // 5)
        exactly_once(office, books, count)
        again = handing_off.redelivered(office) + books.calls["again"] + books.calls["asked"]
        assert sum(fire.kills.values()) == kills
        assert again > 0, "nothing was delivered twice: the test proves nothing"
        assert browser.answers == {302: count}
    return (
        f"R-01: {count} hand-overs, {dict(fire.kills)} killed, {browser.unanswered} clicks unanswered and repeated, "
        f"{again} redeliveries and questions, 0 of {count} lost or doubled (95 %: < {3 / count:.2%}), "
        f"{time.monotonic() - began:.0f} s"
    )


def test_web_and_worker_that_are_killed_lose_nothing_and_bill_nothing_twice(tmp_path):
    handed_over_under_fire(tmp_path, CASES, KILLS, 60)


@pytest.mark.skipif(shutil.which("redis-server") is None, reason="needs redis-server")
def test_with_redis_down_or_started_empty_cases_go_on_and_all_is_handed_over(tmp_path):
    books, port = Books(), handing_off.free_port()
    with served(books) as stub, handing_off.paper_office(f"http://127.0.0.1:{stub}/handovers") as office:
        cases = [office.case() for _case in range(24)]
        redis = redis_server(port, tmp_path)
        fire = handing_off.Fire(tmp_path, random.Random(3), REDIS_URL=f"redis://127.0.0.1:{port}/0")
        try:
            with fire:
                browser = handing_off.Browser(office, fire.port)
                browser.sign_in()
                for number, case in enumerate(cases):
                    if number == 8:
                        redis.send_signal(signal.SIGKILL)
                        redis.wait(10)
                    if number == 16:
                        redis = redis_server(port, tmp_path)
                    browser.press(case, "approve")
                assert await_that(lambda: handing_off.taken(office) == len(cases), 40), (
                    browser.answers,
                    handing_off.taken(office),
                    (tmp_path / "log").read_text()[-3000:],
                )
        finally:
            redis.kill()
            redis.wait(10)
        exactly_once(office, books, len(cases))
    assert browser.answers == {302: len(cases)}
    with_redis, without = (quantiles(part, n=20)[-1] for part in (browser.seconds[1:8], browser.seconds[8:16]))
    sys.stdout.write(f"R-03: p95 {with_redis:.2f} s with Redis, {without:.2f} s without\n")


def redis_server(port, folder):
    """A Redis of our own, empty."""
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)
