"""Opening a case: process, customer, form."""

from __future__ import annotations

from cases.models import Case
from tests.desk.conftest import ticket
from tests.factories import cases as make

SHEET = {"waste_code": "17 05 04", "process_of_origin": "scavo", "physical_state": "S"}
OPEN = "/ecoverde/cases/new/waste_approval/"


def test_with_one_process_there_is_nothing_to_choose(office):
    assert office.client("ada").get("/ecoverde/cases/new/").headers["Location"] == OPEN


def test_the_customer_is_chosen_first(office):
    office.customer()
    html = office.client("ada").get(OPEN, {"q": "ross"}).content.decode()
    assert f'href="{OPEN}?customer=C000001"' in html


def test_a_clerk_opens_a_case(office):
    office.customer()
    make.waste_code("170504")
    office.client("ada").post(f"{OPEN}?customer=C000001", ticket(**SHEET))
    assert Case.objects.of(office.company).get().subject.endswith("rifiuto 170504")


def test_a_double_press_opens_one_case(office):
    office.customer()
    make.waste_code("170504")
    press, client = ticket(**SHEET), office.client("ada")
    first, second = (client.post(f"{OPEN}?customer=C000001", press) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Case.objects.of(office.company).count() == 1


def test_an_unknown_waste_code_is_named_on_its_field(office):
    office.customer()
    answer = office.client("ada").post(f"{OPEN}?customer=C000001", ticket(**SHEET | {"waste_code": "99 99 99"}))
    assert answer.status_code == 422
    assert 'href="#id_waste_code"' in answer.content.decode()


def test_who_may_open_nothing_is_told_so(office):
    client = office.client("teo")
    assert client.get("/ecoverde/cases/new/").status_code == 403
    assert client.get(OPEN).status_code == 403
    assert "New case" not in client.get("/ecoverde/").content.decode()


def test_another_company_s_customer_cannot_be_chosen(office, outsider):
    office.customer()
    assert outsider().get("/lumen/cases/new/waste_approval/", {"customer": "C000001"}).status_code == 404
