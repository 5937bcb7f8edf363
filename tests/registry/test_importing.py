"""Customers, plants and approvals from files: every wrong cell named, whole or not at all, twice is once."""

from __future__ import annotations

import io
import json
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
import xlsxwriter
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import translation

from cases.services.imports import run_waiting
from contracts.models import Approval, ApprovalEvent
from registry.actors import Actor
from registry.duties import EDIT_CUSTOMER, EDIT_PLANT, IMPORT, DutyMissing
from registry.models import Customer, ImportJob, Plant
from registry.queries.plants import authorised
from registry.services.authorised import WasteLine
from registry.services.importing import cells, jobs, kinds, sheets
from tests.factories import cases as make_cases
from tests.factories import registry as make

pytestmark = pytest.mark.django_db
NOW = make_cases.NOW
VAT = "00743110157"
CUSTOMERS = f"""external_code;name;vat_number;city;province;phone;payment_days;parent;what
A1;Rossi S.r.l.;{VAT};Imola;bo;+39 0542 123456;30;;x
A2;Bianchi S.p.A.;;Faenza;RA;;;A1;y
"""
APPROVAL = "number,customer,site,waste_code,plant,operation,valid_from,valid_to,yearly_quantity_t,price_per_tonne\n"


@pytest.fixture
def ours():
    return make.company("ours")


@pytest.fixture
def clerk(ours):
    return Actor(make.user().pk, "Ada", frozenset({EDIT_CUSTOMER, EDIT_PLANT, IMPORT}), ours.pk)


def brought(kind, text, clerk, *, name="file.csv"):
    content = text.encode() if isinstance(text, str) else text
    return jobs.start(kind, name, content, actor=clerk, now=NOW)


def applied(kind, text, clerk):
    return jobs.ask_to_apply(brought(kind, text, clerk), actor=clerk, now=NOW)


def counts(job):
    return [job.report[name] for name in ("added", "changed", "unchanged", "errors")]


def test_a_file_is_tried_first_and_writes_nothing(ours, clerk):
    job = brought("customers", CUSTOMERS, clerk)
    assert counts(job) == [2, 0, 0, []]
    assert job.report["unknown"] == ["what"]
    assert not Customer.objects.of(ours).exists()


def test_the_same_file_twice_changes_nothing(ours, clerk):
    assert applied("customers", CUSTOMERS, clerk).stage == "applied"
    before = [(row.code, row.history.count()) for row in Customer.objects.of(ours)]
    assert counts(applied("customers", CUSTOMERS, clerk)) == [0, 0, 2, []]
    assert [(row.code, row.history.count()) for row in Customer.objects.of(ours)] == before
    assert Customer.objects.of(ours).get(external_code="A2").parent.external_code == "A1"


def test_an_empty_cell_leaves_and_a_hyphen_empties(ours, clerk):
    applied("customers", CUSTOMERS, clerk)
    again = applied("customers", "external_code;city;phone\nA1;;-\n", clerk)
    rossi = Customer.objects.of(ours).get(external_code="A1")
    assert (counts(again), rossi.city, rossi.phone) == ([0, 1, 0, []], "Imola", "")


def test_every_wrong_cell_is_named_with_its_line_and_nothing_is_written(ours, clerk):
    make.customer(ours, name="Verdi", vat_number=VAT)
    job = brought(
        "customers",
        f"external_code;name;vat_number;payment_days;parent\n"
        f"A1;;12345678901;x;\nA2;Neri;{VAT};;\n;Viola;;;\nA4;Blu;;;ZZ\nA5;Oro;;;\n",
        clerk,
    )
    found = [(error["line"], error["column"]) for error in job.report["errors"]]
    assert found == [(2, "payment_days"), (3, "vat_number"), (4, "external_code"), (5, "parent")]
    assert "C000001" in job.report["errors"][1]["message"]
    with pytest.raises(ValidationError):
        jobs.ask_to_apply(job, actor=clerk, now=NOW)
    assert Customer.objects.of(ours).count() == 1


READINGS = {
    "2026-12-09": date(2026, 12, 9),
    "31/12/2026": date(2026, 12, 31),
    "5.5.2026": date(2026, 5, 5),
    "09/12/2026": "two ways",
    "31/12/26": "not a day",
    "2026-02-30": "calendar",
    "12/31/2026": "calendar",
}
AMOUNTS = {
    "1234,5": "1234.5",
    "1.234,50": "1234.50",
    "1,234.50": "1234.50",
    "1234.5": "1234.5",
    "0,125": "0.125",
    "12.000.000": "12000000",
    "-3": "-3",
    12.5: "12.5",
    "1.234": "two ways",
    "12,500": "two ways",
    "1.23.4": "not a number",
    "12 t": "not a number",
}


@pytest.mark.parametrize(
    ("reader", "cell", "meant"),
    [(cells.day, *each) for each in READINGS.items()]
    + [(cells.amount, cell, meant if "t" in meant else Decimal(meant)) for cell, meant in AMOUNTS.items()],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_what_can_be_read_in_two_ways_is_refused(reader, cell, meant):
    if isinstance(meant, str):
        with translation.override("en"), pytest.raises(ValidationError, match=meant):
            reader(cell)
    else:
        assert reader(cell) == meant


def spreadsheet(*rows):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(number, column, value, book.add_format({"num_format": "dd/mm/yyyy"}))
                else:
                    sheet.write(number, column, value)
    return target.getvalue()


def test_a_spreadsheet_s_days_and_numbers_are_taken_as_they_are(ours, clerk):
    make.plant(ours, code="RA2")
    head = ("plant", "kind", "number", "valid_from", "waste_code", "operation", "quantity", "unit")
    row = ("RA2", "AIA", "1/2025", date(2025, 4, 3), 170504, "R5", 1234.5, "t")
    job = brought("permits", spreadsheet(head, row), clerk, name="Permessi.XLSX")
    assert counts(jobs.ask_to_apply(job, actor=clerk, now=NOW)) == [1, 0, 0, []]
    plant = Plant.objects.of(ours).get()
    assert plant.authorisations.get().valid_from == date(2025, 4, 3)
    assert authorised([plant.pk], on=make.TODAY)[plant.pk].yearly_quantity_t("170504", "R5") == Decimal("1234.5")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"x"),
        ("a.csv", b"\xff\xfe\x00"),
        ("a.csv", b""),
        ("a.csv", b"name;name\nx;y"),
        ("a.csv", b"colour\nred"),
        ("a.xlsx", b"not a zip"),
        ("a.csv", b'name;city\n"x;y\n'),
        ("a.csv", b"name\n" + b"x\n" * (sheets.MOST_ROWS + 1)),
    ],
    ids=["kind", "encoding", "empty", "twice", "no column", "no spreadsheet", "quotes", "long"],
)
def test_a_file_that_is_no_table_is_refused_in_words(clerk, name, content):
    with pytest.raises(ValidationError) as refused:
        brought("customers", content, clerk, name=name)
    assert refused.value.messages[0]


def test_plants_and_their_deeds_are_found_again_by_their_keys(ours, clerk):
    plants = "code;name;city;is_active\nRA2;Ravenna 2;Ravenna;1\n"
    assert [counts(applied("plants", plants, clerk))[:3] for _ in range(2)] == [[1, 0, 0], [0, 0, 1]]
    permits = "plant;kind;number;valid_from;valid_to;waste_code;operation;quantity;unit\n"
    lines = "RA2;AIA;7;2025-01-01;2030-12-31;170504;R5;500;t\nRA2;AIA;7;2025-01-01;2030-12-31;170503*;D9;9000;kg\n"
    assert [counts(applied("permits", permits + lines, clerk)) for _ in range(2)] == [[2, 0, 0, []], [0, 0, 2, []]]
    more = lines.replace("500", "600").replace("2030-12-31", "2031-12-31")
    assert counts(applied("permits", permits + more, clerk)) == [0, 1, 1, []]


def test_approvals_come_in_by_their_number_and_announce_no_letter(ours, clerk):
    plant = make.plant(ours, code="RA2")
    make.authorisation(plant, WasteLine("170504", "R5"))
    customer = make.customer(ours, external_code="A1")
    row = "OM-7,A1,,170504,RA2,R5,2026-01-01,2027-12-31,{},40\n"
    assert counts(applied("approvals", APPROVAL + row.format(100), clerk)) == [1, 0, 0, []]
    assert counts(applied("approvals", APPROVAL + row.format(100), clerk)) == [0, 0, 1, []]
    assert counts(applied("approvals", APPROVAL + row.format(120), clerk)) == [0, 1, 0, []]
    states = Approval.objects.of(ours).filter(customer=customer).order_by("version").values_list("state", flat=True)
    assert list(states) == ["superseded", "in_force"]
    assert set(ApprovalEvent.objects.of(ours).values_list("origin", flat=True)) == {"import"}


def test_an_approval_the_plant_may_not_receive_is_refused_by_column(ours, clerk):
    make.plant(ours, code="RA2")
    make.customer(ours, external_code="A1")
    text = APPROVAL + (
        "1,A1,,170504,RA2,R5,2026-01-01,2027-12-31,100,\n"
        "2,A1,,170504,RA2,R5,2024-01-01,2025-12-31,0,\n"
        "3,ZZ,,170504,XX,R5,2026-01-01,2027-12-31,100,\n"
        "4,A1,,170504,RA2,R5,-,2027-12-31,-,\n"
    )
    found = [(error["line"], error["column"]) for error in brought("approvals", text, clerk).report["errors"]]
    assert found == [
        (2, "waste_code"), (3, "valid_to"), (3, "yearly_quantity_t"), (3, "waste_code"), (4, "customer"), (4, "plant"),
        (5, "valid_from"), (5, "yearly_quantity_t"),
    ]  # fmt: skip


def test_a_long_file_waits_for_the_worker(ours, clerk, monkeypatch):
    monkeypatch.setattr(jobs, "AT_ONCE", 1)
    make.member(ours, EDIT_CUSTOMER, IMPORT, who=make.User.objects.get(pk=clerk.user_id))
    job = brought("customers", CUSTOMERS, clerk)
    assert job.stage == "to_check"
    assert run_waiting(NOW) == 1
    job.refresh_from_db()
    jobs.ask_to_apply(job, actor=clerk, now=NOW)
    assert not Customer.objects.of(ours).exists()
    assert (run_waiting(NOW), run_waiting(NOW)) == (1, 0)
    assert Customer.objects.of(ours).count() == 2
    job.refresh_from_db()
    assert (job.stage, job.rows) == ("applied", [])


def test_who_left_since_imports_nothing(ours, clerk, monkeypatch):
    monkeypatch.setattr(jobs, "AT_ONCE", 1)
    job = brought("customers", CUSTOMERS, clerk)
    run_waiting(NOW)
    job.refresh_from_db()
    assert (job.stage, len(job.report["errors"])) == ("checked", 1)


def test_who_lacks_the_duty_brings_nothing(ours):
    with pytest.raises(DutyMissing):
        brought("customers", CUSTOMERS, make.office(ours))


def test_the_rows_of_an_export_come_back_unchanged(ours, clerk):
    applied("customers", CUSTOMERS, clerk)
    kind = kinds.get("customers")
    head = [column.name for column in kind.columns]
    flat = {True: "1", False: "0", None: ""}
    lines = [
        ";".join(str(flat.get(v, v) if isinstance(v, bool | None) else v) for v in row) for row in kind.rows(ours.pk)
    ]
    assert counts(applied("customers", "\n".join([";".join(head), *lines]), clerk)) == [0, 0, 2, []]


def test_the_command_tells_and_leaves_with_the_result(ours, tmp_path):
    who = make.member(ours, EDIT_CUSTOMER, IMPORT).user.email
    path = tmp_path / "clienti.csv"
    path.write_text(CUSTOMERS, encoding="utf-8")
    for dry, left in (("--dry-run", 0), ("--json", 2)):
        out = StringIO()
        call_command("import_registry", "customers", str(path), dry, "--company=ours", f"--as={who}", stdout=out)
        assert Customer.objects.of(ours).count() == left
    assert json.loads(out.getvalue())["added"] == 2
    path.write_text("external_code;vat_number\nA9;1\n", encoding="utf-8")
    with pytest.raises(SystemExit):
        call_command("import_registry", "customers", str(path), "--company=ours", f"--as={who}", stdout=StringIO())
    with pytest.raises(CommandError):
        call_command("import_registry", "customers", str(path), "--company=ours", "--as=nobody@x.it")


def test_files_are_not_kept_longer_than_needed(ours, clerk):
    job = brought("customers", CUSTOMERS, clerk)
    ImportJob.objects.of(ours).filter(pk=job.pk).update(created_at=NOW.replace(year=2020))
    run_waiting(NOW)
    assert not ImportJob.objects.of(ours).exists()
