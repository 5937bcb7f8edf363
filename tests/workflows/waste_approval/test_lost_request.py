"""A letter that asked for an integration and came back: nobody is rejected for not having answered it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from cases.models import Case
from cases.services.errors import Refused
from documents.models import Channel, EvidenceKind, Message
from documents.services.messages import deciding
from documents.services.messages.deciding import Booking
from documents.services.messages.writing import Addressee, Draft, write
from registry.models import User
from tests.factories import cases as make
from tests.factories import letters
from tests.factories import registry as people
from tests.workflows.waste_approval import test_later_life

pytestmark = pytest.mark.django_db
TODAY = make.NOW.date()
DUTIES = (*make.ENTER, *make.REVIEW, *make.PAPERS, "waste_approval.reject", "documents.send")
REASON = {"reason": "Manca il test di cessione."}


@pytest.fixture
def cast():
    return test_later_life.Cast()


@pytest.fixture
def clerk(cast):
    return make.actor(cast.eco, "clerk@example.org", *DUTIES)


@pytest.fixture
def case(cast):
    case = make.opened(cast.eco, cast.ada, plant=cast.plant, operation="R5")
    case = make.moved(case, "submit", cast.ada).case
    case = make.moved(case, "pass_on", cast.cleo).case
    return make.moved(case, "ask_for_integration", cast.teo, inputs=REASON).case


def posted(case: Case, clerk: Any) -> Message:
    """The request, as it went to the post office."""
    letter = letters.row(case, make.document(case, "letter", "issued"))
    letter.kind = "request_for_documents"
    letter.save()
    to = [Addressee(name="Rossi", street="Via Roma 1", postal_code="20100", city="Milano", country="IT")]
    draft = Draft(key=uuid4(), channel=Channel.POST, to=to, subject="Richiesta", letter=letter)
    message = write(case, draft, actor=clerk, now=make.NOW)
    deciding.book(message, Booking(kind=EvidenceKind.POSTING, on=TODAY), actor=clerk, now=make.NOW)
    return message


def refused(case: Case, clerk: Any) -> list[str]:
    """Why the case may not be rejected; nothing when it was."""
    try:
        make.moved(case, "reject", clerk, inputs=REASON)
    except Refused as why:
        return [refusal.code for refusal in why.refusals]
    return []


def test_whoever_was_never_asked_is_not_rejected(case, clerk):
    message = posted(case, clerk)
    deciding.returned(message.code, TODAY, "trasferito", actor=clerk, now=make.NOW)
    assert refused(now_is(case), clerk) == ["request_lost"]


def test_a_request_that_did_not_come_back_stands_in_nobodys_way(case, clerk):
    posted(case, clerk)
    assert refused(now_is(case), clerk) == []


def test_what_came_back_in_an_earlier_round_says_nothing_of_this_one(case, cast, clerk):
    message = posted(case, clerk)
    deciding.returned(message.code, TODAY, "trasferito", actor=clerk, now=make.NOW)
    case = make.moved(now_is(case), "integrate", cast.ada, inputs={"note": ""}).case
    assert refused(case, clerk) == []


def test_the_page_of_the_case_says_so_and_leads_to_the_messages(case, clerk):
    message = posted(case, clerk)
    deciding.returned(message.code, TODAY, "trasferito", actor=clerk, now=make.NOW)
    person, client = User.objects.get(pk=clerk.user_id), Client()
    people.member(case.company, *DUTIES, who=person)
    client.force_login(person)
    page = client.get(f"/{case.company.slug}/cases/{case.number}/").content.decode()
    assert "La lettera del 01/01/2020 che chiedeva l’integrazione non è arrivata al cliente." in page
    assert 'href="#messages"' in page


def now_is(case: Case) -> Case:
    """The case as it is in the database."""
    return Case.objects.of(case.company_id).get(pk=case.pk)
