"""Standing in for somebody: dated, by process, never passed on, and counted as both persons."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases.models import Notice, Substitution, WorkItem
from cases.queries.substitutions import acting_for, fitting
from cases.services.errors import NotPermitted, Refused
from cases.services.substitution import Term, grant, revoke
from cases.services.work import complete, take
from tests.cases.stages.test_bands_and_votes import refusal_of, under_decision, votes
from tests.cases.stages.test_checks import answer
from tests.paper import cast


def roles(of, name: str, *, days: int = 0, process: str = "") -> dict[str, list[str]]:
    actors = acting_for(cast.user(name).pk, of.pk, cast.TODAY + timedelta(days=days), process)
    return {actor.acting_for_name: sorted(actor.duties) for actor in actors}


def as_substitute(of, name: str = "sub"):
    (actor,) = acting_for(cast.user(name).pk, of.pk, cast.TODAY)
    return actor


def test_a_substitute_has_the_duties_of_the_absent_on_those_days_only(eco):
    cast.stand_in(eco, "kim", "sub", days=5)
    assert roles(eco, "sub") == {"Kim Rossi": ["derogation.check_chemistry"]}
    assert roles(eco, "sub", days=5) == {"Kim Rossi": ["derogation.check_chemistry"]}
    assert roles(eco, "sub", days=6) == {}
    assert roles(eco, "sub", days=-1) == {}


def test_only_the_processes_named_are_covered(eco):
    membership = cast.user("kim").memberships.get()
    membership.duties = ["admin.configure", "derogation.check_chemistry", "waste_approval.approve"]
    membership.save()
    cast.stand_in(eco, "kim", "sub", processes=("derogation",))
    assert roles(eco, "sub") == {"Kim Rossi": ["derogation.check_chemistry"]}
    assert roles(eco, "sub", process="waste_approval") == {}


def test_duties_that_belong_to_no_process_do_not_pass_on(eco):
    cast.stand_in(eco, "max", "sub")
    assert roles(eco, "sub") == {}


def test_a_substitute_s_substitute_inherits_nothing(eco):
    cast.stand_in(eco, "kim", "tom")
    cast.stand_in(eco, "tom", "sub")
    assert roles(eco, "sub") == {"Tom Rossi": ["derogation.check_transport"]}


def test_nobody_grants_in_another_s_place(eco):
    cast.stand_in(eco, "kim", "tom")
    term = Term(from_on=cast.TODAY, to_on=cast.TODAY)
    for actor in (as_substitute(eco, "tom"), cast.person(eco, "tom")):
        with pytest.raises(NotPermitted):
            grant(cast.user("kim"), cast.user("sub"), term, actor=actor, now=cast.NOW)
    assert grant(cast.user("kim"), cast.user("sub"), term, actor=cast.person(eco, "max"), now=cast.NOW).pk


def test_revoked_stops_at_once_and_both_times_the_substitute_is_told(eco):
    row = cast.stand_in(eco, "kim", "sub")
    with pytest.raises(NotPermitted):
        revoke(row, actor=cast.person(eco, "tom"), now=cast.NOW)
    revoke(row, actor=cast.person(eco, "kim"), now=cast.NOW)
    assert roles(eco, "sub") == {}
    kinds = Notice.objects.of(eco).filter(user=cast.user("sub")).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["substitution_granted", "substitution_revoked"]
    assert Substitution.objects.of(eco).get().revoked_by == cast.user("kim")


@pytest.mark.parametrize("leaver", ["kim", "sub"])
def test_a_leaver_s_duties_end_with_him_on_either_side(eco, leaver):
    cast.stand_in(eco, "kim", "sub")
    who = cast.user(leaver)
    who.is_active = False
    who.save()
    assert roles(eco, "sub") == {}


def test_what_the_substitute_does_carries_both_names(eco):
    case = cast.under_review(eco)
    cast.stand_in(eco, "kim", "sub")
    item = cast.open_items(case)["chemistry"]
    sub = cast.person(eco, "sub")
    with pytest.raises(NotPermitted):
        take(item, actor=sub, now=cast.NOW)
    acting = fitting(item, sub, cast.TODAY)
    taken = take(item, actor=acting, now=cast.NOW)
    assert (taken.assignee, taken.acting_for) == (cast.user("sub"), cast.user("kim"))
    done = complete(taken, "favourable", actor=fitting(taken, sub, cast.TODAY), now=cast.NOW)
    event = done.case.events.order_by("-seq").first()
    assert (event.actor_name, event.acting_for) == ("Sub Rossi", cast.user("kim"))
    assert '"for_name":"Kim Rossi"' in event.body.replace('": "', '":"')


def test_both_persons_count_where_different_people_must_act(eco):
    case = under_decision(eco, 500)
    cast.stand_in(eco, "dan", "sub")
    complete(cast.open_items(case)["first"], "favourable", actor=as_substitute(eco), now=cast.NOW)
    second = cast.open_items(case)["second"]
    assert refusal_of(lambda: answer(case, "second", "dan")) == ["same_person"]
    revoke(Substitution.objects.of(eco).get(), actor=cast.person(eco, "dan"), now=cast.NOW)
    cast.stand_in(eco, "dea", "sub")
    acting = as_substitute(eco)
    assert refusal_of(lambda: complete(second, "favourable", actor=acting, now=cast.NOW)) == ["same_person"]
    assert answer(case, "second", "dea").status == "done"


def test_a_substitute_has_one_vote_whoever_he_stands_in_for(eco):
    first, second, _ = votes(under_decision(eco, 50_000))
    cast.stand_in(eco, "dan", "sub")
    cast.stand_in(eco, "dea", "sub")
    for_dan, for_dea = acting_for(cast.user("sub").pk, eco.pk, cast.TODAY)
    complete(first, "favourable", actor=for_dan, now=cast.NOW)
    assert refusal_of(lambda: complete(second, "favourable", actor=for_dea, now=cast.NOW)) == ["same_person"]
    assert WorkItem.objects.of(eco).filter(step="vote", status="done").count() == 1


def test_who_asks_for_substitutes_pays_one_statement(eco, django_assert_num_queries):
    cast.stand_in(eco, "kim", "sub")
    cast.stand_in(eco, "tom", "sub")
    user_id = cast.user("sub").pk
    with django_assert_num_queries(1):
        assert len(acting_for(user_id, eco.pk, cast.TODAY)) == 2


@pytest.mark.parametrize(
    ("absent", "substitute", "days", "code"),
    [("kim", "kim", 1, "same_person"), ("kim", "sub", -1, "already_over"), ("kim", "stranger", 1, "not_at_work")],
)
def test_a_wrong_substitution_is_refused(eco, absent, substitute, days, code):
    day = cast.TODAY + timedelta(days=days)
    term = Term(from_on=day, to_on=day)
    with pytest.raises(Refused) as refused:
        grant(cast.user(absent), cast.user(substitute), term, actor=cast.person(eco, "max"), now=cast.NOW)
    assert [refusal.code for refusal in refused.value.refusals] == [code]
