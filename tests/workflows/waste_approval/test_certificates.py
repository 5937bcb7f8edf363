"""The laboratory certificate as data: entered, read from a file, compared with the limits of the plant."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
import xlsxwriter
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from cases.definition import catalogue
from cases.models import CaseEvent, WorkItem
from cases.services.judgement import verdicts
from cases.services.policies.factory import load_factory
from desk.areas.waste_approval import measured
from desk.presenting import casefile
from desk.presenting.addresses import Addresses
from desk.presenting.casefile import Seen
from documents.models import Certificate
from documents.services import certificates
from documents.services.measurements import Value, read_file, read_lines
from documents.services.refusals import DocumentRefused
from registry.models import User
from registry.services.importing import kinds
from registry.services.importing.jobs import take
from registry.services.limits import set_limit
from tests.factories import cases as make
from tests.factories import registry as people

pytestmark = pytest.mark.django_db
TODAY = make.NOW.date()
REPORT = {
    "laboratory": "Laboratorio Pineta",
    "accreditation": "LAB N. 0999",
    "report_number": "2207/26",
    "sampled_on": TODAY - timedelta(days=20),
    "waste_code": "17 05 04",
}
DUTIES = (*make.ENTER, *make.CHECK, *make.REVIEW, *make.PAPERS, "documents.certify", "registry.edit_plant")


@pytest.fixture
def eco():
    load_factory([catalogue.get("waste_approval")], now=make.NOW)
    return people.company("ecoverde")


@pytest.fixture
def teo(eco):
    actor = make.actor(eco, "teo@example.org", *DUTIES)
    people.member(eco, *DUTIES, who=User.objects.get(pk=actor.user_id))
    return actor


@pytest.fixture
def plant(eco, teo):
    row = make.plant(eco, ("170504", "R5"))
    for analyte, most in (("Piombo / Pb", 1000), ("Cadmio", 10)):
        set_limit(row, actor=teo, analyte=analyte, unit="mg/kg", most=Decimal(most), valid_from=date(2026, 1, 1))
    return row


@pytest.fixture
def case(eco, teo, plant):
    """Under technical review, with a verified sheet."""
    ada = make.actor(eco, "ada@example.org", *make.ENTER, *make.CHECK)
    opened = make.moved(make.opened(eco, ada, plant=plant, operation="R5"), "submit", ada).case
    make.document(opened, "waste_sheet")
    return make.moved(opened, "pass_on", ada).case


def values(lead="41", cadmium="0.5", unit="mg/kg"):
    return [
        Value("Piombo", Decimal(lead), unit),
        Value("Cadmio", Decimal(cadmium), "mg/kg", below=True),
    ]


def entered(document, by, rows=None, **particulars):
    return certificates.enter(
        document, {**REPORT, **particulars}, values() if rows is None else rows, actor=by, now=make.NOW
    )


def refusals(case, by):
    with translation.override("en"):
        verdict = next(each for each in verdicts(case, by, TODAY) if each.transition.code == "conclude_review")
        return {
            each.code: each.message.format(**{name: str(value) for name, value in each.params.items()})
            for each in verdict.refusals
        }


def test_what_lies_within_the_limits_stands_in_no_way(case, teo):
    entered(make.document(case), teo)
    assert not {"analysis_out_of_limits", "document_unsuitable", "document_missing"} & refusals(case, teo).keys()


def test_the_guard_names_substance_value_and_limit(case, teo):
    entered(make.document(case), teo, values(lead="0.12", unit="%"))
    said = refusals(case, teo)["analysis_out_of_limits"]
    assert "Piombo 0.12 % (limit: ≤ 1,000 mg/kg)" in said
    assert "Cadmio" not in said


def test_a_plant_with_limits_asks_for_the_analysis_and_for_every_substance(case, teo):
    assert "document_missing" in refusals(case, teo)
    document = make.document(case)
    assert "Cadmio, Piombo / Pb" in refusals(case, teo)["document_unsuitable"]
    entered(document, teo, values()[:1])
    assert refusals(case, teo)["document_unsuitable"].endswith("Cadmio")


def test_values_that_are_not_typed_in_are_entered_not_asked_of_the_customer(case, teo):
    make.document(case)
    verdict = next(each for each in verdicts(case, teo, TODAY) if each.transition.code == "conclude_review")
    refusal = next(each for each in verdict.refusals if each.code == "document_unsuitable")
    assert (refusal.link, refusal.hint.split(";")[0]) == ("values", "Enter the values of the certificate")
    seen = Seen(case, teo, make.NOW, TODAY, Addresses("ecoverde"))
    build = casefile.build(seen)
    (row,) = [item for item in build["checklist"].items if item.kind == "analysis"]
    grid = f"/ecoverde/cases/{case.number}/certificates/"
    assert row.solve.href == grid
    assert grid in {reason.link for reason in build["next_step"].reasons}


def test_a_unit_of_another_kind_is_refused_in_words_and_not_guessed(case, teo):
    entered(make.document(case), teo, values(unit="mg/l"))
    assert "Piombo / Pb (mg/l, limit in mg/kg)" in refusals(case, teo)["analysis_not_comparable"]


def test_the_certificate_of_another_waste_proves_nothing(case, teo):
    entered(make.document(case), teo, waste_code="170503*")
    assert "170503" in refusals(case, teo)["certificate_of_another_code"]


def test_the_narrowest_limit_in_force_counts(case, teo, plant):
    entered(make.document(case), teo, values(lead="1500"))
    wider = {"analyte": "piombo", "unit": "mg/kg", "most": Decimal(2000), "waste_code": "1705"}
    set_limit(plant, actor=teo, **wider, valid_from=TODAY + timedelta(days=1))
    assert "analysis_out_of_limits" in refusals(case, teo)
    set_limit(plant, actor=teo, **{**wider, "analyte": "Piombo / Pb"}, valid_from=TODAY)
    assert "analysis_out_of_limits" not in refusals(case, teo)


def test_the_newest_sampling_counts_and_one_that_is_not_verified_does_not(case, teo):
    entered(make.document(case), teo, values(lead="1500"))
    entered(make.document(case, status="received"), teo, sampled_on=TODAY)
    assert "analysis_out_of_limits" in refusals(case, teo)
    entered(make.document(case), teo, sampled_on=TODAY - timedelta(days=1))
    assert "analysis_out_of_limits" not in refusals(case, teo)


def test_the_validity_of_an_analysis_counts_from_the_sampling(case, teo):
    document = make.document(case)
    entered(document, teo, sampled_on=TODAY - timedelta(days=400))
    document.refresh_from_db()
    assert document.issued_on == TODAY - timedelta(days=400)


def test_method_and_uncertainty_stand_beside_the_value_and_judge_nothing(case, teo):
    rows = [
        Value("Piombo", Decimal("999.5"), "mg/kg", method="UNI EN 16170", uncertainty=Decimal(40)),
        Value("Nichel", Decimal(3), "mg/kg", method="EPA 6010", uncertainty=Decimal("0.25")),
    ]
    entered(make.document(case), teo, rows)
    with translation.override("it"):
        found = measured.counted(measured.certificates(case), case)
        shown = {line.analyte: line for line in measured.lines(measured.bounds_of(case, TODAY), found)}
    assert (shown["Piombo"].method, shown["Piombo"].give, shown["Piombo"].out) == ("UNI EN 16170", "40", False)
    assert (shown["Nichel"].method, shown["Nichel"].give) == ("EPA 6010", "0,25")
    assert (shown["Cadmio"].method, shown["Cadmio"].give) == ("", "")


def test_changed_values_ask_the_checks_that_relied_on_them_again_and_the_same_ones_do_not(case, teo):
    document = make.document(case)
    entered(document, teo)
    make.checked(case, teo)
    done = WorkItem.objects.of(case.company_id).filter(case=case, status="done")
    before = set(done.values_list("step", flat=True))
    entered(document, teo)
    assert set(done.values_list("step", flat=True)) == before
    entered(document, teo, values(lead="42"))
    assert before - set(done.values_list("step", flat=True)) == {"chemistry"}
    kinds_told = list(CaseEvent.objects.of(case.company_id).filter(case=case).values_list("kind", flat=True))
    assert kinds_told.count("document.certificate") == 2
    assert Certificate.objects.of(case.company_id).get().version == 2


def test_who_lacks_the_duty_and_what_is_no_certificate_are_refused(case, eco, teo):
    with pytest.raises(DocumentRefused):
        entered(make.document(case, "photo"), teo)
    with pytest.raises(DocumentRefused):
        entered(make.document(case, status="rejected"), teo)
    with pytest.raises(ValidationError) as wrong:
        entered(make.document(case), teo, [], laboratory="", sampled_on=TODAY + timedelta(days=1))
    assert {"rows"} <= wrong.value.message_dict.keys()


def test_a_file_is_read_by_the_names_laboratories_use_and_every_wrong_cell_is_named():
    text = (
        "Parametro;Valore;Unità;Incertezza\nPiombo;41,5;mg/kg;2\nCadmio;< 0,5;mg/kg;\nZinco;1.250;mg/kg;\n;3;mg/kg;\n"
    )
    rows = read_file("rapporto.csv", text.encode())
    assert rows.values == [
        Value("Piombo", Decimal("41.5"), "mg/kg", uncertainty=Decimal(2)),
        Value("Cadmio", Decimal("0.5"), "mg/kg", below=True),
    ]
    assert set(rows.errors) == {(3, "value"), (4, "analyte")}
    assert "1250" in rows.errors[3, "value"]


def test_a_spreadsheet_is_read_as_well_and_a_substance_twice_is_named():
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        lines = [("analyte", "value", "unit"), ("Piombo", 41.5, "mg/kg"), ("PIOMBO", "<2", "mg / kg")]
        for number, cells in enumerate(lines):
            sheet.write_row(number, 0, cells)
    rows = read_file("rapporto.xlsx", out.getvalue())
    assert list(rows.errors) == [(2, "analyte")]


@pytest.mark.parametrize("cell", ["", "abc", "<", "1e99", "9" * 40, "1,2,3"])
def test_nonsense_in_a_cell_is_an_error_of_that_cell(cell):
    rows = read_lines([(1, {"analyte": "Piombo", "value": cell, "unit": "mg/kg"})])
    assert list(rows.errors) == [(1, "value")]
    assert rows.values == []


def client_of(teo):
    client = Client()
    client.force_login(User.objects.get(pk=teo.user_id))
    return client


def test_the_laboratory_reads_a_file_into_the_grid_looks_it_over_and_saves(case, teo):
    document, client = make.document(case), client_of(teo)
    address = f"/ecoverde/cases/{case.number}/certificates/{document.uuid}/"
    assert case.number in client.get("/ecoverde/waste-approvals/certificates/").content.decode()
    file = SimpleUploadedFile("r.csv", b"analyte;value;unit\nPiombo;1500;mg/kg\nCadmio;x;mg/kg\n")
    head = {"laboratory": "Pineta", "report_number": "7", "sampled_on": "2026-11-01", "accreditation": "LAB N. 0999"}
    html = client.post(address, {**head, "read": "1", "file": file}).content.decode()
    assert 'value="1500"' in html
    assert 'aria-invalid="true"' in html
    assert Certificate.objects.of(case.company_id).count() == 0
    grid = {"analyte": ["Piombo", "Cadmio"], "unit": ["mg/kg"] * 2, "limit": ["", ""], "method": ["", ""]}
    grid |= {"uncertainty": ["", ""]}
    assert client.post(address, {**head, **grid, "value": ["1500", "x"]}).status_code == 422
    assert client.post(address, {**head, **grid, "value": ["1500", "< 0,5"]}).status_code == 302
    html = client.get(f"/ecoverde/cases/{case.number}/certificates/").content.decode()
    assert "(LAB N. 0999)" in html
    assert "out-of-limit" in html
    assert html.index("Piombo") < html.index("Cadmio")
    assert 'value="&lt; 0,5"' in client.get(address).content.decode()


@pytest.mark.parametrize(("language", "shown"), [("it", "84,2"), ("en", "84.2")])
def test_a_value_is_shown_as_the_reader_writes_numbers_and_read_back_the_same(language, shown):
    with translation.override(language):
        assert measured.plain(Decimal("84.20")) == shown
        typed = [(1, {"analyte": "Piombo", "value": shown, "unit": "%"})]
        (line,) = read_lines(typed).values
    assert line.value == Decimal("84.2")


def test_limits_come_from_a_file_and_the_same_file_twice_changes_nothing(eco, teo, plant):
    actor = make.actor(eco, "ida@example.org", "registry.edit_plant", "registry.import")
    common = {"plant": "RA2", "valid_from": "2026-01-01"}
    rows = [
        {**common, "waste_code": "17 05", "analyte": "Zinco", "unit": "mg/kg", "most": "1500,5"},
        {**common, "analyte": "pH", "unit": "-", "least": "5,5", "most": "12"},
    ]
    kind = kinds.get("limits")
    for expected in ((2, 0, 0), (0, 0, 2)):
        report = take(kind, list(enumerate(rows, start=2)), actor=actor, now=make.NOW, dry=False)
        assert ((report.added, report.changed, report.unchanged), report.errors) == (expected, [])
    assert len(list(kind.rows(eco.pk))) == 4
    wrong = take(
        kind,
        [(2, {**common, "analyte": "Zinco", "unit": "mg/kg", "waste_code": "1"})],
        actor=actor,
        now=make.NOW,
        dry=False,
    )
    assert {error.column for error in wrong.errors} == {"waste_code", "most"}
