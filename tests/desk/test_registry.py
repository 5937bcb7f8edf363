"""The registry's pages: what a clerk sees and does with customers, plants, stops and files."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from contracts.models import DeliveryStop
from desk.queries.dossiers import sites_of
from desk.registry_exporting import as_csv, as_xlsx
from registry.models import Consent, Customer, ImportJob, User
from registry.services.importing.sheets import read
from tests.factories import registry as make

VAT = "00743110157"


@pytest.fixture
def eco(eco):
    """Its people read English."""
    User.objects.update(language="en")
    return eco


def html(answer):
    return answer.content.decode().replace("&amp;", "&").replace("&#x27;", "'")


def test_the_old_code_of_a_merged_customer_leads_to_the_kept_one(eco):
    gone = make.customer(eco.company, name="Twin", phone="0541 123456")
    client = eco.client()
    assert "0541 123456" in html(client.get(f"/ecoverde/customers/{eco.customer.code}/merge/{gone.code}/"))
    client.post(f"/ecoverde/customers/{eco.customer.code}/merge/{gone.code}/", {"reason": "twice"})
    answer = client.get(f"/ecoverde/customers/{gone.code}/", follow=True)
    assert answer.redirect_chain[-1][0] == f"/ecoverde/customers/{eco.customer.code}/"
    assert f"{gone.code} was merged into it" in html(answer)


def test_who_is_registered_already_shows_while_one_types(eco):
    known = make.customer(eco.company, name="Rossi Metalli S.r.l.", vat_number=VAT)
    answer = eco.client().get("/ecoverde/customers/similar/", {"vat_number": VAT, "name": "Rossi"})
    assert known.code in html(answer)
    assert f"same VAT number {VAT}" in html(answer)


def test_pairs_told_apart_are_gone_from_the_list(eco):
    pair = [make.customer(eco.company, email="info@rossi.it") for _ in range(2)]
    client = eco.client()
    assert pair[0].code in html(client.get("/ecoverde/customers/duplicates/"))
    client.post("/ecoverde/customers/duplicates/apart/", {"one": pair[0].code, "other": pair[1].code})
    assert "Nobody is registered twice" in html(client.get("/ecoverde/customers/duplicates/"))


def test_what_is_missing_is_on_the_page_and_in_the_filter(eco):
    page = html(eco.client().get(f"/ecoverde/customers/{eco.customer.code}/"))
    assert "Still missing" in page
    assert eco.customer.name in html(eco.client().get("/ecoverde/customers/?show=incomplete"))
    assert eco.customer.name not in html(eco.client().get("/ecoverde/customers/?show=prospects"))


def test_a_consent_withdrawn_shows_with_what_was_before(eco):
    client, where = eco.client(), f"/ecoverde/customers/{eco.customer.code}/"
    Consent.objects.of(eco.company).delete()
    for given, on in (("1", "2026-01-02"), ("0", "2026-02-03")):
        client.post(f"{where}consents/", {"purpose": "marketing", "given": given, "on": on, "source": "web"})
    assert Consent.objects.of(eco.company).count() == 2
    assert "withdrawn" in html(client.get(where))


def test_a_consent_is_never_recorded_by_leaving_the_form_as_it_is(eco):
    client, where = eco.client(), f"/ecoverde/customers/{eco.customer.code}/consents/"
    Consent.objects.of(eco.company).delete()
    assert "checked" not in html(client.get(where))
    answer = client.post(where, {"purpose": "marketing", "on": "2026-01-02", "source": "web"})
    assert (answer.status_code, Consent.objects.of(eco.company).exists()) == (422, False)


def test_a_group_that_closes_a_circle_is_refused_on_its_field(eco):
    below = make.customer(eco.company)
    client = eco.client()
    client.post(f"/ecoverde/customers/{below.code}/group/", {"parent": eco.customer.code})
    answer = client.post(f"/ecoverde/customers/{eco.customer.code}/group/", {"parent": below.code})
    assert answer.status_code == 422
    assert 'href="#id_parent"' in html(answer)


def test_a_stop_is_placed_and_lifted_with_its_reason(eco):
    client = eco.client()
    client.post("/ecoverde/stops/new/", {"customer": eco.customer.code, "from_on": "2026-01-02", "reason": "unpaid"})
    stop = DeliveryStop.objects.of(eco.company).latest("pk")
    assert "unpaid" in html(client.get("/ecoverde/stops/"))
    client.post(f"/ecoverde/stops/{stop.pk}/lift/", {"on": "2026-02-03", "reason": "paid"})
    stop.refresh_from_db()
    assert str(stop.until_on) == "2026-02-02"


def test_a_file_is_tried_then_imported(eco):
    client = eco.client()
    file = SimpleUploadedFile("clienti.csv", b"external_code;name;postal_code\nA1;Neri S.r.l.;4002\n")
    answer = client.post("/ecoverde/imports/", {"kind": "customers", "file": file}, follow=True)
    assert "postal_code" in html(answer)
    file = SimpleUploadedFile("clienti.csv", b"external_code;name;postal_code\nA1;Neri S.r.l.;40026\n")
    client.post("/ecoverde/imports/", {"kind": "customers", "file": file})
    assert not Customer.objects.of(eco.company).filter(external_code="A1").exists()
    job = ImportJob.objects.of(eco.company).latest("pk")
    assert "imported" in html(client.post(f"/ecoverde/imports/{job.key}/", follow=True))
    assert Customer.objects.of(eco.company).get(external_code="A1").postal_code == "40026"


def test_an_export_holds_no_formula_and_is_read_back_as_it_was():
    rows = [("A1", "=HYPERLINK(1)", "+39 0541 123456", True, None)]
    for kind in ("csv", "xlsx"):
        columns = ["code", "name", "phone", "flag", "none"]
        with as_xlsx(columns, rows) as book:
            raw = book.read() if kind == "xlsx" else b"".join(as_csv(columns, rows))
        assert b";=HYPERLINK" not in raw
        (line,) = read(f"x.{kind}", raw).lines
        assert line[1] == {"code": "A1", "name": "=HYPERLINK(1)", "phone": "+39 0541 123456", "flag": "1"}


def test_a_case_happens_at_its_site_and_not_at_the_customer_s_address(office):
    customer = office.customer()
    case = office.case()
    site = make.site(customer, name="Cava", city="Sarsina", province="FC")
    type(case.dossier).objects.of(office.company).filter(pk=case.pk).update(site=site)
    assert sites_of([case]) == {case.pk: site}
    client = office.client("ada")
    assert "Sarsina (FC)" in html(client.get("/ecoverde/cases/"))
    assert "Cava, Sarsina (FC)" in html(client.get(office.address(case)))
