"""What a case owes to whom, and that it stands or falls with the transition."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from cases.models import Dispatch
from cases.outbox import announcing
from cases.outbox.consumers import Consumer
from cases.services.errors import Refused
from tests.factories import cases as make
from tests.factories.outbox import Recorder, announced, subscribed

pytestmark = pytest.mark.django_db


def ignore(dispatch, now):
    return None


@pytest.fixture
def ada(eco):
    return make.actor(eco, "ada@example.org", *make.ENTER)


def owed(of):
    return list(Dispatch.objects.of(of).order_by("id").values_list("consumer", "topic"))


def test_an_event_is_owed_to_those_who_asked_for_its_topic(eco, ada):
    every, some = Consumer("every", ("waste_approval.*",), ignore), Consumer("some", ("*.submit",), ignore)
    with subscribed(every, some):
        make.moved(make.opened(eco, ada), "submit", ada)
    assert owed(eco) == [
        ("every", "waste_approval.open"),
        ("every", "waste_approval.submit"),
        ("some", "waste_approval.submit"),
    ]


def test_a_refused_transition_owes_nothing(eco, ada):
    with subscribed(Consumer("every", ("*",), ignore)):
        case = make.opened(eco, ada, quantity_per_year=None)
        with pytest.raises(Refused):
            make.moved(case, "submit", ada)
    assert owed(eco) == [("every", "waste_approval.open")]


def test_a_transition_that_breaks_half_way_owes_nothing(eco, ada, monkeypatch):
    def announce_and_break(*arguments):
        usual(*arguments)
        raise OSError

    with subscribed(Consumer("every", ("*",), ignore)):
        case = make.opened(eco, ada)
        usual = announcing.announce
        monkeypatch.setattr(announcing, "announce", announce_and_break)
        with pytest.raises(OSError, match=r"^$"):
            make.moved(case, "submit", ada)
    assert owed(eco) == [("every", "waste_approval.open")]


def test_imported_history_owes_nothing_unless_asked_for(eco, ada):
    asking = Consumer("asking", ("*",), ignore, origins=frozenset({"import"}))
    with subscribed(Consumer("usual", ("*",), ignore), asking):
        make.waste_code("170504")
        make.open_case("waste_approval", eco, None, make.command(ada, inputs=make.sheet(), origin="import"))
    assert owed(eco) == [("asking", "waste_approval.open")]


def test_the_database_refuses_to_owe_the_same_twice_to_one_consumer(eco):
    with subscribed(Recorder().consumer):
        announced(eco, "a", source="contract-event:7/0")
        with pytest.raises(IntegrityError), transaction.atomic():
            announced(eco, "a", source="contract-event:7/0")
