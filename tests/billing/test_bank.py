"""Bank statements: read safely, matched by proposal, decided by a person, undone by a reversal."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from billing.models import BankLine, ImportMapping
from billing.queries.balances import balance_at, drift
from billing.queries.matching import proposals, returns
from billing.queries.twins import twins
from billing.receivables import reverse_payment
from billing.services.bank import confirm, confirm_return, form_of, set_aside, take_statement, undo
from billing.statements.reading import StatementRefused
from cases.services.errors import Refused
from tests.billing.statements import CBI, account, amount, bomb, camt, cbi, closing, entry, more, movement
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
        (CBI.replace(b"SALDO FATTURA", b"SALDO\0FATTURA"), "record"),
        (b"Data;Importo\n03/11/2026;1,00\n", "no_mapping"),
        (bytes(range(256)), "no_mapping"),
        (CBI.replace(amount(1100).encode(), amount("1100.01").encode()), "sums"),
        (CBI[: CBI.index(b" EF")], "cut_off"),
        (cbi(account(), movement(1, "x"), closing(1001), account("0000002"), movement(1, "y")), "record"),
        (cbi(account(), movement(1, "x", number="0000002"), closing(1001)), "record"),
        (cbi(account(currency="USD"), movement(1, "x"), closing(1001)), "account_currency"),
        (cbi(account(), closing(1000)), "no_movements"),
        (cbi(account(), movement(0, "x"), closing(1000)), "no_movements"),
        (CBI.replace(amount(150).encode(), b"NaN".ljust(15)), "record"),
        (cbi(account(opening=10**12 - 1), movement(10**11 * 9, "x"), closing(10**12 + 9)), "record"),
        (camt(entry("NaN")), "value"),
        (camt(entry("1000000000000.00")), "value"),
        (camt(entry("0.00")), "no_movements"),
    ],
)
def test_a_statement_that_cannot_be_trusted_is_refused_whole(by, content, code):
    with pytest.raises(StatementRefused) as refused:
        take_statement(content, "x", None, **by)
    assert refused.value.code == code
    assert not BankLine.objects.of(by["actor"].company_id).exists()


def test_cbi_text_gives_its_movements_with_who_paid_what_and_must_add_up(by):
    statement = take_statement(CBI, "rnd.txt", None, **by)[0]
    lines = list(statement.lines.order_by("position"))
    assert [(row.amount, row.text, row.reason_code) for row in lines] == [
        (150, "BONIFICO A VOSTRO FAVORE SALDO FATTURA 2026/118", ""),
        (-50, "INSOLUTO RIBA 77 EFFETTO DEL 31/10/2026", "37"),
    ]
    first = lines[0]
    assert (first.party, first.party_iban) == ("GALVANICA RENO SRL", "IT60X0542811101000000654321")
    assert (first.end_to_end, first.bank_reference) == ("PAG-2026-118", "CRO001")
    assert (first.value_on, first.booked_on) == (date(2026, 11, 4), date(2026, 11, 3))
    assert (statement.account, statement.opening, statement.closing) == ("IT60X0542811101000000123456", 1000, 1100)


def test_accounts_that_did_not_move_are_left_out_and_what_a_payer_wrote_goes_on_in_a_second_record(by):
    long = "A" * 104
    records = (account(), closing(1000), account("0000002", 5, conto="000000000002"))
    paid = (movement(1, "BONIFICO", number="0000002"), *(
        more(number="0000002", at14=flag, at17=words) for flag, words in (("RI1", long), ("RI2", "BC"))
    ))  # fmt: skip
    taken = take_statement(cbi(*records, *paid, closing(6, "0000002")), "rnd.txt", None, **by)
    assert [(each.account[-3:], each.lines.get().text) for each in taken] == [("002", f"BONIFICO {long}BC")]


def test_signs_of_windows_and_movements_without_money_keep_no_file_out(by):
    dots = movement(1, "SALDO\x85 FATTURA").encode("latin-1")
    content = cbi(account(), movement(1, "QQ"), movement(0, "CANONE", "002"), closing(1001))
    (taken,) = take_statement(content.replace(movement(1, "QQ").encode(), dots), "rnd.txt", None, **by)
    assert [each.text for each in taken.lines.all()] == ["SALDO\x85 FATTURA"]


def test_words_of_the_payer_that_end_at_the_end_of_a_record_stay_words(by):
    paid = (more(at14="RI1", at17="SALDO FATTURA".ljust(103)), more(at14="RI2", at17="118"))
    (taken,) = take_statement(cbi(account(), movement(1, "x"), *paid, closing(1001)), "rnd.txt", None, **by)
    assert taken.lines.get().text.split() == ["x", "SALDO", "FATTURA", "118"]


def test_a_name_longer_than_a_bank_writes_it_is_kept_as_far_as_it_fits(eco, by):
    how = {"company": eco, "source": "bank", "name": "BCC", "content": "statement", "date_format": "dmy"}
    columns = {"booked_on": "Data", "amount": "Importo", "party": "Da", "party_iban": "IBAN"}
    mapping = ImportMapping.objects.create(**how, columns=columns)
    content = f"Data;Importo;Da;IBAN\n03/11/2026;1,00;{'R' * 200};{'9' * 60}\n".encode()
    line = take_statement(content, "b.csv", mapping, **by)[0].lines.get()
    assert (len(line.party), len(line.party_iban)) == (140, 34)


def test_a_periodic_statement_is_read_as_the_day_s(by):
    content = CBI.replace(b" RH", b" EC")
    assert form_of(content) == "cbi"
    assert take_statement(content, "ec.txt", None, **by)[0].lines.count() == 2


def test_a_table_of_a_bank_is_read_by_its_mapping(eco, by):
    columns = {"booked_on": "Data", "amount": "Importo", "text": "Causale"}
    how = {"company": eco, "source": "bank", "name": "BCC", "content": "statement", "date_format": "dmy"}
    mapping = ImportMapping.objects.create(**how, columns=columns)
    good = "Data;Importo;Causale\n03/11/2026;1.150,00;Bonifico\n"
    assert take_statement(good.encode(), "b.csv", mapping, **by)[0].lines.get().amount == 1150
    with pytest.raises(StatementRefused, match="Line 3"):
        take_statement(f"{good}31/31/2026;1,00;x\n".encode(), "b.csv", mapping, **by)
    assert form_of(good.encode()) == "table"
    of_bank = camt(entry("2.00"))
    assert take_statement(of_bank, "c.xml", mapping, **by)[0].form == "camt", "XML is never read as a table"


def test_why_a_table_is_refused_is_said_in_the_readers_language(eco, by):
    how = {"company": eco, "source": "bank", "name": "BCC", "content": "statement", "date_format": "dmy"}
    mapping = ImportMapping.objects.create(**how, columns={"booked_on": "Data", "amount": "Importo"})
    for text, said in (
        ("Giorno;Importo\n1;1\n", "non ha la colonna «Data»"),
        ("Data;Importo\n;1,00\n", "Registrato il: vuoto"),
    ):
        with pytest.raises(StatementRefused) as refused:
            take_statement(text.encode(), "b.csv", mapping, **by)
        with translation.override("it"):
            assert said in str(refused.value.params["said"])


def test_the_same_file_is_taken_once(by):
    taken(by, entry("1.00"))
    with pytest.raises(Refused, match="file_known"):
        taken(by, entry("1.00"))


def test_a_movement_that_an_earlier_file_brought_in_is_told_and_two_alike_need_two_alike(by, django_assert_num_queries):
    first = take_statement(camt(entry("5.00", "one"), entry("7.00", "two")), "day.xml", None, **by)[0]
    month = camt(entry("5.00", "one"), entry("5.00", "again"), entry("8.00", "new"))
    second = take_statement(month, "month.xml", None, **by)[0]
    five, _seven = first.lines.order_by("position")
    again = second.lines.order_by("position")[0]
    with django_assert_num_queries(1):
        assert twins(second) == {again.pk: five}
    assert twins(first) == {}


def test_another_account_s_movement_is_no_twin(by):
    take_statement(CBI, "rnd.txt", None, **by)
    other = cbi(account(conto="000000000009"), movement(150, "x"), closing(1150))
    assert twins(take_statement(other, "other.txt", None, **by)[0]) == {}
    assert twins(take_statement(CBI.replace(b" RH", b" EC"), "ec.txt", None, **by)[0])


def test_the_document_the_amount_the_iban_and_the_name_make_the_score(eco, rossi, by):
    wanted = make.item(rossi, 100, document_number="2026/118")
    make.item(make.customer(eco), 100, document_number="2026/7")
    make.paid(rossi, 1, None, payer_iban=IBAN)
    line = taken(by, entry("100.00", "Saldo fattura 2026/118", "GALVANICA RENO SRL", IBAN))[0]
    first, second = proposals(line)
    assert (first.customer, first.items, first.score) == (rossi, [wanted], 100)
    assert [reason for reason, _ in first.reasons] == ["named", "amount", "payer", "name"]
    assert (second.score, [reason for reason, _ in second.reasons]) == (30, ["amount"])


def test_an_iban_from_which_money_was_booked_by_mistake_proves_nothing(rossi, by):
    make.item(rossi, 100)
    reverse_payment(make.paid(rossi, 1, None, payer_iban=IBAN), reason="of another", on=make.ON, **by)
    (found,) = proposals(taken(by, entry("100.00", "saldo", "Ignoto", IBAN))[0])
    assert [reason for reason, _ in found.reasons] == ["amount"]


def test_what_came_after_a_movement_is_not_what_it_takes_back(rossi, by):
    make.paid(rossi, 50, None, booked_on=make.ON)
    line = taken(by, entry("-50.00", "INSOLUTO"))[0]
    assert line.booked_on < make.ON
    assert returns(line, date(2026, 9, 1)) == []


def test_a_movement_of_another_amount_is_no_return_of_a_payment(rossi, by):
    payment = make.paid(rossi, 50, None, channel="sdd", booked_on=date(2026, 10, 31))
    line = taken(by, entry("-49.00", "INSOLUTO"))[0]
    with pytest.raises(Refused, match="too_much"):
        confirm_return(line, payment, reason="Insoluto", **by)
    assert (make.fresh(line).state, balance_at(rossi, make.ON)) == ("open", -50)


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
