"""What the demo leaves for a person in the hand-off comes of the relay itself, and stays until somebody acts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from billing.queries.handovers import untold
from cases.models import Dispatch
from cases.services import dispatches
from desk.areas.waste_approval.handing import worker_after_worker_killed
from tests.factories import handover as make

pytestmark = pytest.mark.django_db


def test_an_announcement_whose_workers_were_killed_is_parked_and_the_next_of_its_case_waits_until_it_is_tried_again():
    with make.known():
        office = make.office()
        case, other = office.move(office.case(), "approve", "revoke"), office.move(office.case(), "approve")
        later = worker_after_worker_killed(case, make.NOW)
        make.tell(later + timedelta(days=1))
        first, second = untold(office.company)
        assert (first.status, first.trouble, first.attempts) == (Dispatch.PARKED, Dispatch.INTERRUPTED, 8)
        assert (second.status, second.attempts) == (Dispatch.WAITING, 0)
        assert [each.status for each in office.of(other)] == ["taken"]
        boss = office.ada.__class__(office.ada.user_id, "Ada", frozenset({dispatches.REPAIR}), office.company.pk)
        dispatches.retry(first, actor=boss, now=later)
        make.tell(later)
        assert [each.status for each in office.of(case)] == ["taken", "taken"]
