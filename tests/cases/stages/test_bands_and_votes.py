"""Amount bands, one signature after the other, a vote of several; never twice the same person."""

from __future__ import annotations

import pytest

from cases.models import Case, WorkItem
from cases.queries.work import outcomes_of
from cases.services.errors import NotPermitted, Refused
from cases.services.work import complete, take
from tests.cases.stages.test_checks import CHECKS, answer
from tests.paper import cast


def under_decision(eco, amount: int | None) -> Case:
    case = cast.under_review(eco, amount)
    for step, name in CHECKS.items():
        answer(case, step, name)
    return cast.moved(case, "conclude", "con")


def votes(case: Case) -> list[WorkItem]:
    return list(WorkItem.objects.of(case.company_id).filter(case=case, step="vote").order_by("pk"))


def vote(item: WorkItem, name: str, outcome: str = "favourable") -> WorkItem:
    return complete(item, outcome, "because", actor=cast.person(item.company, name), now=cast.NOW)


def refusal_of(act) -> list[str]:
    with pytest.raises(Refused) as refused:
        act()
    return [refusal.code for refusal in refused.value.refusals]


def test_a_small_amount_is_signed_one_after_the_other(eco):
    case = under_decision(eco, 500)
    assert set(cast.open_items(case)) == {"first"}
    answer(case, "first", "dan")
    assert set(cast.open_items(case)) == {"second"}
    answer(case, "second", "dea")
    assert cast.open_items(case) == {}


def test_the_second_signature_is_another_person_s(eco):
    case = under_decision(eco, 500)
    answer(case, "first", "dan")
    second = cast.open_items(case)["second"]
    dan = cast.person(eco, "dan")
    assert refusal_of(lambda: take(second, actor=dan, now=cast.NOW)) == ["same_person"]
    assert refusal_of(lambda: vote(second, "dan")) == ["same_person"]


def test_who_signed_first_does_not_grant(eco):
    case = under_decision(eco, 500)
    answer(case, "first", "dan")
    answer(case, "second", "dea")
    assert refusal_of(lambda: cast.moved(case, "grant", "dan")) == ["separation"]
    assert cast.moved(case, "grant", "ada").state == "granted"


def test_a_separation_holds_for_a_check_as_for_a_transition(eco):
    membership = cast.user("ada").memberships.get()
    membership.duties = [*membership.duties, "derogation.check_price"]
    membership.save()
    case = cast.under_review(eco)
    ada = cast.person(eco, "ada")
    price = cast.open_items(case)["price"]
    assert refusal_of(lambda: take(price, actor=ada, now=cast.NOW)) == ["separation"]
    assert refusal_of(lambda: complete(price, "favourable", actor=ada, now=cast.NOW)) == ["separation"]


def test_a_large_amount_is_voted_and_two_in_favour_spare_the_third(eco):
    case = under_decision(eco, 50_000)
    first, second, third = votes(case)
    vote(first, "dan")
    assert outcomes_of([case])[case.pk].keys() == CHECKS.keys()
    vote(second, "dea")
    assert [item.status for item in votes(case)] == ["done", "done", "cancelled"]
    assert outcomes_of([case])[case.pk]["vote"].outcome == "favourable"
    assert refusal_of(lambda: vote(third, "dom")) == ["work_not_open"]


def test_two_against_end_the_vote(eco):
    case = under_decision(eco, 50_000)
    vote(votes(case)[0], "dan", "unfavourable")
    vote(votes(case)[1], "dea", "unfavourable")
    assert [item.status for item in votes(case)] == ["done", "done", "cancelled"]
    assert outcomes_of([case])[case.pk]["vote"].outcome == "unfavourable"


def test_nobody_votes_twice_nor_takes_a_second_vote(eco):
    first, second, _ = votes(under_decision(eco, 50_000))
    vote(first, "dan")
    assert refusal_of(lambda: vote(second, "dan")) == ["same_person"]
    take(second, actor=cast.person(eco, "dea"), now=cast.NOW)
    third = votes(first.case)[2]
    assert refusal_of(lambda: take(third, actor=cast.person(eco, "dea"), now=cast.NOW)) == ["same_person"]


def test_who_got_the_duty_later_may_not_act_on_a_step_already_open(eco):
    case = under_decision(eco, 500)
    cast.employ(eco, "new", "derogation.decide")
    with pytest.raises(NotPermitted):
        answer(case, "first", "new")


def test_who_lost_the_duty_may_not_act_any_more(eco):
    case = under_decision(eco, 500)
    membership = cast.user("dan").memberships.get()
    membership.duties = []
    membership.save()
    with pytest.raises(NotPermitted):
        answer(case, "first", "dan")


def test_an_unknown_amount_keeps_the_case_where_it_is(eco):
    case = cast.under_review(eco, None)
    for step, name in CHECKS.items():
        answer(case, step, name)
    assert refusal_of(lambda: cast.moved(case, "conclude", "con")) == ["unknown"]
    assert Case.objects.of(eco).get(pk=case.pk).state == "under_review"
    assert set(cast.open_items(case)) == {""}
