"""Every way in which four hands can try three votes: no chain of skips lets one person decide twice."""

from __future__ import annotations

from itertools import product

import pytest
from django.db import transaction

from cases.models import WorkItem
from cases.queries.substitutions import acting_for
from cases.rules.quorum import clashes, decided
from cases.services.errors import Refused
from cases.services.items import hand_of
from cases.services.work import complete
from tests.cases.stages.test_bands_and_votes import under_decision, votes
from tests.paper import cast


def try_all(items: list[WorkItem], tries) -> list:
    """The hands whose vote was accepted, in order; everything is taken back afterwards."""
    accepted = []
    with transaction.atomic():
        for item, (actor, outcome) in zip(items, tries, strict=True):
            try:
                complete(item, outcome, "because", actor=actor, now=cast.NOW)
            except Refused:
                continue
            accepted.append((hand_of(actor), outcome))
        transaction.set_rollback(True)
    return accepted


def allowed(tries) -> list:
    """What the rules alone say: a different person each time, and nothing after the vote is decided."""
    accepted: list = []
    for actor, outcome in tries:
        hand = hand_of(actor)
        if not decided(2, 3, [given for _, given in accepted]) and not clashes(hand, [other for other, _ in accepted]):
            accepted.append((hand, outcome))
    return accepted


@pytest.fixture
def hands(eco):
    cast.stand_in(eco, "dan", "sub")
    cast.stand_in(eco, "dom", "sub")
    for_dan, for_dom = acting_for(cast.user("sub").pk, eco.pk, cast.TODAY)
    return [cast.person(eco, "dan"), cast.person(eco, "dea"), for_dan, for_dom]


@pytest.mark.parametrize("outcomes", [("favourable",) * 3, ("unfavourable", "favourable", "unfavourable")])
def test_the_product_accepts_exactly_what_the_rules_allow(eco, hands, outcomes):
    items = votes(under_decision(eco, 50_000))
    for actors in product(hands, repeat=3):
        tries = list(zip(actors, outcomes, strict=True))
        accepted = try_all(items, tries)
        assert accepted == allowed(tries)
        persons = [person for hand, _ in accepted for person in hand.persons]
        assert len(persons) == len(set(persons))
