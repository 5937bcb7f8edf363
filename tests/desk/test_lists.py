"""My work, the list of cases, the quick search and the process page."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import WorkItem
from tests.factories import cases as make

MOST = 12


def test_a_reviewer_sees_what_waits_in_his_queue(office):
    case = office.at_review()
    html = office.client("teo").get("/ecoverde/").content.decode()
    assert case.number in html
    assert "Judge chemistry and classification" in html


def test_taking_moves_work_from_the_queue_to_mine(office):
    case, client = office.at_review(), office.client("teo")
    item = WorkItem.objects.of(office.company).get(case=case, step="chemistry")
    client.post(f"/ecoverde/work/{item.pk}/take/")
    row = f'data-href="{office.address(case)}"'
    assert row in client.get("/ecoverde/", {"tab": "mine"}).content.decode()
    client.post(f"/ecoverde/work/{item.pk}/release/")
    assert row not in client.get("/ecoverde/", {"tab": "mine"}).content.decode()


def test_work_of_another_duty_is_not_mine_to_take(office):
    item = WorkItem.objects.of(office.company).get(case=office.at_review(), step="chemistry")
    assert office.client("ada").post(f"/ecoverde/work/{item.pk}/take/").status_code == 403


def test_work_of_another_company_is_not_there(office, outsider):
    item = WorkItem.objects.of(office.company).get(case=office.at_review(), step="chemistry")
    assert outsider().post(f"/ecoverde/work/{item.pk}/take/").status_code == 404
    assert outsider().post(f"/lumen/work/{item.pk}/take/").status_code == 404


@pytest.mark.parametrize(("asked", "found"), [("rossi", 1), ("170504", 1), ("nothing-like-it", 0)])
def test_a_case_is_found_by_customer_and_code(office, asked, found):
    case = office.case()
    html = office.client("ada").get("/ecoverde/cases/", {"q": asked}).content.decode()
    assert html.count(f'data-href="{office.address(case)}"') == found


def test_closed_cases_are_shown_when_asked_for(office):
    case = office.case(("ada", "submit"), ("marta", "pass_on"), ("teo", "reject"))
    client = office.client("ada")
    assert case.number not in client.get("/ecoverde/cases/").content.decode()
    assert case.number in client.get("/ecoverde/cases/", {"show": "all"}).content.decode()


def test_a_long_list_of_work_is_turned_page_by_page(office):
    item = WorkItem.objects.of(office.company).get(case=office.at_review(), step="chemistry")
    values = {field.attname: getattr(item, field.attname) for field in item._meta.concrete_fields}
    WorkItem.objects.bulk_create(WorkItem(**{**values, "id": None}) for _ in range(30))
    client = office.client("teo")
    first = client.get("/ecoverde/", {"tab": "queued"}).content.decode()
    second = client.get("/ecoverde/", {"tab": "queued", "page": 2}).content.decode()
    assert "?tab=queued&amp;page=2" in first
    assert "1 to 25 of " in first
    assert "26 to 3" in second
    assert client.get("/ecoverde/", {"tab": "queued", "page": 99}).content.decode().count("26 to 3") == 1


def test_nonsense_in_the_address_of_a_list_is_no_error(office):
    asked = {"page": "-3", "process": "x", "state": "y", "order": "z", "show": "w"}
    assert office.client("ada").get("/ecoverde/cases/", asked).status_code == 200


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "31/02/2026"])
@pytest.mark.parametrize("field", ["opened_from", "opened_to"])
def test_a_day_of_no_time_of_ours_narrows_nothing(office, field, day):
    case = office.case()
    answer = office.client("ada").get("/ecoverde/cases/", {field: day, "show": "all"})
    assert answer.status_code == 200
    assert case.number in answer.content.decode()


def test_the_quick_search_finds_cases_and_customers(office):
    case = office.case()
    html = office.client("ada").get("/ecoverde/search/", {"q": "rossi"}).content.decode()
    assert case.number in html
    assert "C000001" in html
    assert "<html" not in html


def test_the_quick_search_of_another_company_finds_nothing(office, outsider):
    office.case()
    assert "Nothing found" in outsider().get("/lumen/search/", {"q": "rossi"}).content.decode().replace(
        "Nessun risultato", "Nothing found"
    )


def test_the_process_page_is_the_table_of_the_process(office):
    office.at_review()
    html = office.client("teo").get("/ecoverde/processes/waste_approval/").content.decode()
    assert "Conclude the review" in html
    assert "A mirror entry has the judgement of its hazard properties." in html


def test_a_process_one_has_nothing_to_do_with_is_not_there(office):
    assert office.client("teo").get("/ecoverde/processes/dunning/").status_code == 404


@pytest.mark.parametrize("address", ["/ecoverde/", "/ecoverde/cases/", "/ecoverde/customers/"])
@pytest.mark.parametrize("cases", [1, 12])
def test_a_list_costs_the_same_however_long(office, address, cases):
    for _ in range(cases):
        make.opened(office.company, office.actor("ada"))
    client = office.client("ada")
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    assert len(asked) <= MOST, [query["sql"][:120] for query in asked]
