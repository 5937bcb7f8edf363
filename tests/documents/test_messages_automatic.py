"""Where the company says so, a letter leaves as soon as it is written; where it cannot, somebody is given work."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail

from cases.models import Case, Dispatch, WorkItem
from cases.outbox import relay
from documents.letters import catalogue, pdf
from documents.models import Message, SendingRule
from documents.services.letters.issuing import Order, issue_by_hand
from documents.services.messages.automatic import set_rule
from registry.actors import Actor
from registry.duties import DutyMissing
from registry.models import Company
from tests.factories import cases as cast
from tests.factories import letters
from tests.factories import messages as make
from tests.paper import request

pytestmark = pytest.mark.django_db(transaction=True)
NOW = make.NOW


@pytest.fixture
def clerk(company: Company) -> Actor:
    duties = ("documents.send", "documents.issue", "admin.configure")
    return cast.actor(company, "clerk@example.it", *request.process.duties, *duties)


@pytest.fixture
def case(company: Company, clerk: Actor, monkeypatch: pytest.MonkeyPatch) -> Iterator[Case]:
    monkeypatch.setattr(pdf, "soffice", lambda: None)
    with make.requests():
        catalogue.register(letters.REQUEST_LETTERS)
        letters.template()
        yield make.case(company, clerk)
        catalogue.forget("request")


def written(case: Case, clerk: Actor) -> None:
    issue_by_hand(case, Order(key=uuid4(), kind="receipt"), actor=clerk, now=NOW)
    for _round in range(3):
        relay.run_once(NOW, relay.new_holder())


@pytest.mark.parametrize(("channel", "to"), [("email", "info@rossi.example"), ("pec", make.ROSSI)])
def test_a_letter_leaves_by_itself_to_the_customer_s_address(channel: str, to: str, case: Case, clerk: Actor) -> None:
    set_rule("request", "receipt", channel, is_automatic=True, actor=clerk)
    written(case, clerk)
    message = Message.objects.of(case.company).get()
    assert (message.status, [each.address for each in message.recipients.all()]) == ("sent", [to])
    sent: Any = mail.outbox[0]
    assert (b"Receipt RQ-" in sent.content, b"filename" in sent.content) == (True, True)


@pytest.mark.parametrize("rule", ["", "email"])
def test_without_a_rule_or_where_it_only_proposes_nothing_leaves(rule: str, case: Case, clerk: Actor) -> None:
    set_rule("request", "receipt", rule, is_automatic=False, actor=clerk)
    written(case, clerk)
    assert not Message.objects.of(case.company).exists()
    assert Dispatch.objects.of(case.company).get(consumer="messages.letters").status == "delivered"


def test_a_customer_who_cannot_be_reached_is_work(case: Case, clerk: Actor) -> None:
    case.customer.pec = ""
    case.customer.save()
    set_rule("request", "receipt", "pec", is_automatic=True, actor=clerk)
    written(case, clerk)
    item = WorkItem.objects.of(case.company).get(step="message.not_written")
    assert "no recipient" in item.reason
    assert not Message.objects.of(case.company).exists()


def test_only_who_configures_says_how_letters_go(case: Case, clerk: Actor) -> None:
    with pytest.raises(DutyMissing):
        set_rule("request", "receipt", "pec", is_automatic=True, actor=cast.actor(case.company, "cy@example.it"))
    set_rule("request", "receipt", "pec", is_automatic=True, actor=clerk)
    set_rule("request", "receipt", "email", is_automatic=False, actor=clerk)
    rule = SendingRule.objects.of(case.company).get()
    assert (rule.channel, rule.is_automatic, rule.history.count()) == ("email", False, 2)
    set_rule("request", "receipt", "", is_automatic=False, actor=clerk)
    assert not SendingRule.objects.of(case.company).exists()
