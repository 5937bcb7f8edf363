"""Files of an accounting system: read as the mapping says, refused where they could mean two things."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from billing.imports.reasons import FileRefused
from billing.imports.running import apply_run, name_customers, try_again, try_file
from billing.models import ImportMapping, OpenItem, Payment
from billing.queries.balances import balance_at, drift
from cases.services.errors import Refused
from registry.actors import SYSTEM
from registry.duties import DutyMissing
from tests.factories import billing as make

pytestmark = pytest.mark.django_db
D = Decimal
COLUMNS = {
    "customer": "Cliente",
    "document_number": "Numero",
    "issued_on": "Data",
    "due_on": "Scadenza",
    "amount": "Importo",
}
HEAD = "Cliente;Numero;Data;Scadenza;Importo\n"
PAYMENTS = {"customer": "Cliente", "booked_on": "Data", "amount": "Importo", "document_number": "Documento"}
SAMPLE = Path(__file__).resolve().parents[3] / "shared/data/samples/receivables/WA_Fn-UseC_-Accounts-Receivable.csv"


def mapping(eco, columns=COLUMNS, **fields):
    usual = {"source": "gestionale", "name": "Gestionale", "content": "items", "date_format": "dmy"}
    return ImportMapping.objects.create(company=eco, columns=columns, **{**usual, **fields})


def tried(how, text, by):
    return try_file(how, "partite.csv", text if isinstance(text, bytes) else text.encode(), **by)


def codes(run):
    return {line["line"]: [reason["code"] for reason in line["reasons"]] for line in run.report["lines"]}


def test_a_file_is_tried_then_applied_and_brought_in_again_without_effect(eco, rossi, by):
    how = mapping(eco)
    text = f"{HEAD}{rossi.code};12;01/10/2026;31/10/2026;1.234,56\n{rossi.code};13;02/10/2026;02/11/2026;-34,56\n"
    run = tried(how, text, by)
    assert (run.report["new"], run.report["amount"], OpenItem.objects.of(eco).count()) == (2, "1200.00", 0)
    apply_run(run, **by)
    assert balance_at(rossi, make.ON) == 1200
    assert sorted(OpenItem.objects.of(eco).values_list("kind", flat=True)) == ["credit_note", "invoice"]
    again = apply_run(tried(how, text, by), **by)
    assert (again.report["new"], again.report["unchanged"], OpenItem.objects.of(eco).count()) == (0, 2, 2)
    with pytest.raises(Refused, match="file_known"):
        apply_run(run, **by)


def test_lines_that_cannot_be_right_are_named_with_every_reason_and_the_others_come_in(eco, rossi, by):
    code = rossi.code
    lines = [
        f"{code};1;01/10/2026;31/10/2026;10,00",
        "C999999;2;01/10/2026;31/10/2026;10,00",
        f"{code};;31/13/2026;31/10/2026;10.00",
        f"{code};4;10/31/2026;30/11/2026;1.234",
        f"{code};5;01/10/2026;30/09/2026;10,00",
        f"{code};6;01/12/2026;31/12/2026;0,00",
        f"{code};1;01/10/2026;31/10/2026;10,00",
    ]
    run = apply_run(tried(mapping(eco), HEAD + "\n".join(lines), by), **by)
    assert codes(run) == {
        3: ["customer_unknown"],
        4: ["amount_other_sign", "date_form", "missing"],
        5: ["amount_ambiguous", "date_swapped"],
        6: ["due_before_issue"],
        7: ["amount_zero", "future"],
        8: ["repeated"],
    }
    assert (run.report["new"], run.report["wrong"], OpenItem.objects.of(eco).count()) == (1, 6, 1)


def test_the_same_document_with_another_amount_is_refused(eco, rossi, by):
    how = mapping(eco)
    apply_run(tried(how, f"{HEAD}{rossi.code};1;01/10/2026;31/10/2026;10,00", by), **by)
    run = tried(how, f"{HEAD}{rossi.code};1;01/10/2026;31/10/2026;11,00", by)
    assert codes(run) == {2: ["differs"]}
    assert run.report["lines"][0]["reasons"][0]["params"]["fields"] == ["amount"]


def test_a_text_with_a_sign_that_no_database_takes_is_refused(eco, rossi, by):
    run = tried(mapping(eco), f"{HEAD}{rossi.code};1\x002;01/10/2026;31/10/2026;10,00\n", by)
    assert (codes(run), run.report["new"]) == ({2: ["unreadable"]}, 0)


def test_a_code_of_a_customer_that_could_not_be_remembered_is_refused(eco, by):
    lines = (f"{'X' * length};1;01/10/2026;31/10/2026;10,00" for length in (80, 81))
    run = tried(mapping(eco, customer_by="alias"), HEAD + "\n".join(lines), by)
    assert codes(run) == {2: ["customer_unknown"], 3: ["too_long"]}
    assert run.report["unknown"] == ["X" * 80]


def test_a_payment_below_zero_is_told_to_be_a_return(eco, rossi, by):
    text = f"Cliente;Data;Importo;Documento\n{rossi.code};05/11/2026;-60,00;\n{rossi.code};05/11/2026;0,00;\n"
    run = tried(mapping(eco, PAYMENTS, content="payments"), text, by)
    assert codes(run) == {2: ["amount_below_zero"], 3: ["amount_zero"]}


def test_an_item_paid_since_it_came_in_is_remarked_and_never_booked_by_guess(eco, rossi, by):
    how = mapping(eco, COLUMNS | {"paid_on": "Pagato"})
    head, line = f"{HEAD.strip()};Pagato\n", f"{rossi.code};1;01/10/2026;31/10/2026;10,00;"
    apply_run(tried(how, f"{head}{line}\n", by), **by)
    run = apply_run(tried(how, f"{head}{line}20/10/2026\n", by), **by)
    assert (codes(run), run.report["unchanged"], balance_at(rossi, make.ON)) == ({2: ["paid_since"]}, 1, 10)
    make.paid(rossi, 10)
    assert codes(tried(how, f"{head}{line}20/10/2026\n", by)) == {}, "settled some other way meanwhile"


def test_whom_a_person_named_goes_before_a_number_two_customers_share(eco, by):
    shared = [make.customer(eco, vat_number="01234567897") for _ in range(2)]
    how = mapping(eco, customer_by="vat_number")
    text = f"{HEAD}01234567897;1;01/10/2026;31/10/2026;10,00"
    run = tried(how, text, by)
    assert (codes(run), run.report["unknown"]) == ({2: ["customer_twice"]}, ["01234567897"])
    name_customers(how, {"01234567897": shared[1]}, actor=by["actor"])
    apply_run(try_again(run, **by), **by)
    assert OpenItem.objects.of(eco).get().customer == shared[1]


def test_the_code_of_a_merged_customer_leads_to_the_one_that_was_kept(eco, rossi, by):
    gone = make.customer(eco, merged_into=rossi)
    apply_run(tried(mapping(eco), f"{HEAD}{gone.code};1;01/10/2026;31/10/2026;10,00", by), **by)
    assert OpenItem.objects.of(eco).get().customer == rossi


def test_payments_find_the_document_they_name_and_the_rest_waits_for_a_person(eco, rossi, by):
    item = make.item(rossi, 100, document_number="77")
    how = mapping(eco, PAYMENTS, content="payments")
    text = (
        "Cliente;Data;Importo;Documento\n"
        f"{rossi.code};05/11/2026;60,00;77\n{rossi.code};06/11/2026;60,00;77\n"
        f"{rossi.code};06/11/2026;5,00;77\n{rossi.code};06/11/2026;9,00;\n{rossi.code};06/11/2026;9,00;\n"
    )
    run = apply_run(tried(how, text, by), **by)
    assert codes(run) == {4: ["document_unknown"]}
    assert (run.report["payments"], run.report["allocated"], make.fresh(item).is_open) == (5, 2, False)
    assert sorted(row.left for row in Payment.objects.of(eco)) == [0, 5, 9, 9, 20]
    assert apply_run(tried(how, text, by), **by).report["unchanged"] == 5
    assert (drift(eco.pk), balance_at(rossi, make.ON)) == ([], -43)


def test_what_was_paid_on_an_item_comes_with_it(eco, rossi, by):
    how = mapping(eco, COLUMNS | {"paid_on": "Pagato", "paid_amount": "Pagato euro"})
    text = f"{HEAD.strip()};Pagato;Pagato euro\n{rossi.code};1;01/10/2026;31/10/2026;10,00;20/10/2026;4,00\n"
    text += f"{rossi.code};2;01/10/2026;31/10/2026;10,00;20/10/2026;\n{rossi.code};3;01/10/2026;31/10/2026;10,00;;\n"
    text += f"{rossi.code};4;01/10/2026;31/10/2026;10,00;20/10/2026;11,00\n"
    run = apply_run(tried(how, text, by), **by)
    assert codes(run) == {5: ["paid_too_much"]}
    assert [row.open_amount for row in OpenItem.objects.of(eco).order_by("pk")] == [6, 0, 10]
    assert (drift(eco.pk), balance_at(rossi, make.ON)) == ([], 16)


def test_a_workbook_keeps_its_days_and_amounts(eco, rossi, by):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, HEAD.strip().split(";"))
        sheet.write_row(1, 0, [rossi.code, 12])
        sheet.write_datetime(1, 2, date(2026, 10, 1), day)
        sheet.write_datetime(1, 3, date(2026, 10, 31), day)
        sheet.write_number(1, 4, 1234.56)
    apply_run(tried(mapping(eco, date_format=""), stream.getvalue(), by), **by)
    item = OpenItem.objects.of(eco).get()
    assert (item.document_number, item.issued_on, item.amount) == ("12", date(2026, 10, 1), D("1234.56"))


def test_customers_are_named_once_and_then_known_by_the_source_s_own_code(eco, rossi, by):
    how = mapping(eco, customer_by="alias")
    run = tried(how, f"{HEAD}X-7;1;01/10/2026;31/10/2026;10,00", by)
    assert run.report["unknown"] == ["X-7"]
    name_customers(how, {"X-7": rossi}, actor=by["actor"])
    assert try_again(run, **by).report["new"] == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "no_rows"),
        (HEAD.encode(), "no_rows"),
        (b"A;B\n1;2\n", "headings_missing"),
        (HEAD.replace(";Importo", "").encode(), "heading_missing"),
        (HEAD.replace(";", ",").encode(), "other_delimiter"),
        (b"CLIENTE;" + HEAD.encode() + b"C1;C1;1;01/10/2026;31/10/2026;10,00\n", "heading_twice"),
        (HEAD.encode() + b"\xff\xfe;1;2;3;4", "not_text"),
        (b"PK\x03\x04 nothing", "not_workbook"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_as_a_whole(eco, by, content, code):
    with pytest.raises(FileRefused) as refused:
        tried(mapping(eco), content, by)
    assert refused.value.code == code


def test_headings_are_the_same_whatever_their_case_and_blanks(eco, rossi, by):
    head = " cliente;NUMERO;Data ;scadenza;importo;Note;NOTE\n"
    run = tried(mapping(eco), f"{head}{rossi.code};1;01/10/2026;31/10/2026;10,00;;\n", by)
    assert (run.report["new"], codes(run)) == (1, {})


def test_importing_needs_the_duty(eco, rossi):
    with pytest.raises(DutyMissing):
        tried(mapping(eco), HEAD, {"actor": SYSTEM(eco.pk, ()), "now": make.NOW})


@pytest.mark.skipif(not SAMPLE.is_file(), reason="the public sample of accounts receivable is not on this machine")
def test_the_public_sample_comes_in_whole_and_only_with_its_own_way_of_writing_days(eco, by):
    columns = {
        "customer": "customerID",
        "document_number": "invoiceNumber",
        "issued_on": "InvoiceDate",
        "due_on": "DueDate",
        "amount": "InvoiceAmount",
        "paid_on": "SettledDate",
    }
    american = {"date_format": "mdy", "decimal_comma": False, "delimiter": ",", "customer_by": "alias"}
    how = mapping(eco, columns, **american)
    run = tried(how, SAMPLE.read_bytes(), by)
    assert (run.report["rows"], run.report["new"], len(run.report["unknown"])) == (2466, 0, 100)
    name_customers(how, {code: make.customer(eco) for code in run.report["unknown"]}, actor=by["actor"])
    run = apply_run(try_again(run, **by), **by)
    assert (run.report["new"], run.report["wrong"], run.report["allocated"]) == (2466, 0, 2466)
    assert drift(eco.pk) == []
    how.date_format = "dmy"
    how.save()
    guessed = tried(how, SAMPLE.read_bytes(), by)
    assert guessed.report["new"] + guessed.report["unchanged"] < 1100
