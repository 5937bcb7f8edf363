"""Pages only a waste approval has: a renewal beside what it renews, approvals that end soon and their renewal."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from cases.models import BulkResult, Case
from cases.outbox import relay
from desk.areas.waste_approval.comparing import ADDED, CHANGED, OPEN, REMOVED, SAME, prescriptions
from desk.areas.waste_approval.expiring import Narrowing, expiring, windows
from registry.models import User
from registry.services.access import actor_for
from tests.factories import cases as make
from tests.factories import registry as people
from tests.workflows.waste_approval.test_later_life import Cast
from workflows.waste_approval.models import WasteApproval

NOTHING = ()
ROWS = {
    "the same": (("a", "b"), ("a", "b"), [SAME, SAME]),
    "one added at the end": (("a",), ("a", "b"), [SAME, ADDED]),
    "one added between": (("a", "c"), ("a", "b", "c"), [SAME, ADDED, SAME]),
    "one taken away": (("a", "b"), ("b",), [REMOVED, SAME]),
    "one written anew": (("a", "b", "c"), ("a", "x", "c"), [SAME, CHANGED, SAME]),
    "more than there were": (("a",), ("x", "y"), [CHANGED, ADDED]),
    "all new": (NOTHING, ("a",), [ADDED]),
}


@pytest.mark.parametrize(("before", "after", "marks"), ROWS.values(), ids=ROWS)
def test_prescriptions_are_compared_row_by_row(before, after, marks):
    assert [pair.mark for pair in prescriptions(before, after)] == marks


def test_prescriptions_nobody_has_written_yet_are_not_told_as_taken_away():
    assert [pair.mark for pair in prescriptions(("a", "b"), NOTHING, undecided=True)] == [OPEN, OPEN]
    assert [pair.mark for pair in prescriptions(("a", "b"), NOTHING)] == [REMOVED, REMOVED]


class Office(Cast):
    """The same people, who can sign in."""

    def __init__(self) -> None:
        super().__init__()
        for name in ("ada", "cleo", "teo", "bo"):
            user = people.member(self.eco, *getattr(self, name).duties).user
            setattr(self, name, actor_for(user, self.eco, on=make.NOW.date()))


@pytest.fixture
def cast(db):
    return Office()


@pytest.fixture
def ending(cast):
    """An approval that ends in twenty days, whatever day it is."""
    case = cast.approved()
    until = timezone.localdate() + timedelta(days=20)
    WasteApproval.objects.of(cast.eco).filter(pk=case.pk).update(valid_to=until)
    return case


def signed_in(actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def renewed(case: Case) -> Case:
    """The case that renews it, once the relay has been round."""
    relay.run_once(timezone.now(), "test")
    return Case.objects.of(case.company_id).get(pk=WasteApproval.objects.of(case.company_id).get(renews=case).pk)


def test_a_renewal_is_shown_beside_the_version_it_renews(cast):
    case = make.moved(cast.approved(), "renew", cast.ada).case
    renewal = renewed(case)
    WasteApproval.objects.of(cast.eco).filter(pk=renewal.pk).update(quantity_per_year=900, appearance="")
    client, address = signed_in(cast.ada), f"/ecoverde/cases/{renewal.number}/"
    assert f'href="{address}comparison/"' in text(client.get(address))
    page = text(client.get(f"{address}comparison/"))
    row = page[page.index("Quantità annua") :][:900]
    assert "<ins>900</ins>" in row
    assert "modificata" in row
    assert "Su prenotazione." not in page
    every = text(client.get(f"{address}comparison/?show=all"))
    assert "Su prenotazione." in every
    assert "ancora da decidere" in every


def test_what_renews_nothing_has_nothing_to_compare(cast):
    case = cast.approved()
    address = f"/ecoverde/cases/{case.number}/"
    client = signed_in(cast.ada)
    assert client.get(f"{address}comparison/").status_code == 404
    assert "comparison/" not in text(client.get(address))


def test_approvals_are_found_by_how_soon_they_end_their_customer_code_and_plant(cast, ending):
    today = timezone.localdate()
    assert {days: many.number for days, many in windows(cast.ada, today).items()} == {60: 1, 30: 1, 15: 0}
    asked = {
        Narrowing(days=30): 1,
        Narrowing(days=15): 0,
        Narrowing(customer="rossi"): 1,
        Narrowing(customer="bianchi"): 0,
        Narrowing(code="1705"): 1,
        Narrowing(code="1706"): 0,
        Narrowing(plant=cast.plant.code): 1,
        Narrowing(plant="XX"): 0,
    }
    assert {each: len(expiring(cast.ada, each, today).dossiers) for each in asked} == asked
    assert len(expiring(cast.ada, Narrowing(), today + timedelta(days=21)).dossiers) == 0


def test_renewals_are_begun_for_those_chosen_with_a_result_for_each_and_once(cast, ending):
    client, key = signed_in(cast.ada), str(uuid4())
    pick = f"{ending.pk}:{Case.objects.of(cast.eco).get(pk=ending.pk).version}"
    assert f'value="{pick}"' in text(client.get("/ecoverde/waste-approvals/expiring/"))
    for _ in range(2):
        job = client.post("/ecoverde/waste-approvals/expiring/", {"case": [pick], "key": key})
        assert job.status_code == 302
    assert BulkResult.objects.of(cast.eco).get().status == "moved"
    page = text(client.get(job.url))
    assert ending.number in page
    assert "La nuova pratica è in apertura" in page
    renewal = renewed(ending)
    page = text(client.get(job.url))
    assert f'href="/ecoverde/cases/{renewal.number}/"' in page
    assert "in apertura" not in page
    page = text(client.get("/ecoverde/waste-approvals/expiring/"))
    assert renewal.number in page
    assert 'name="case"' not in page


def test_who_does_not_enter_sheets_sees_the_list_and_begins_nothing(cast, ending):
    client = signed_in(cast.bo)
    page = text(client.get("/ecoverde/waste-approvals/expiring/"))
    assert ending.number in page
    assert 'name="case"' not in page
    sent = {"case": [f"{ending.pk}:1"], "key": str(uuid4())}
    assert client.post("/ecoverde/waste-approvals/expiring/", sent).status_code == 403


def test_a_renewal_begun_on_the_page_of_the_case_leads_to_the_new_one(cast):
    case = cast.approved()
    case = Case.objects.of(cast.eco).get(pk=case.pk)
    ticket = {"command_id": str(uuid4()), "version": case.version, "seq": case.seq}
    done = signed_in(cast.ada).post(f"/ecoverde/cases/{case.number}/renew/", ticket)
    assert done.url == f"/ecoverde/cases/{renewed(case).number}/"


def test_the_page_of_an_approval_says_cents_and_asks_nobody_for_what_happens_by_itself(cast):
    case = cast.approved()
    page = text(signed_in(cast.ada).get(f"/ecoverde/cases/{case.number}/"))
    assert "48,50" in page
    assert "Dichiara scaduta" not in page
    assert "Avvia il rinnovo" in page
