"""Absences, substitutes, acting for somebody, and the dispatches that failed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.models import Absence, Dispatch, Substitution, WorkItem
from tests.desk.test_acts import give, item_of
from tests.factories import cases as make

MOST = 14


def period(office, who, **more):
    today = timezone.localdate()
    days = {"from_on": today.isoformat(), "to_on": (today + timedelta(days=5)).isoformat()}
    return {"person": office.users[who].pk, **days, **more}


def stand_in(office, who, substitute):
    typed = period(office, who, substitute=office.users[substitute].pk)
    return office.client(who).post("/ecoverde/people/substitutions/", typed)


def test_a_person_names_a_substitute_who_is_told(office):
    assert stand_in(office, "teo", "ada").status_code == 302
    page = office.client("ada").get("/ecoverde/people/").content.decode()
    assert "You may act for" in page
    assert "You stand in for Teo" in office.client("ada").get("/ecoverde/notices/").content.decode()


def test_nobody_decides_for_others_without_the_duty(office):
    typed = period(office, "teo", substitute=office.users["ada"].pk)
    assert office.client("ada").post("/ecoverde/people/substitutions/", typed).status_code == 422
    assert office.client("ada").post("/ecoverde/people/absences/", period(office, "teo")).status_code == 422
    assert not Substitution.objects.of(office.company).exists()


def test_who_manages_people_enters_an_absence_and_sees_the_open_work(office):
    give(office, "marta", "cases.manage_people", *make.REVIEW)
    item = item_of(office, office.at_review())
    office.client("teo").post(f"/ecoverde/work/{item.pk}/take/")
    client = office.client("marta")
    client.post("/ecoverde/people/absences/", period(office, "teo", reason="Ferie"))
    page = client.get("/ecoverde/people/").content.decode()
    assert f"/ecoverde/work/{item.pk}/hand-over/" in page
    client.post(f"/ecoverde/people/absences/{Absence.objects.of(office.company).get().pk}/remove/")
    assert not Absence.objects.of(office.company).exists()


def test_a_substitution_of_another_is_not_revoked_without_the_duty(office):
    stand_in(office, "teo", "ada")
    row = Substitution.objects.of(office.company).get()
    assert office.client("bo").post(f"/ecoverde/people/substitutions/{row.pk}/revoke/").status_code == 403
    assert office.client("teo").post(f"/ecoverde/people/substitutions/{row.pk}/revoke/").status_code == 302


def test_a_substitute_takes_work_for_another_under_a_banner(office):
    stand_in(office, "teo", "ada")
    case = office.at_review()
    item, client = item_of(office, case), office.client("ada")
    assert "for Teo" in client.get("/ecoverde/", {"tab": "queued"}).content.decode()
    page = client.post(f"/ecoverde/work/{item.pk}/take/", follow=True).content.decode()
    assert "You are acting for <strong>Teo</strong>" in page
    item.refresh_from_db()
    assert item.acting_for == office.users["teo"]
    assert "on behalf of Teo" in client.get(office.address(case)).content.decode()
    assert "You are acting for" not in client.post("/ecoverde/acting/", follow=True).content.decode()


def test_what_one_took_for_oneself_stays_one_s_own_while_acting_for_another(office):
    give(office, "ada", *make.REVIEW)
    stand_in(office, "teo", "ada")
    item, client = item_of(office, office.at_review()), office.client("ada")
    client.post(f"/ecoverde/work/{item.pk}/take/")
    client.post("/ecoverde/acting/", {"person": office.users["teo"].pk})
    assert '<span class="badge wait">for Teo' not in client.get("/ecoverde/", {"tab": "mine"}).content.decode()


def test_nobody_acts_for_whom_he_does_not_stand_in(office):
    assert office.client("ada").post("/ecoverde/acting/", {"person": office.users["teo"].pk}).status_code == 404


def test_a_revoked_substitution_ends_the_acting(office):
    stand_in(office, "teo", "ada")
    client = office.client("ada")
    client.post("/ecoverde/acting/", {"person": office.users["teo"].pk})
    assert "You are acting for" in client.get("/ecoverde/").content.decode()
    row = Substitution.objects.of(office.company).get()
    office.client("teo").post(f"/ecoverde/people/substitutions/{row.pk}/revoke/")
    assert "You are acting for" not in client.get("/ecoverde/").content.decode()


def parked(office, **values):
    """A dispatch that failed too often, and one behind it."""
    case = office.case()
    event = case.events.first()
    given = {
        "company": office.company, "consumer": "letters", "topic": "waste_approval.submit", "ordering_key": "k",
        "event": event, "created_at": make.NOW, "next_try_at": make.NOW,
    }  # fmt: skip
    first = Dispatch.objects.create(
        **{**given, "source": "a", "status": "parked", "attempts": 9, "trouble": "failed", "last_error": "No printer"}
    )
    Dispatch.objects.create(**{**given, "source": "b"})
    return first


def test_who_repairs_sees_what_failed_why_and_what_waits_behind(office):
    give(office, "marta", "cases.repair")
    row, client = parked(office), office.client("marta")
    page = client.get("/ecoverde/dispatches/").content.decode()
    assert "It could not be done: No printer." in page
    assert "1 waits behind it" in page
    assert "What waits behind it" in client.get(f"/ecoverde/dispatches/{row.pk}/").content.decode()


def test_a_dispatch_is_tried_again_or_given_up_with_a_reason(office):
    give(office, "marta", "cases.repair")
    row, client = parked(office), office.client("marta")
    assert client.post(f"/ecoverde/dispatches/{row.pk}/drop/", {"reason": " "}).status_code == 422
    client.post(f"/ecoverde/dispatches/{row.pk}/drop/", {"reason": "Sent by hand"})
    assert Dispatch.objects.of(office.company).get(pk=row.pk).status == Dispatch.DROPPED
    assert client.post(f"/ecoverde/dispatches/{row.pk}/retry/").status_code == 409


def test_dispatches_are_hidden_from_who_does_not_repair(office, outsider):
    row = parked(office)
    assert office.client("ada").get("/ecoverde/dispatches/").status_code == 403
    assert office.client("ada").post(f"/ecoverde/dispatches/{row.pk}/retry/").status_code == 403
    assert outsider().get("/ecoverde/dispatches/").status_code == 404


@pytest.mark.parametrize("address", ["/ecoverde/people/", "/ecoverde/notices/", "/ecoverde/dispatches/"])
@pytest.mark.parametrize("cases", [1, 6])
def test_a_page_costs_the_same_however_much_there_is(office, address, cases):
    give(office, "marta", "cases.repair", "cases.manage_people", *make.REVIEW)
    stand_in(office, "teo", "ada")
    office.client("marta").post("/ecoverde/people/absences/", period(office, "teo"))
    for _ in range(cases):
        item = item_of(office, office.at_review())
        WorkItem.objects.of(office.company).filter(pk=item.pk).update(
            status=WorkItem.TAKEN, queue="", assignee=office.users["teo"]
        )
    client = office.client("marta")
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    assert len(asked) <= MOST, [query["sql"][:120] for query in asked]
