"""Cases approved over HTTP while web and worker are killed (a short R-01), and while Redis is ill (R-03)."""

from __future__ import annotations

import random
import shutil
import time
from pathlib import Path
from statistics import quantiles

import pytest
from django.utils import timezone

from billing.models import Charge, Handover
from cases.services.diagnosis.doctor import examine
from tests.services import handing_off
from tests.services.billing_stub import Books, served
from tests.services.processes import await_that
from tests.services.redis_troubles import TROUBLES, running

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
CASES, KILLS = 25, 3
MANY = 10
"""So many killed that one of them was at work; the few of a push may all have been idle."""


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


def handed_over_under_fire(folder, cases, kills, seconds, of=handing_off.Fire):
    """R-01; returns a line for people."""
    books, began = Books(seconds=0.02), time.monotonic()
    with served(books) as port, handing_off.paper_office(f"http://127.0.0.1:{port}/handovers") as office:
        fire, browser = handing_off.under_fire(office, folder, cases, kills, seconds, of)
        count = cases + -(-cases // 5)
        exactly_once(office, books, count)
        again = handing_off.redelivered(office) + books.calls["again"] + books.calls["asked"]
        assert sum(fire.kills.values()) == kills
        assert again > 0 or kills < MANY, "nothing was delivered twice: the test proves nothing"
        assert browser.answers == {302: count}
    return (
        f"R-01, {of.__name__}: {count} hand-overs, {dict(fire.kills)} killed, {browser.unanswered} clicks unanswered "
        f"and repeated, {again} redeliveries and questions, 0 of {count} lost or doubled (95 %: < {3 / count:.2%}), "
        f"{time.monotonic() - began:.0f} s"
    )


def test_web_and_worker_that_are_killed_lose_nothing_and_bill_nothing_twice(tmp_path):
    handed_over_under_fire(tmp_path, CASES, KILLS, 60)


@pytest.mark.skipif(not Path("/proc").exists(), reason="needs Linux: the workers of gunicorn are found in /proc")
def test_gunicorn_whose_master_and_workers_are_killed_loses_nothing_and_bills_nothing_twice(tmp_path):
    handed_over_under_fire(tmp_path, CASES, KILLS, 90, handing_off.ServedFire)


@pytest.mark.skipif(shutil.which("redis-server") is None, reason="needs redis-server")
@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda trouble: trouble.name)
def test_with_redis_down_emptied_full_or_read_only_cases_go_on_and_all_is_handed_over(tmp_path, trouble):
    through_trouble(tmp_path, trouble, 8)


def through_trouble(folder, trouble, meanwhile, around=8):
    """R-03: so many transitions while Redis is ill, a few before and after; returns a line for people."""
    books, port = Books(), handing_off.free_port()
    with (
        served(books) as stub,
        handing_off.paper_office(f"http://127.0.0.1:{stub}/handovers") as office,
        running(port, folder) as server,
    ):
        cases = [office.case() for _case in range(meanwhile + 2 * around)]
        fire = handing_off.Fire(folder, random.Random(3), REDIS_URL=f"redis://127.0.0.1:{port}/0")
        with fire:
            browser = handing_off.Browser(office, fire.port)
            browser.sign_in()
            for number, case in enumerate(cases):
                if number == around:
                    trouble.begins(server)
                if number == around + meanwhile:
                    trouble.ends(server)
                browser.press(case, "approve")
            assert await_that(lambda: handing_off.taken(office) == len(cases), 120), (
                browser.answers,
                handing_off.taken(office),
                (folder / "log").read_text()[-3000:],
            )
        exactly_once(office, books, len(cases))
    assert browser.answers == {302: len(cases)}
    parts = browser.seconds[1:around], browser.seconds[around : around + meanwhile]
    well, ill = (quantiles(part, n=20)[-1] for part in parts)
    return f"R-03, {trouble.name}: {meanwhile} transitions meanwhile, p95 {well:.2f} s before, {ill:.2f} s meanwhile"
