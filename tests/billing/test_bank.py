"""Bank statements: read safely, matched by proposal, decided by a person, undone by a reversal."""

from __future__ import annotations

from datetime import date

import pytest

from billing.models import BankLine, ImportMapping
from billing.queries.balances import balance_at, drift
from billing.queries.matching import proposals, returns
from billing.services.bank import confirm, confirm_return, form_of, set_aside, take_statement, undo
from billing.statements.reading import StatementRefused
from cases.services.errors import Refused
from tests.billing.statements import CBI, amount, bomb, camt, entry
from tests.factories import billing as make

pytestmark = pytest.mark.django_db
IBAN = "IT60X0542811101000000123456"


@pytest.fixture
def rossi(eco):
    return make.customer(eco, name="Galvanica Reno S.r.l.")


def taken(by, *entries, **balances):
    return list(take_statement(camt(*entries, **balances), "c.xml", None, **by)[0].lines.order_by("position"))


def test_camt_gives_each_movement_with_payer_text_and_reference(by):
    batch = "<NtryDtls>{}</NtryDtls>".format(
        "".join(f"<TxDtls><Amt Ccy='EUR'>{each}</Amt></TxDtls>" for each in (1, 2))
    )
    lines = taken(
        by, entry("100.00", "Fattura F9", "Reno Srl", IBAN), entry("-5.00", "Spese"), entry("3.00", more=batch)
    )
    assert [row.amount for row in lines] == [100, -5, 1, 2]
    assert (lines[0].party, lines[0].party_iban, lines[0].text) == ("Reno Srl", IBAN, "Fattura F9")
    assert (lines[0].booked_on, lines[0].value_on) == (date(2026, 11, 3), date(2026, 11, 4))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<a>", "not_xml"),
        (b"<a/>", "no_statement"),
        (bomb(), "doctype"),
        (camt(entry("1.00", currency="USD")), "currency"),
        (camt(entry("x.00")), "value"),
        (camt(entry("1.00"), opening="5.00", closing="7.00"), "sums"),
        (camt(), "no_movements"),
        (b" 61 nothing", "record"),
        (CBI.replace(amount(1100), amount("1100.01")).encode(), "sums"),
    ],
)
def test_a_statement_that_cannot_be_trusted_is_refused_whole(by, content, code):
    with pytest.raises(StatementRefused) as refused:
        take_statement(content, "x", None, **by)
    assert refused.value.code == code
    assert not BankLine.objects.of(by["actor"].company_id).exists()


def test_cbi_text_gives_its_movements_and_must_add_up(by):
    statement = take_statement(CBI.encode(), "rnd.txt", None, **by)[0]
    lines = list(statement.lines.order_by("position"))
    assert [(row.amount, row.text, row.reason_code) for row in lines] == [
        (150, "BONIFICO GALVANICA RENO SRL FATTURA 2026/118", ""),
        (-50, "INSOLUTO RIBA 77", "37"),
    ]
    assert (statement.opening, statement.closing, lines[0].value_on) == (1000, 1100, date(2026, 11, 4))


def test_a_table_of_a_bank_is_read_by_its_mapping(eco, by):
    columns = {"booked_on": "Data", "amount": "Importo", "text": "Causale"}
    how = {"company": eco, "source": "bank", "name": "BCC", "content": "statement", "date_format": "dmy"}
    mapping = ImportMapping.objects.create(**how, columns=columns)
    good = "Data;Importo;Causale\n03/11/2026;1.150,00;Bonifico\n"
    assert take_statement(good.encode(), "b.csv", mapping, **by)[0].lines.get().amount == 1150
    with pytest.raises(StatementRefused, match="Line 3"):
        take_statement(f"{good}31/31/2026;1,00;x\n".encode(), "b.csv", mapping, **by)
    assert form_of(good.encode()) == "table"


def test_the_same_file_is_taken_once(by):
    taken(by, entry("1.00"))
    with pytest.raises(Refused, match="file_known"):
        taken(by, entry("1.00"))


def test_the_document_the_amount_the_iban_and_the_name_make_the_score(eco, rossi, by):
    wanted = make.item(rossi, 100, document_number="2026/118")
    make.item(make.customer(eco), 100, document_number="2026/7")
    make.paid(rossi, 1, None, payer_iban=IBAN)
    line = taken(by, entry("100.00", "Saldo fattura 2026/118", "GALVANICA RENO SRL", IBAN))[0]
    first, second = proposals(line)
    assert (first.customer, first.items, first.score) == (rossi, [wanted], 100)
    assert [reason for reason, _ in first.reasons] == ["named", "amount", "payer", "name"]
    assert (second.score, [reason for reason, _ in second.reasons]) == (30, ["amount"])


def test_all_that_is_open_is_proposed_when_the_amount_is_its_sum(rossi, by):
    make.item(rossi, 60)
    make.item(rossi, 40)
    found = proposals(taken(by, entry("100.00", "saldo", "Galvanica Reno"))[0])
    assert (len(found[0].items), found[0].score) == (2, 45)


def test_a_confirmed_match_is_a_payment_and_undoing_it_a_reversal(eco, rossi, by):
    item = make.item(rossi, 100)
    line = taken(by, entry("100.00", "x"))[0]
    payment = confirm(line, rossi, [item], **by)
    assert (payment.source, payment.booked_on, make.fresh(item).is_open) == ("bank", date(2026, 11, 3), False)
    with pytest.raises(Refused, match="line_decided"):
        confirm(line, rossi, [item], **by)
    undo(line, reason="wrong customer", **by)
    assert (make.fresh(item).open_amount, make.fresh(line).state, balance_at(rossi, make.ON)) == (100, "open", 100)
    with pytest.raises(Refused, match="line_open"):
        undo(line, reason="again", **by)
    confirm(line, rossi, [], **by)
    assert (balance_at(rossi, make.ON), drift(eco.pk)) == (0, [])


def test_an_unpaid_collection_finds_its_payment_and_takes_it_back(rossi, by):
    item = make.item(rossi, 50)
    payment = make.paid(rossi, 50, channel="riba", booked_on=date(2026, 10, 31), reference="RIBA 77")
    make.paid(make.customer(rossi.company), 50, None, booked_on=date(2026, 10, 30))
    line = taken(by, entry("-50.00", "INSOLUTO RIBA 77"))[0]
    found = returns(line, date(2026, 9, 1))
    assert [(each.payment == payment, each.score) for each in found] == [(True, 80), (False, 30)]
    confirm_return(line, payment, reason="Insoluto", reason_code="37", **by)
    assert (make.fresh(item).open_amount, make.fresh(line).state) == (50, "matched")
    with pytest.raises(Refused, match="is_reversal"):
        undo(line, reason="x", **by)


def test_what_is_no_customer_s_is_set_aside_with_a_reason_and_can_come_back(by):
    line = taken(by, entry("-5.00", "Spese"))[0]
    with pytest.raises(Refused, match="reason_missing"):
        set_aside(line, note=" ", **by)
    set_aside(line, note="bank fees", **by)
    assert undo(line, reason="it was a refund", **by).state == "open"
