"""What must not be collected: placed, extended, lifted, expired."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from billing.models import CollectionHold
from billing.queries.holds import collectable, on_hold, returned
from billing.services.holds import NewHold, extend_hold, lift_hold, place_hold
from billing.services.upkeep import end_late_holds
from cases.models import WorkItem
from cases.services.errors import Refused
from registry.actors import SYSTEM
from registry.duties import DutyMissing
from tests.factories import billing as make
from tests.factories import handover as paper

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


def test_a_hold_on_items_holds_no_others_of_their_contract(eco, rossi, by):
    named, _other = make.item(rossi, contract_ref="C1"), make.item(rossi, contract_ref="C1")
    hold(rossi, by, contract_ref="C1", items=[named])
    assert set(on_hold(eco.pk, make.ON)) == {named}


def test_a_hold_ends_on_its_day_and_returns_to_a_person_until_he_has_seen_it(eco, rossi, by):
    item, placed = make.item(rossi), hold(rossi, by, until_on=UNTIL)
    assert [on_hold(eco.pk, day).count() for day in (UNTIL - timedelta(days=1), UNTIL)] == [1, 0]
    assert end_late_holds(make.NOW) == 0
    later = make.NOW + timedelta(days=11)
    assert [end_late_holds(later), end_late_holds(later)] == [1, 0]
    assert list(returned(eco.pk)) == [placed]
    lift_hold(placed, reason="he did not pay", actor=by["actor"], now=later)
    assert list(returned(eco.pk)) == []
    assert list(collectable(eco.pk, UNTIL)) == [item]
    with pytest.raises(Refused, match="hold_ended"):
        extend_hold(placed, until_on=None, reason="late", actor=by["actor"], now=later)


def test_a_hold_that_expired_is_extended_with_a_reason_and_holds_again(eco, rossi, by):
    item, placed = make.item(rossi), hold(rossi, by, until_on=UNTIL)
    later = make.NOW + timedelta(days=11)
    end_late_holds(later)
    with pytest.raises(Refused, match="hold_ends_too_early"):
        extend_hold(placed, until_on=UNTIL, reason="plan", actor=by["actor"], now=later)
    extend_hold(placed, until_on=date(2027, 1, 1), reason="plan", actor=by["actor"], now=later)
    assert (list(returned(eco.pk)), list(on_hold(eco.pk, later.date()))) == ([], [item])
    row = make.fresh(placed)
    assert (row.status, row.ended_at) == (CollectionHold.ACTIVE, None)
    assert end_late_holds(later + timedelta(days=60)) == 1


def test_expired_holds_of_a_case_are_one_piece_of_work_on_it_until_all_are_seen_to():
    with paper.known():
        office = paper.office()
        case, later = office.case(), make.NOW + timedelta(days=11)
        by = {"actor": make.clerk(office.company), "now": make.NOW}
        first, second = (hold(office.customer, by, until_on=UNTIL, case=case) for _number in range(2))
        end_late_holds(later)
        [item] = WorkItem.objects.of(office.company).filter(case=case, step="billing.hold")
        assert (item.queue, item.status) == ("billing.hold_collection", "open")
        assert "2026-12-01" in item.reason
        by["now"] = later
        lift_hold(first, reason="paid", **by)
        assert make.fresh(item).status == "open"
        extend_hold(second, until_on=None, reason="plan", **by)
        item = make.fresh(item)
        assert (item.status, item.queue, item.outcome) == ("done", "", "settled")


def test_a_case_that_is_closed_gets_no_work_and_the_hold_still_returns():
    with paper.known():
        office = paper.office()
        case = office.case()
        by = {"actor": make.clerk(office.company), "now": make.NOW}
        placed = hold(office.customer, by, until_on=UNTIL, case=case)
        type(case).objects.of(office.company).filter(pk=case.pk).update(closed_at=make.NOW)
        end_late_holds(make.NOW + timedelta(days=11))
        assert not WorkItem.objects.of(office.company).filter(step="billing.hold").exists()
        assert list(returned(office.company.pk)) == [placed]


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
