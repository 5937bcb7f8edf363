"""Work passed on, people away, and the step asked anew."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases.models import Notice, WorkItem
from cases.queries.absences import absences_from, work_to_hand_over
from cases.services.absences import enter_absence, remove_absence
from cases.services.errors import NotPermitted, Refused
from cases.services.handing import hand_over, reroute
from cases.services.work import complete, dismiss, release, take
from tests.paper import cast


@pytest.fixture
def case(eco):
    cast.employ(eco, "kay", "derogation.check_chemistry")
    return cast.under_review(eco)


@pytest.fixture
def item(eco, case):
    return take(cast.open_items(case)["chemistry"], actor=cast.person(eco, "kim"), now=cast.NOW)


def handed(item: WorkItem, to: str, by: str, reason: str = "I am on leave") -> WorkItem:
    return hand_over(item, cast.user(to), reason, actor=cast.person(item.company, by), now=cast.NOW)


def codes_of(act) -> set[str]:
    with pytest.raises(Refused) as refused:
        act()
    return {refusal.code for refusal in refused.value.refusals}


def test_one_s_own_work_is_handed_to_a_colleague_who_is_told(eco, item):
    handed(item, "kay", "kim")
    fresh = WorkItem.objects.of(eco).get(pk=item.pk)
    assert (fresh.assignee, fresh.status) == (cast.user("kay"), "taken")
    event = fresh.case.events.order_by("-seq").first()
    assert event.kind == "work.handed_over"
    assert "I am on leave" in event.body
    notice = Notice.objects.of(eco).get(user=cast.user("kay"))
    assert (notice.kind, notice.params["by"]) == ("work_handed_over", "Kim Rossi")


def test_another_s_work_is_handed_over_only_by_who_manages_people(eco, item):
    with pytest.raises(NotPermitted):
        handed(item, "kay", "kay")
    assert handed(item, "kay", "max").assignee_id == cast.user("kay").pk


def test_a_wrong_hand_over_lists_every_reason_and_leaves_no_trace(eco, item):
    enter_absence(cast.user("tom"), cast.TODAY, cast.TODAY, actor=cast.person(eco, "tom"))
    assert codes_of(lambda: handed(item, "tom", "kim", " ")) == {
        "reason_missing",
        "lacks_duty",
        "not_chosen",
        "absent",
    }
    assert WorkItem.objects.of(eco).get(pk=item.pk).assignee_id == cast.user("kim").pk
    assert not Notice.objects.of(eco).exists()


def test_an_absent_person_gets_nothing_new(eco, item):
    enter_absence(cast.user("kay"), cast.TODAY, cast.TODAY + timedelta(days=2), actor=cast.person(eco, "max"))
    assert codes_of(lambda: handed(item, "kay", "kim")) == {"absent"}


def test_the_work_of_who_is_away_is_listed_until_it_is_handed_over(eco, item):
    con = cast.person(eco, "con")
    assert work_to_hand_over(con, cast.TODAY) == []
    absence = enter_absence(cast.user("kim"), cast.TODAY, cast.TODAY, "flu", actor=cast.person(eco, "kim"))
    assert work_to_hand_over(con, cast.TODAY) == [item]
    assert work_to_hand_over(con, cast.TODAY + timedelta(days=1)) == []
    handed(item, "kay", "max")
    assert work_to_hand_over(con, cast.TODAY) == []
    remove_absence(absence, actor=cast.person(eco, "kim"))
    assert absences_from(eco.pk, cast.TODAY) == []


def test_an_absence_is_entered_by_the_person_or_who_manages_people(eco):
    with pytest.raises(NotPermitted):
        enter_absence(cast.user("kim"), cast.TODAY, cast.TODAY, actor=cast.person(eco, "tom"))
    yesterday = cast.TODAY - timedelta(days=1)
    assert codes_of(lambda: enter_absence(cast.user("kim"), cast.TODAY, yesterday, actor=cast.person(eco, "kim"))) == {
        "ends_before_it_starts"
    }


def test_a_step_asked_anew_is_for_those_who_hold_the_duty_today(eco, case):
    cast.employ(eco, "new", "derogation.check_price")
    price = cast.open_items(case)["price"]
    new = cast.person(eco, "new")
    with pytest.raises(NotPermitted):
        take(price, actor=new, now=cast.NOW)
    with pytest.raises(NotPermitted):
        reroute(price, "Pia has left", actor=new, now=cast.NOW)
    reroute(price, "Pia has left", actor=cast.person(eco, "max"), now=cast.NOW)
    assert take(price, actor=new, now=cast.NOW).assignee_id == new.user_id


def test_releasing_gives_the_item_back_to_its_queue(eco, item):
    with pytest.raises(Refused):
        release(item, actor=cast.person(eco, "kay"), now=cast.NOW)
    back = release(item, actor=cast.person(eco, "kim"), now=cast.NOW)
    assert (back.status, back.queue, back.assignee_id) == ("open", back.duty, None)


def test_an_item_handed_over_is_ended_by_who_got_it(eco, item):
    handed(item, "kay", "kim")
    with pytest.raises(Refused):
        complete(item, "favourable", actor=cast.person(eco, "kim"), now=cast.NOW)
    assert complete(item, "favourable", actor=cast.person(eco, "kay"), now=cast.NOW).status == "done"


def test_work_the_machine_left_is_dismissed_with_a_reason(eco, case):
    kim = cast.person(eco, "kim")
    item = WorkItem.objects.create(
        company=eco, case=case, process_code="derogation", state="", step="clock.answer",
        duty="derogation.check_chemistry", queue="derogation.check_chemistry", opened_at=cast.NOW,
    )  # fmt: skip
    assert codes_of(lambda: dismiss(item, " ", actor=kim, now=cast.NOW)) == {"reason_missing"}
    assert dismiss(item, "answered by phone", actor=kim, now=cast.NOW).status == "done"
    assert codes_of(lambda: dismiss(item, "again", actor=kim, now=cast.NOW)) == {"work_not_open"}
    of_the_state = cast.open_items(case)["chemistry"]
    assert codes_of(lambda: dismiss(of_the_state, "no", actor=kim, now=cast.NOW)) == {"work_ends_with_a_step"}
