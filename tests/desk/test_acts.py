"""Everyday acts on a case and its work: permitted, forbidden, invisible, refused."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import CaseLink, Deadline, Hold, Mention, WorkItem
from cases.services import notices
from cases.services.comments import comment
from registry.models import Membership
from tests.factories import cases as make


def give(office, name, *duties):
    """Further duties of a person."""
    membership = Membership.objects.get(user=office.users[name])
    membership.duties = [*membership.duties, *duties]
    membership.save()


def item_of(office, case):
    return WorkItem.objects.of(office.company).filter(case=case, status=WorkItem.OPEN).first()


def tomorrow(days=1):
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def test_a_case_is_followed_and_left_alone_again(office):
    case, client = office.case(), office.client("teo")
    address = office.address(case, "following")
    assert "You follow" in client.post(address, follow=True).content.decode()
    assert 'aria-pressed="true"' in client.get(office.address(case)).content.decode()
    client.post(address, {"stop": "1"})
    assert 'aria-pressed="false"' in client.get(office.address(case)).content.decode()


def test_two_cases_are_linked_by_number_and_unlinked(office):
    one, other, client = office.case(), office.case(), office.client("ada")
    typed = {"link-number": other.number.lower(), "link-kind": "renews"}
    assert client.post(office.address(one, "links"), typed).status_code == 302
    assert "Renewed by" in client.get(office.address(other)).content.decode()
    link = CaseLink.objects.of(office.company).get()
    client.post(f"{office.address(other, 'links')}{link.pk}/")
    assert not CaseLink.objects.of(office.company).exists()


def test_a_number_nobody_knows_is_refused_in_words(office):
    typed = {"link-number": "OM-1999-000001", "link-kind": "concerns"}
    answer = office.client("ada").post(office.address(office.case(), "links"), typed)
    assert answer.status_code == 409
    assert "There is no case with the number OM-1999-000001" in answer.content.decode()


def test_the_clocks_are_stopped_with_a_reason_and_run_again(office):
    give(office, "marta", "cases.hold")
    case, client = office.case(("ada", "submit")), office.client("marta")
    client.post(office.address(case, "holds"), {"reason": "The customer is closed for August"})
    page = client.get(office.address(case)).content.decode()
    assert "All clocks are stopped" in page
    assert "The customer is closed for August" in page
    hold = Hold.objects.of(office.company).get()
    asked = client.get(f"{office.address(case, 'holds')}{hold.pk}/").content.decode()
    assert f"{case.number} · stopped since " in asked
    client.post(f"{office.address(case, 'holds')}{hold.pk}/", {"reason": "Open again"})
    assert "Clocks run again" in client.get(office.address(case)).content.decode()


def test_who_may_not_hold_is_not_asked(office):
    case = office.case()
    assert office.client("ada").get(office.address(case, "holds")).status_code == 403
    assert "Stop the clocks" not in office.client("ada").get(office.address(case)).content.decode()


def test_a_hold_that_ends_today_is_refused_and_what_was_typed_stays(office):
    give(office, "marta", "cases.hold")
    case = office.case(("ada", "submit"))
    typed = {"reason": "Strike", "until_on": timezone.localdate().isoformat()}
    answer = office.client("marta").post(office.address(case, "holds"), typed)
    assert answer.status_code == 409
    assert "Strike" in answer.content.decode()


def test_a_deadline_is_extended_and_says_why(office):
    give(office, "marta", "cases.extend")
    case, client = office.case(("ada", "submit")), office.client("marta")
    deadline = Deadline.objects.of(office.company).filter(case=case).first()
    typed = {"amount": 2, "unit": "working_days", "reason": "The laboratory is late"}
    answer = client.post(f"{office.address(case, 'deadlines')}{deadline.pk}/", typed)
    assert answer.status_code == 302
    where = f"{office.address(case, 'deadlines')}{deadline.pk}/"
    assert "working days from" in client.get(where).content.decode(), "one sees why the day is what it is"
    assert "Extended by 2 working days (The laboratory is late)" in client.get(office.address(case)).content.decode()


def test_work_is_handed_over_to_who_has_the_duty_and_told(office):
    give(office, "marta", *make.REVIEW)
    case = office.at_review()
    item, client = item_of(office, case), office.client("teo")
    client.post(f"/ecoverde/work/{item.pk}/take/")
    page = client.get(f"/ecoverde/work/{item.pk}/hand-over/").content.decode()
    assert "Marta" in page
    assert f'value="{office.users["ada"].pk}"' not in page
    client.post(f"/ecoverde/work/{item.pk}/hand-over/", {"to": office.users["marta"].pk, "reason": "I am away"})
    item.refresh_from_db()
    assert item.assignee == office.users["marta"]
    assert "handed work over to you" in office.client("marta").get("/ecoverde/notices/").content.decode()


def test_work_put_off_leaves_the_list_until_its_day(office):
    case, client = office.at_review(), office.client("teo")
    for item in WorkItem.objects.of(office.company).filter(case=case, status=WorkItem.OPEN):
        client.post(f"/ecoverde/work/{item.pk}/put-off/", {"until": tomorrow(3)})
    row = f'data-href="{office.address(case)}"'
    assert row not in client.get("/ecoverde/", {"tab": "queued"}).content.decode()
    page = client.get("/ecoverde/", {"tab": "put_off"}).content.decode()
    assert row in page
    assert re.search(r"back <time[^>]*>", page), "with the day on which it is back"
    assert re.search(r"ecoverde/work/\d+/call-back/", page)
    client.post(f"/ecoverde/work/{item.pk}/call-back/")
    assert row in client.get("/ecoverde/", {"tab": "queued"}).content.decode()


def test_a_day_that_is_not_later_is_refused(office):
    item = item_of(office, office.at_review())
    answer = office.client("teo").post(f"/ecoverde/work/{item.pk}/put-off/", {"until": tomorrow(0)})
    assert answer.status_code == 409


def test_work_the_machine_left_is_closed_with_a_reason(office):
    case = office.at_review()
    item = notices.open_work(case, step="clock.decide", refusals=[], now=make.NOW)
    item.duty = item.queue = make.REVIEW[0]
    item.save()
    client = office.client("teo")
    assert "See to the deadline" in client.get(office.address(case)).content.decode()
    asked = client.get(f"/ecoverde/work/{item.pk}/dismiss/").content.decode()
    assert "See to the deadline" in asked
    assert "clock.decide" not in asked
    client.post(f"/ecoverde/work/{item.pk}/dismiss/", {"reason": "Called the customer"})
    page = client.get(office.address(case)).content.decode()
    assert "Work closed" in page
    assert "Called the customer" in page


@pytest.mark.parametrize("act", ["hand-over", "put-off", "dismiss"])
def test_work_of_another_company_cannot_be_touched(office, outsider, act):
    item = item_of(office, office.at_review())
    assert outsider().post(f"/ecoverde/work/{item.pk}/{act}/").status_code == 404
    assert outsider().post(f"/lumen/work/{item.pk}/{act}/").status_code == 404


@pytest.mark.parametrize("act", ["following", "links", "holds"])
def test_a_case_of_another_company_cannot_be_touched(office, outsider, act):
    case = office.case()
    assert outsider().post(office.address(case, act)).status_code == 404


def test_a_mention_is_in_the_list_until_the_case_is_looked_at(office):
    case, client = office.at_review(), office.client("teo")
    comment(case, "@teo please look", actor=office.actor("ada"), now=make.NOW)
    assert "please look" in client.get("/ecoverde/", {"tab": "mentioned"}).content.decode()
    client.get(office.address(case))
    assert Mention.objects.of(office.company).get().read_at is not None
    assert "please look" not in client.get("/ecoverde/", {"tab": "mentioned"}).content.decode()


def test_notices_are_counted_and_read_at_once(office):
    case, client = office.case(), office.client("teo")
    source = "event:1"
    params = {"event": "waste_approval.submit", "by": "Ada"}
    notices.tell(case, [office.users["teo"].pk], kind="followed", source=source, now=make.NOW, params=params)
    page = client.get("/ecoverde/notices/").content.decode()
    assert case.number in page
    assert "unread" in page
    client.post("/ecoverde/notices/")
    assert "unread" not in client.get("/ecoverde/notices/").content.decode()
