"""The life of an approval: versions, ends, and the chained record of them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError
from django_fsm import TransitionNotAllowed

from cases.models import Dispatch
from cases.outbox import consumers
from cases.outbox.consumers import Consumer
from cases.rules import chain
from cases.services.journal import journal_key
from contracts.approvals import (
    expire_due,
    in_force_of,
    put_in_force,
    resume,
    revoke,
    supersede,
    suspend,
    versions_of,
)
from contracts.models import Approval
from tests.factories import cases, registry
from tests.factories import contracts as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def eco():
    cases.waste_code("170504")
    return cases.company()


@pytest.fixture
def by(eco):
    return {"actor": make.gate(eco), "now": make.NOW}


def kinds(row):
    return [event.kind.removeprefix("approval.") for event in row.events.order_by("seq")]


def test_the_approval_of_a_case_carries_its_number(eco, by):
    case = cases.opened(eco, cases.actor(eco, "ada@example.org", *cases.ENTER))
    row = put_in_force(make.terms(case.customer, make.authorised_plant(eco)), case=case, **by)
    assert (row.number, row.version, row.case) == (case.number, 1, case)
    assert in_force_of(case) == row


def test_a_renewal_is_a_new_version_linked_to_the_old(eco, by):
    old = make.approval(eco)
    new = put_in_force(make.terms(old.customer, old.plant), number="OM-2027-000001", **by)
    old = Approval.objects.of(eco).get(pk=old.pk)
    assert (new.version, new.supersedes) == (2, old)
    assert (old.state, old.ended_on) == ("superseded", date(2026, 1, 1))
    assert versions_of(new) == [new, old]


def test_a_renewal_for_another_plant_supersedes_the_version_it_names(eco, by):
    old = make.approval(eco)
    new = put_in_force(make.terms(old.customer, make.authorised_plant(eco)), number=old.number, supersedes=old, **by)
    assert new.version == 2
    assert Approval.objects.of(eco).get(pk=old.pk).state == "superseded"


def test_two_approvals_of_the_same_cannot_be_in_force(eco):
    row = make.approval(eco)
    double = Approval(**{**plain(row), "number": "OM-2026-999999"})
    with pytest.raises(IntegrityError):
        double.save()


def plain(row):
    return {each.attname: getattr(row, each.attname) for each in row._meta.concrete_fields if each.name != "id"}


def test_each_step_is_recorded_once_although_it_is_repeated(eco, by):
    row = make.approval(eco)
    for _ in range(2):
        suspend(row, reason="carico respinto", **by)
    for _ in range(2):
        resume(row, **by)
    row = revoke(revoke(row, reason="processo cambiato", **by), reason="processo cambiato", **by)
    assert kinds(row) == ["put_in_force", "suspended", "resumed", "revoked"]
    assert (row.state, row.ended_on, row.state_reason) == ("revoked", date(2026, 11, 20), "processo cambiato")


def test_what_has_ended_does_not_come_back(eco, by):
    row = revoke(make.approval(eco), reason="x", **by)
    for step in (
        lambda: resume(row, **by),
        lambda: suspend(row, reason="x", **by),
        lambda: supersede(row, since=make.ON, **by),
    ):
        with pytest.raises(TransitionNotAllowed):
            step()


def test_the_night_after_the_last_day_closes_it_and_no_night_before(eco):
    row = make.approval(eco, valid_to=date(2026, 11, 30))
    other = make.approval(registry.company(), valid_to=date(2026, 11, 30))
    assert expire_due(actor=make.gate(eco), now=datetime(2026, 11, 30, 22, 30, tzinfo=UTC)) == 0
    assert expire_due(actor=make.gate(eco), now=datetime(2026, 11, 30, 23, 30, tzinfo=UTC)) == 1
    assert expire_due(actor=make.gate(eco), now=datetime(2026, 12, 1, 23, 30, tzinfo=UTC)) == 0
    row = Approval.objects.of(eco).get(pk=row.pk)
    assert (row.state, row.ended_on) == ("expired", date(2026, 12, 1))
    assert other.state == "in_force"


def test_the_record_of_an_approval_is_chained(eco, by):
    row = revoke(suspend(make.approval(eco), reason="x", **by), reason="y", **by)
    head = ""
    for event in row.events.order_by("seq"):
        head = chain.link(journal_key(), head, event.body)
        assert event.hash == head
        assert json.loads(event.body)["approval"] == row.number
    assert row.head_hash == head


def test_who_follows_cases_is_owed_nothing_of_what_approvals_announce(eco):
    consumers.subscribe(everything := Consumer("test.everything", ("*",), lambda *_: None))
    consumers.subscribe(cases_alone := Consumer("test.cases", ("*",), lambda *_: None, when=lambda _: True))
    try:
        make.approval(eco)
        owed = set(Dispatch.objects.of(eco).filter(topic="approval.put_in_force").values_list("consumer", flat=True))
        assert everything.name in owed
        assert not owed & {cases_alone.name, "cases.followers"}
    finally:
        consumers.unsubscribe(everything.name)
        consumers.unsubscribe(cases_alone.name)
