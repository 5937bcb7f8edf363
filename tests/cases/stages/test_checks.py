"""Several people in one state: who is asked, how it ends, what leaving does."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from cases import stages
from cases.models import Case, StageRun, WorkItem
from cases.queries.work import outcomes_of
from cases.services.errors import NotPermitted, Refused
from cases.services.work import complete, take
from tests.paper import cast

CHECKS = {"chemistry": "kim", "transport": "tom", "price": "pia"}


def answer(case: Case, step: str, name: str, outcome: str = "favourable", reason: str = "") -> WorkItem:
    actor = cast.person(case.company, name)
    return complete(cast.open_items(case)[step], outcome, reason, actor=actor, now=cast.NOW)


def test_entering_asks_everybody_at_once(eco):
    case = cast.under_review(eco)
    items = cast.open_items(case)
    assert set(items) == set(CHECKS)
    assert items["chemistry"].queue == "derogation.check_chemistry"
    assert str(items["chemistry"].label) == "Check the chemistry"


def test_when_all_have_answered_somebody_is_asked_to_conclude(eco):
    case = cast.under_review(eco)
    answer(case, "chemistry", "kim")
    answer(case, "price", "pia")
    assert set(cast.open_items(case)) == {"transport"}
    answer(case, "transport", "tom")
    (last,) = cast.open_items(case).values()
    assert (last.step, last.queue) == ("", "derogation.conclude")
    assert StageRun.objects.get(case=case).status == "DONE"


def test_an_answer_is_in_the_journal_and_does_not_make_the_page_of_others_old(eco):
    case = cast.under_review(eco)
    answer(case, "chemistry", "kim", "unfavourable", "Mercury is over the limit")
    fresh = Case.objects.of(eco).get(pk=case.pk)
    assert (fresh.version, fresh.seq) == (case.version, case.seq + 1)
    event = fresh.events.get(seq=fresh.seq)
    assert (event.kind, event.actor_name) == ("work.completed", "Kim Rossi")
    assert "Mercury" in event.body


def test_guards_read_the_outcomes(eco):
    case = cast.under_review(eco)
    answer(case, "chemistry", "kim")
    answer(case, "price", "pia", "needs_integration", "The offer is missing")
    answer(case, "transport", "tom")
    with pytest.raises(Refused) as refused:
        cast.moved(case, "conclude", "con")
    assert refused.value.refusals[0].params["steps"] == ["price"]
    price = outcomes_of([case])[case.pk]["price"]
    assert (price.outcome, price.reason) == ("needs_integration", "The offer is missing")
    assert price.by == cast.user("pia").pk


def test_outcomes_of_many_cases_take_one_statement(eco, django_assert_num_queries):
    cases = [cast.under_review(eco) for _ in range(3)]
    answer(cases[0], "chemistry", "kim")
    with django_assert_num_queries(1):
        outcomes = outcomes_of(cases)
    assert [set(outcomes[case.pk]) for case in cases] == [{"chemistry"}, set(), set()]


def test_leaving_the_state_cancels_what_nobody_ended(eco):
    case = cast.under_review(eco)
    answer(case, "chemistry", "kim")
    take(cast.open_items(case)["price"], actor=cast.person(eco, "pia"), now=cast.NOW)
    cast.moved(case, "withdraw", "ada")
    items = WorkItem.objects.of(eco).filter(case=case, state="under_review")
    assert {item.step: item.status for item in items} == {
        "chemistry": "done",
        "transport": "cancelled",
        "price": "cancelled",
    }
    assert StageRun.objects.get(case=case).status == "CANCELED"


def test_coming_back_does_not_ask_again_what_was_favourable(eco):
    case = cast.under_review(eco)
    answer(case, "chemistry", "kim")
    answer(case, "transport", "tom", "unfavourable", "No lorry")
    case = cast.moved(cast.moved(case, "withdraw", "ada"), "submit", "ada")
    assert set(cast.open_items(case)) == {"transport", "price"}
    answer(case, "transport", "tom")
    answer(case, "price", "pia")
    assert set(cast.open_items(case)) == {""}
    assert cast.moved(case, "conclude", "con").state == "under_decision"


def test_coming_back_with_everything_favourable_asks_only_to_conclude(eco):
    case = cast.under_review(eco)
    for step, name in CHECKS.items():
        answer(case, step, name)
    case = cast.moved(cast.moved(case, "withdraw", "ada"), "submit", "ada")
    assert set(cast.open_items(case)) == {""}


def test_a_case_has_at_most_one_open_stage(eco):
    case = cast.under_review(eco)
    with pytest.raises(IntegrityError), transaction.atomic():
        stages.start(case, case.process.stages[case.state], cast.NOW)


def test_an_unfavourable_answer_owes_a_reason(eco):
    case = cast.under_review(eco)
    with pytest.raises(Refused) as refused:
        answer(case, "chemistry", "kim", "unfavourable", "  ")
    assert [refusal.code for refusal in refused.value.refusals] == ["reason_missing"]


def test_an_outcome_the_step_does_not_know_is_refused(eco):
    with pytest.raises(Refused) as refused:
        answer(cast.under_review(eco), "chemistry", "kim", "maybe", "x")
    assert [refusal.code for refusal in refused.value.refusals] == ["no_such_outcome"]


def test_who_lacks_the_duty_cannot_answer(eco):
    with pytest.raises(NotPermitted):
        answer(cast.under_review(eco), "chemistry", "tom")


def test_work_of_one_person_ends_with_a_step_of_the_case(eco):
    case = cast.opened(eco)
    with pytest.raises(Refused) as refused:
        answer(case, "", "ada")
    assert [refusal.code for refusal in refused.value.refusals] == ["work_ends_with_a_step"]


def test_an_item_another_took_cannot_be_answered(eco):
    case = cast.under_review(eco)
    cast.employ(eco, "kay", "derogation.check_chemistry")
    item = cast.open_items(case)["chemistry"]
    WorkItem.objects.of(eco).filter(pk=item.pk).update(candidates="")
    take(item, actor=cast.person(eco, "kim"), now=cast.NOW)
    with pytest.raises(Refused) as refused:
        answer(case, "chemistry", "kay")
    assert [refusal.code for refusal in refused.value.refusals] == ["taken_by_another"]
