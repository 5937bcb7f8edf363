"""Customers: found, registered, changed, each in its company."""

from __future__ import annotations

from registry.models import Customer
from tests.factories import cases as make

NEW = {"kind": "legal", "name": "Cartiera del Savio S.p.A.", "city": "Cesena", "country": "IT"}


def test_a_clerk_registers_a_customer(office):
    answer = office.client("ada").post("/ecoverde/customers/new/", NEW, follow=True)
    assert Customer.objects.of(office.company).get().city == "Cesena"
    assert "Cartiera del Savio S.p.A. is registered." in answer.content.decode()


def test_every_wrong_field_is_named_at_once(office):
    wrong = NEW | {"vat_number": "12345678901", "iban": "IT00X", "name": ""}
    answer = office.client("ada").post("/ecoverde/customers/new/", wrong)
    html = answer.content.decode()
    assert answer.status_code == 422
    for name in ("vat_number", "iban", "name"):
        assert f'href="#id_{name}"' in html
    assert Customer.objects.of(office.company).count() == 0


def test_who_lacks_the_duty_may_not_register(office):
    assert office.client("teo").post("/ecoverde/customers/new/", NEW).status_code == 403


def test_a_clerk_changes_a_customer(office):
    customer = office.customer()
    client = office.client("ada")
    assert customer.name in client.get(f"/ecoverde/customers/{customer.code}/edit/").content.decode().replace(
        "&amp;", "&"
    )
    client.post(f"/ecoverde/customers/{customer.code}/edit/", NEW)
    customer.refresh_from_db()
    assert customer.name == "Cartiera del Savio S.p.A."


def test_a_clerk_adds_a_site(office):
    customer = office.customer()
    office.client("ada").post(f"/ecoverde/customers/{customer.code}/sites/new/", {"name": "Magazzino"})
    assert customer.sites.get().name == "Magazzino"


def test_another_company_s_customer_is_not_there(office, outsider):
    code = make.customer(office.company, code="C000077").code
    for address in (f"/ecoverde/customers/{code}/", f"/lumen/customers/{code}/", f"/lumen/customers/{code}/edit/"):
        assert outsider().get(address).status_code == 404


def test_the_customer_s_page_lists_its_cases(office):
    case = office.case()
    assert case.number in office.client("ada").get("/ecoverde/customers/C000001/").content.decode()


def test_a_list_without_customers_says_what_to_do(office):
    assert "Register the first one" in office.client("ada").get("/ecoverde/customers/").content.decode()


def test_a_field_too_long_does_not_hide_what_else_is_wrong(office):
    wrong = NEW | {"name": "x" * 201, "payment_days": "-5", "vat_number": "12345678901", "iban": "IT00X"}
    answer = office.client("ada").post("/ecoverde/customers/new/", wrong)
    html = answer.content.decode()
    assert answer.status_code == 422
    for name in ("name", "payment_days", "vat_number", "iban"):
        assert html.count(f'href="#id_{name}"') == 1


def test_what_went_well_is_shown_as_good(office):
    html = office.client("ada").post("/ecoverde/customers/new/", NEW, follow=True).content.decode()
    assert '<div class="notice good"><i class="ti ti-circle-check"' in html
