"""Who acts in a company, and that the duties cached on a membership never go stale."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.actors import SYSTEM, Actor
from registry.duties import DutyMissing
from registry.models import Membership, Role, User
from registry.scoping import MixedCompanies
from registry.services import access, roles
from tests.factories import registry as make
from tests.factories.registry import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours():
    return make.company("ours")


def test_a_member_acts_with_the_duties_of_his_roles_in_one_statement(ours, django_assert_num_queries):
    ada = make.user(full_name="Ada Neri")
    make.member(ours, "waste_approval.approve", "cases.comment", who=ada)
    with django_assert_num_queries(1):
        actor = access.actor_for(ada, ours, on=TODAY)
    assert actor == Actor(ada.pk, "Ada Neri", frozenset({"waste_approval.approve", "cases.comment"}), ours.pk)
    assert actor.has("cases.comment")
    assert not actor.has("admin.configure")


def test_the_company_of_the_address_and_its_actor_come_in_one_statement(ours, django_assert_num_queries):
    ada = make.member(ours, "cases.comment").user
    with django_assert_num_queries(1):
        company, actor = access.actor_in(ada, "ours", on=TODAY)
    assert company == ours
    assert actor == access.actor_for(ada, ours, on=TODAY)
    assert access.actor_in(ada, "nowhere", on=TODAY) is None


def test_the_duties_of_one_company_do_not_reach_another(ours):
    theirs, ada = make.company("theirs"), make.user()
    make.member(ours, "waste_approval.approve", who=ada)
    assert access.actor_for(ada, theirs, on=TODAY) is None
    make.member(theirs, "cases.comment", who=ada)
    assert access.actor_for(ada, theirs, on=TODAY).duties == {"cases.comment"}


def test_an_outsider_is_no_actor_and_sees_no_company(ours):
    assert access.actor_for(make.user(), ours, on=TODAY) is None
    assert access.companies_of(make.user(), on=TODAY) == []


@pytest.mark.parametrize(
    ("day", "at_work"),
    [(date(2025, 12, 31), False), (date(2026, 1, 1), True), (date(2026, 6, 29), True), (date(2026, 6, 30), False)],
)
def test_a_membership_holds_from_its_first_day_to_the_day_before_its_end(ours, day, at_work):
    membership = make.member(ours, "cases.comment", since=date(2026, 1, 1))
    roles.end_membership(membership, actor=make.office(ours), until=date(2026, 6, 30))
    assert (access.actor_for(membership.user, ours, on=day) is not None) is at_work
    assert (access.companies_of(membership.user, on=day) == [ours]) is at_work


def test_a_membership_does_not_end_before_it_begins(ours):
    membership = make.member(ours)
    with pytest.raises(ValidationError):
        roles.end_membership(membership, actor=make.office(ours), until=membership.since)


@pytest.mark.parametrize("what", ["user", "company", "membership"])
def test_nobody_enters_through_what_is_inactive(ours, what):
    membership = make.member(ours, "cases.comment")
    row = {"user": membership.user, "company": ours, "membership": membership}[what]
    row.is_active = False
    row.save()
    assert access.actor_for(membership.user, ours, on=TODAY) is None
    assert access.companies_of(membership.user, on=TODAY) == []


def test_changing_a_role_changes_everyone_who_holds_it_at_once(ours):
    shared = make.role(ours, "cases.comment")
    people = [make.member(ours, "cases.hold") for _ in range(3)]
    for person in people:
        roles.grant_roles(person, actor=make.office(ours), roles=[shared])
    roles.set_role_duties(shared, actor=make.office(ours), duties=["complaint.answer"])
    for person in people:
        person.refresh_from_db()
        assert person.duties == ["cases.hold", "complaint.answer"]


def test_a_retired_role_gives_nobody_a_duty(ours):
    membership = make.member(ours, "cases.comment")
    role = membership.roles.get()
    roles.set_role_active(role, actor=make.office(ours), is_active=False)
    assert access.actor_for(membership.user, ours, on=TODAY).duties == frozenset()
    roles.set_role_active(role, actor=make.office(ours), is_active=True)
    assert access.actor_for(membership.user, ours, on=TODAY).duties == {"cases.comment"}


def test_a_revoked_role_takes_its_duties_along_and_history_says_who(ours):
    boss, membership = make.user(), make.member(ours, "cases.comment")
    actor = Actor(boss.pk, "Boss", frozenset({"admin.configure"}), ours.pk)
    roles.revoke_roles(membership, actor=actor, roles=membership.roles.all())
    entry = membership.history.latest()
    assert entry.duties == []
    assert entry.history_user == boss
    assert entry.history_change_reason.startswith("revoked role-")


def test_a_role_of_another_company_cannot_be_granted(ours):
    membership, foreign = make.member(ours), make.role(make.company(), "cases.comment")
    with pytest.raises(MixedCompanies):
        roles.grant_roles(membership, actor=make.office(ours), roles=[foreign])


def test_a_membership_of_another_company_cannot_be_touched(ours):
    foreign = make.member(make.company(), "cases.comment")
    with pytest.raises(Membership.DoesNotExist):
        roles.end_membership(foreign, actor=make.office(ours), until=TODAY)


def test_without_the_duty_nothing_is_configured(ours):
    with pytest.raises(DutyMissing, match=r"admin\.configure"):
        roles.create_role(actor=SYSTEM(ours.pk, []), code="x", name_it="x")
    assert not Role.objects.of(ours).exists()


def test_a_malformed_duty_is_refused(ours):
    with pytest.raises(ValidationError, match="comment everything"):
        make.role(ours, "comment everything")


def test_a_person_is_admitted_once(ours):
    membership = make.member(ours)
    with pytest.raises(ValidationError):
        make.member(ours, who=membership.user)


def test_the_doctor_finds_a_cache_that_somebody_wrote_by_hand(ours):
    membership = make.member(ours, "cases.comment")
    assert roles.memberships_with_stale_duties() == []
    Membership.objects.filter(pk=membership.pk).update(duties=["admin.configure"])
    assert roles.memberships_with_stale_duties() == [membership]


DUTIES = st.lists(st.sampled_from(["a.x", "a.y", "b.x", "b.z", "cases.comment"]), unique=True)
STEPS = st.lists(
    st.tuples(st.sampled_from(["grant", "revoke", "duties", "retire", "revive"]), st.integers(0, 2), DUTIES), max_size=8
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_whatever_happens_to_roles_the_cache_is_their_sum(steps):
    company = make.company()
    membership, held = make.member(company), [make.role(company, "a.x") for _ in range(3)]
    actor = make.office(company)
    for verb, place, duties in steps:
        role = held[place]
        match verb:
            case "grant":
                roles.grant_roles(membership, actor=actor, roles=[role])
            case "revoke":
                roles.revoke_roles(membership, actor=actor, roles=[role])
            case "duties":
                roles.set_role_duties(role, actor=actor, duties=duties)
            case _:
                roles.set_role_active(role, actor=actor, is_active=verb == "revive")
        assert roles.memberships_with_stale_duties() == []


def test_an_address_is_one_person_however_it_is_typed():
    ada = make.user("Ada@Example.COM")
    assert User.objects.get_by_natural_key(" ADA@example.com") == ada
    with pytest.raises(IntegrityError):
        make.user("ada@example.com")


def test_a_person_is_shown_by_name_and_initials():
    assert User(full_name="Ada Maria Neri", email="a@x.it").initials == "AN"
    assert User(email="ada@x.it").name == "ada@x.it"


def test_the_system_has_exactly_what_it_is_given(ours):
    system = SYSTEM(ours.pk, ["cases.expire"])
    assert system.is_system
    assert system.has("cases.expire")
    assert not system.has("admin.configure")


def test_a_future_member_is_not_yet_at_work(ours):
    membership = make.member(ours, since=TODAY + timedelta(days=1))
    assert access.actor_for(membership.user, ours, on=TODAY) is None
