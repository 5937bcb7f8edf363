"""Six kinds of tampering with the rows of a journal of several thousand events, as the owner of the tables could.

`make battery-tampering` takes fifty thousand events and two hundred random rows of each kind; the run of every push,
on PostgreSQL, four thousand and five.
"""

from __future__ import annotations

import random
import sys
from time import perf_counter

import pytest

from cases.models import Case
from cases.services.diagnosis import anchoring
from cases.services.diagnosis.verification import verify
from tests.cases import test_verify_journal as rows
from tests.cases.test_verify_journal import paper
from tests.factories import journals
from tests.factories import registry as make

__all__ = ["paper"]
pytestmark = [pytest.mark.services("postgresql"), pytest.mark.django_db]
KINDS = (rows.change, rows.delete, rows.insert, rows.swap, rows.cut, rows.rewrite)


@pytest.mark.parametrize(
    ("events", "trials", "clean"),
    [pytest.param(4_000, 5, 5, id="small"), pytest.param(50_000, 200, 100, id="whole", marks=pytest.mark.battery)],
)
def test_every_tampered_row_is_found_and_an_untouched_journal_gives_no_alarm(events, trials, clean):
    company = make.company("ecoverde")
    cases = events // rows.EVENTS
    journals.cases(company, cases, rows.EVENTS)
    anchoring.anchor(company, now=journals.NOW)
    dice, found, began = random.Random(events), 0, perf_counter()
    for kind in KINDS:
        for _ in range(trials):
            case = Case.objects.of(company).get(number=f"LO-2026-{dice.randint(1, cases):06d}")
            seq = dice.randint(1, rows.EVENTS)
            with rows.undone():
                code = kind(case, seq)
                (wrong,) = verify(company).wrong
            assert (wrong.code, wrong.case) == (code, case.number)
            assert wrong.seq == rows.FIRST.get(kind.__name__, lambda same: same)(seq)
            found += 1
    for _ in range(clean):
        seen = verify(company)
        assert (seen.wrong, seen.events) == ([], events)
    seconds = perf_counter() - began
    sys.stdout.write(
        f"\n{found} of {len(KINDS) * trials} tampered rows of {events} named, {clean} verifications without an alarm,"
        f" {seconds:.0f} s\n"
    )
