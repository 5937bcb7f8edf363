"""The figures of the first page of the day: those the rail does not count say whose they are."""

from __future__ import annotations

import pytest
from django.utils import translation

from cases.queries.capped import capped
from cases.queries.inbox import Inbox
from desk.views.home import kpis


def note(*, mine, queued, own):
    zero = capped(0)
    work = Inbox([], 1, False, capped(mine), capped(queued), zero, zero, zero, zero, zero, zero, capped(own))
    with translation.override("en"):
        return next(figure["note"] for figure in kpis(work, "mine") if figure["href"] == "?tab=queued")


@pytest.mark.parametrize(
    ("mine", "queued", "own", "words"),
    [
        (1, 4, 5, "waiting for somebody to take them"),
        (0, 30, 2, "28 of those you stand in for"),
        (0, 2000, 2000, "waiting for somebody to take them"),
    ],
)
def test_work_of_those_one_stands_in_for_is_told_apart(mine, queued, own, words):
    assert note(mine=mine, queued=queued, own=own) == words
