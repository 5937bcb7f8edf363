"""What must not be collected: placed, extended, lifted, expired."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from billing.models import CollectionHold
from billing.queries.holds import collectable, on_hold, returned
from billing.services.holds import NewHold, extend_hold, lift_hold, place_hold, see_expired
from billing.services.upkeep import end_late_holds
from cases.services.errors import Refused
from registry.actors import SYSTEM
from registry.duties import DutyMissing
from tests.factories import billing as make

pytestmark = pytest.mark.django_db
UNTIL = date(2026, 12, 1)


def hold(rossi, by, **values):
    return place_hold(NewHold(**{"customer": rossi, "cause": "dispute", "reason": "Weight", **values}), **by)


def test_a_hold_covers_a_customer_a_contract_or_single_items(eco, rossi, by):
    first, second = make.item(rossi, contract_ref="C1"), make.item(rossi, contract_ref="C2")
    third, other = make.item(rossi), make.item(make.customer(eco))
    hold(rossi, by, contract_ref="C1")
    assert set(on_hold(eco.pk, make.ON)) == {first}
    hold(rossi, by, items=[third])
    assert set(collectable(eco.pk, make.ON)) == {second, other}
    hold(rossi, by)
    assert set(collectable(eco.pk, make.ON)) == {other}


def test_a_hold_ends_on_its_day_and_returns_to_a_person_until_he_has_seen_it(eco, rossi, by):
    item, placed = make.item(rossi), hold(rossi, by, until_on=UNTIL)
    assert [on_hold(eco.pk, day).count() for day in (UNTIL - timedelta(days=1), UNTIL)] == [1, 0]
    assert end_late_holds(make.NOW) == 0
    later = make.NOW + timedelta(days=11)
    assert [end_late_holds(later), end_late_holds(later)] == [1, 0]
    assert list(returned(eco.pk)) == [placed]
    see_expired(placed, actor=by["actor"], now=later)
    assert list(returned(eco.pk)) == []
    assert list(collectable(eco.pk, UNTIL)) == [item]


def test_a_hold_is_extended_and_lifted_with_a_reason_that_stays(rossi, by):
    placed = hold(rossi, by, until_on=UNTIL)
    extend_hold(placed, until_on=date(2027, 1, 1), reason="expert named", **by)
    lift_hold(placed, reason="agreed", **by)
    row = make.fresh(placed)
    assert (row.status, row.until_on, row.ended_reason) == (CollectionHold.LIFTED, date(2027, 1, 1), "agreed")
    reasons = [each.history_change_reason for each in row.history.order_by("history_id")]
    assert reasons == ["placed", "extended: expert named", "lifted"]
    with pytest.raises(Refused, match="hold_ended"):
        lift_hold(placed, reason="again", **by)


@pytest.mark.parametrize(
    ("values", "code"), [({"reason": " "}, "reason_missing"), ({"until_on": make.ON}, "hold_ends_too_early")]
)
def test_a_hold_that_says_too_little_is_refused(rossi, by, values, code):
    with pytest.raises(Refused, match=code):
        hold(rossi, by, **values)


def test_an_item_of_another_customer_is_not_held_with_it(eco, rossi, by):
    with pytest.raises(Refused, match="other_customer"):
        hold(rossi, by, items=[make.item(make.customer(eco))])


def test_holding_needs_the_duty(eco, rossi, by):
    nobody = {"actor": SYSTEM(eco.pk, ()), "now": make.NOW}
    placed = hold(rossi, by)
    for call in (
        lambda: hold(rossi, nobody),
        lambda: lift_hold(placed, reason="x", **nobody),
        lambda: extend_hold(placed, until_on=None, reason="x", **nobody),
    ):
        with pytest.raises(DutyMissing):
            call()
