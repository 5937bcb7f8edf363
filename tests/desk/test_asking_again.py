"""What a reaction asked for and was refused: seen by who took the step, mended, asked again; receivers have names."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.utils import translation

from cases.definition import catalogue
from cases.models import Case, CaseEvent, Dispatch, WorkItem
from cases.outbox import consumers, relay
from cases.outbox.consumers import Consumer
from cases.services import reactions
from desk.presenting.dispatches import topic_words
from registry.models import Membership
from tests.factories import cases as make
from tests.factories.outbox import subscribed


def pass_it_on(dispatch: Dispatch, now: Any) -> Any:
    return reactions.move_case(dispatch, now, dispatch.event.case, "pass_on")


@pytest.fixture
def refused(office, monkeypatch):
    """Ada's submission should have passed the case on, but it had gone back to draft when the machine came to it."""
    process = replace(catalogue.get("waste_approval"), machine_duties=("check_administratively",))
    monkeypatch.setitem(catalogue._processes, "waste_approval", process)
    reaction = Consumer("reaction", ("waste_approval.submit",), pass_it_on, label="Passing the case on")
    with subscribed(reaction):
        case = office.case(("ada", "submit"), ("marta", "return_to_draft"))
        relay.run_once(make.NOW, "here")
        yield case


def work_of(case: Case) -> WorkItem:
    return WorkItem.objects.of(case.company_id).get(case=case, step=reactions.REFUSED_STEP, status=WorkItem.OPEN)


def test_asked_again_before_the_cause_is_mended_it_is_refused_again_and_says_why(office, refused):
    client, first = office.client("ada"), work_of(refused)
    assert f"/ecoverde/work/{first.pk}/again/" in client.get(office.address(refused)).content.decode()
    page = client.post(f"/ecoverde/work/{first.pk}/again/", follow=True).content.decode()
    assert "Refused again: The case is now in “Draft”" in page
    assert work_of(refused).pk != first.pk, "new work, with the reasons of today"


def test_after_the_cause_is_mended_it_is_done_and_leads_there(office, refused):
    client, item = office.client("ada"), work_of(refused)
    fresh = Case.objects.of(office.company).get(pk=refused.pk)
    make.moved(fresh, "submit", office.actor("ada"))
    page = client.post(f"/ecoverde/work/{item.pk}/again/", follow=True).content.decode()
    assert f"It was done this time: see {refused.number}" in page
    assert "What was refused was asked again" in page
    assert Case.objects.of(office.company).get(pk=refused.pk).state == "under_technical_review"


def test_who_lacks_the_duty_cannot_ask_again(office, refused):
    item = work_of(refused)
    page = office.client("teo").get(office.address(refused)).content.decode()
    assert "/again/" not in page
    assert office.client("teo").post(f"/ecoverde/work/{item.pk}/again/").status_code == 403


def test_a_reaction_that_fails_changes_nothing_and_says_so(office, refused, monkeypatch):
    def broken(dispatch: Dispatch, now: Any) -> Any:
        raise ValueError("no such plant")

    item, failing = work_of(refused), replace(consumers._consumers["reaction"], handle=broken)
    with monkeypatch.context() as patched:
        patched.setitem(consumers._consumers, "reaction", failing)
        answer = office.client("ada").post(f"/ecoverde/work/{item.pk}/again/")
    assert answer.status_code == 409
    assert "It could not be done: no such plant." in answer.content.decode()
    assert work_of(refused).pk == item.pk
    assert not CaseEvent.objects.of(office.company).filter(kind="reaction.again").exists()


def test_the_page_of_the_dispatch_says_it_was_refused_and_asks_again_from_there(office, refused):
    membership = Membership.objects.get(user=office.users["ada"])
    membership.duties = [*membership.duties, "cases.repair"]
    membership.save()
    dispatch = Dispatch.objects.of(office.company).get(consumer="reaction", result__has_key="work_item")
    where, client = f"/ecoverde/dispatches/{dispatch.pk}/", office.client("ada")
    page = client.get(where).content.decode()
    assert "Passing the case on" in page
    assert "Refused, left as work" in page
    assert "mend the cause, then ask again" in page
    fresh = Case.objects.of(office.company).get(pk=refused.pk)
    make.moved(fresh, "submit", office.actor("ada"))
    item = work_of(refused)
    page = client.post(f"/ecoverde/work/{item.pk}/again/", {"next": where}, follow=True).content.decode()
    assert f"Led to {refused.number}" in page
    assert "Refused, left as work" not in page


def test_work_seen_to_otherwise_is_settled_by_hand_with_the_reason(office, refused):
    item, client = work_of(refused), office.client("ada")
    page = client.post(f"/ecoverde/work/{item.pk}/dismiss/", {"reason": "Done by phone"}, follow=True).content.decode()
    assert "What was refused was settled by hand" in page
    assert "Done by phone" in page


def test_every_receiver_of_the_product_has_a_name_in_both_languages():
    for name in consumers.names():
        label = consumers.named(name).label
        with translation.override("en"):
            english = str(label)
        with translation.override("it"):
            italian = str(label)
        assert english, f"{name} shows its code on the page of dispatches"
        assert english != italian, f"{name} has no name in Italian"


def test_what_is_announced_is_said_in_words_not_by_its_code():
    topics = {topic for name in consumers.names() for topic in consumers.named(name).topics if "*" not in topic}
    told = {*topics, "approval.put_in_force", "approval.suspended", "approval.revoked", "approval.expired"}
    assert [topic for topic in sorted(told) if topic_words(topic) == topic] == []
