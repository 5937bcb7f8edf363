"""Default interest on items: rates of each day, parts paid on the way, the fixed sum, and the noes."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pypdfium2
import pytest
from django.core.exceptions import ValidationError

from billing.models import InterestCharge
from billing.models.terms import RateKind
from billing.printing import Press
from billing.queries.interest import charged, grown
from billing.queries.rates import rates, regime, shipped
from billing.receivables import Wish, reverse_item
from billing.services.interest import NewRate, charge_interest, enter_contract_rate, enter_rate
from billing.services.statements.ways import seat
from cases.services.errors import Refused
from registry.actors import SYSTEM
from registry.duties import DutyMissing
from tests.factories import billing as make
from tests.factories import registry

pytestmark = pytest.mark.django_db
D = Decimal
NOTE = {
    "it": (
        "Interessi di mora",
        "Fattura F 1/26/1",
        "dal 01/06/2026 al 30/06/2026",
        "10,15 %",
        "10,4 %",
        "8,34",
        "8,84",
        "17,18",
        "40,00",
        "57,18",
        "art. 5 D.Lgs. 231/2002.",
    ),
    "en": ("Default interest", "Invoice F 1/26/1", "from 01/06/2026 to 30/06/2026", "10.15 %", "10.4 %", "€57.18"),
}


def person(eco):
    return make.customer(eco, kind="natural", first_name="Ada", last_name="Verdi")


def invoice(of, amount, due, **values):
    return make.item(of, amount, issued_on=date(due.year, due.month, 1), due_on=due, **values)


def half_year(eco, percent="10.40"):
    new = NewRate(
        kind="late",
        valid_from=date(2026, 7, 1),
        valid_to=date(2026, 12, 31),
        percent=D(percent),
        source="entered by hand, not yet in the gazette",
    )
    return enter_rate(new, actor=make.clerk(eco))


def test_ten_thousand_euro_paid_after_107_days_earn_305_77_and_the_fixed_sum_of_40(rossi, by):
    item = invoice(rossi, 10_000, date(2025, 5, 31))
    make.paid(rossi, 10_000, booked_on=date(2025, 9, 15))
    found = grown(item, date(2026, 1, 31))
    rows = [(row.days, row.percent, row.amount) for row in found.accrual.rows]
    assert rows == [(30, D("11.15"), D("91.65")), (77, D("10.15"), D("214.12"))]
    half_year(rossi.company)
    assert not grown(item, date(2026, 10, 31)).to_be_confirmed, "what was paid before does not hang on a later rate"
    charged = charge_interest(make.fresh(item), date(2026, 1, 31), **by)
    assert (charged.interest.amount, charged.costs.amount) == (D("305.77"), 40)


def test_a_consumer_whose_contract_is_silent_owes_the_legal_rate(eco):
    ada = person(eco)
    enter_contract_rate(ada, valid_from=date(2024, 1, 1), percent=None, source="contract silent", actor=make.clerk(eco))
    item = invoice(ada, 1000, date(2024, 12, 1))
    found = grown(item, date(2025, 1, 31))
    assert [(row.days, row.percent) for row in found.accrual.rows] == [(30, D("2.5")), (31, D("2.0"))]
    assert (found.accrual.total, found.compensation) == (D("3.75"), 0)


def test_a_consumer_owes_the_rate_of_the_contract(eco):
    ada = person(eco)
    enter = {"customer": ada, "source": "art. 7 of the contract", "actor": make.clerk(eco)}
    enter_contract_rate(valid_from=date(2026, 1, 1), percent=D(5), **enter)
    enter_contract_rate(valid_from=date(2026, 2, 1), percent=D(3), **enter)
    enter_contract_rate(valid_from=date(2026, 1, 1), percent=D(9), contract_ref="C9", **enter)
    item = invoice(ada, 365, date(2026, 1, 21))
    assert [(row.days, row.amount) for row in grown(item, date(2026, 2, 10)).accrual.rows] == [
        (10, D("0.50")),
        (10, D("0.30")),
    ]
    named = invoice(ada, 365, date(2026, 1, 21), contract_ref="C9")
    assert grown(named, date(2026, 1, 31)).accrual.total == D("0.90")


def test_a_contract_rate_that_is_not_known_blocks(eco):
    with pytest.raises(Refused, match="contract_rate_missing"):
        grown(invoice(person(eco), 100, date(2026, 1, 31)), date(2026, 3, 1))


def test_the_second_half_of_2026_blocks_until_an_administrator_enters_its_rate(eco, rossi):
    item = invoice(rossi, 1000, date(2026, 5, 31))
    assert grown(item, date(2026, 6, 30)).accrual.total == D("8.34")
    with pytest.raises(Refused, match="rate_missing") as refused:
        grown(item, date(2026, 7, 1))
    assert refused.value.refusals[0].params["day"] == date(2026, 7, 1)
    half_year(eco)
    found = grown(item, date(2026, 7, 1))
    assert found.to_be_confirmed
    assert [row.percent for row in found.accrual.rows] == [D("10.15"), D("10.400")]


def test_the_rate_that_is_missing_is_named_for_what_it_is(eco, rossi):
    def missing(item, on):
        with pytest.raises(Refused) as refused:
            grown(item, on)
        (reason,) = refused.value.refusals
        return reason.code, str(reason.params.get("kind", "")), reason.params["day"]

    law = {"percent": None, "source": "the contract is silent", "actor": make.clerk(eco)}
    of_law, of_contract = make.customer(eco), make.customer(eco)
    enter_contract_rate(of_law, valid_from=date(2026, 1, 1), **law)
    enter_contract_rate(of_contract, valid_from=date(2026, 9, 1), **law | {"percent": D(5)})
    due = date(2026, 7, 31)
    later = date(2027, 1, 10)
    assert missing(invoice(rossi, 10, due), later) == ("rate_missing", str(RateKind.LATE.label), date(2026, 8, 1))
    assert missing(invoice(of_law, 10, due), later) == ("rate_missing", str(RateKind.LEGAL.label), date(2027, 1, 1))
    assert missing(invoice(of_contract, 10, due), later) == ("contract_rate_missing", "", date(2026, 8, 1))


def test_how_a_charge_was_computed_stays_whatever_is_paid_or_entered_later(eco, rossi, by):
    half_year(eco)
    item = invoice(rossi, 1000, date(2026, 8, 31))
    made = charge_interest(item, date(2026, 9, 30), **by)
    half_year(eco, "1.00")
    make.paid(rossi, 400, Wish({item.pk: None}), booked_on=date(2026, 9, 10))
    found = charged(make.fresh(made.interest))
    assert [(row.principal, row.days, row.percent, row.amount) for row in found.accrual.rows] == [
        (1000, 30, D("10.400"), D("8.55"))
    ]
    assert (found.about, found.costs, found.total, found.until_on) == (item, made.costs, D("48.55"), date(2026, 9, 30))
    again = charge_interest(item, date(2026, 10, 31), actor=by["actor"], now=by["now"] + timedelta(minutes=1))
    assert charged(again.interest).costs is None, "the fixed sum is asked for once"
    assert (charged(item), charged(made.costs)) == (None, None)
    assert found.by_law
    enter_contract_rate(rossi, valid_from=date(2026, 1, 1), percent=D(5), source="art. 7", actor=by["actor"])
    assert not charged(made.interest).by_law


def test_the_note_of_interest_shows_the_computation(eco, rossi, by):
    half_year(eco)
    item = invoice(rossi, 1000, date(2026, 5, 31), document_number="F 1/26")
    made = charge_interest(item, date(2026, 7, 31), **by)
    for language, wanted in NOTE.items():
        with Press(eco) as press:
            pdf = press.interest(rossi, charged(made.interest), seat(rossi), language, on=make.ON)
        text = " ".join(pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_bounded().split())
        assert [each for each in wanted if each not in text] == [], text


def test_a_rate_of_one_company_is_not_another_s(eco):
    half_year(eco)
    other = registry.company()
    with pytest.raises(Refused, match="rate_missing"):
        grown(invoice(make.customer(other), 10, date(2026, 7, 31)), date(2026, 8, 31))


def test_each_part_earns_until_the_day_it_was_paid(eco, rossi):
    half_year(eco)
    item = invoice(rossi, 1000, date(2026, 8, 31))
    make.paid(rossi, 400, booked_on=date(2026, 9, 10))
    rows = grown(item, date(2026, 9, 30)).accrual.rows
    assert [(row.principal, row.days, row.amount) for row in rows] == [(400, 10, D("1.14")), (600, 30, D("5.13"))]


def test_interest_goes_on_where_the_last_charge_ended_and_again_when_that_is_taken_back(eco, rossi, by):
    half_year(eco)
    item = invoice(rossi, 1000, date(2026, 8, 31))
    first = charge_interest(item, date(2026, 9, 30), **by)
    assert (first.interest.about, first.costs.amount, len(InterestCharge.objects.get(company=eco).rows)) == (
        item,
        40,
        1,
    )
    with pytest.raises(Refused, match="interest_nothing"):
        charge_interest(item, date(2026, 9, 30), **by)
    second = charge_interest(item, date(2026, 10, 31), **by)
    assert (second.interest.charge.rows[0]["from_on"], second.costs) == ("2026-10-01", None)
    reverse_item(second.interest, reason="agreed", **by)
    assert grown(item, date(2026, 10, 31)).accrual.rows[0].from_on == date(2026, 10, 1)


def test_a_payment_by_law_covers_costs_then_interest_then_principal(eco, rossi, by):
    half_year(eco)
    item = invoice(rossi, 1000, date(2026, 8, 31))
    charged = charge_interest(item, date(2026, 9, 30), **by)
    make.paid(rossi, 45, Wish({item.pk: None}))
    assert [make.fresh(row).open_amount for row in (charged.costs, charged.interest, item)] == [0, D("3.55"), 1000]


def test_no_interest_grows_on_interest_and_none_on_credit(rossi, by):
    item = invoice(rossi, 1000, date(2026, 1, 31))
    charged = charge_interest(item, date(2026, 3, 31), **by)
    for row in (charged.interest, charged.costs, make.item(rossi, -5)):
        with pytest.raises(Refused, match="interest_of_accessory"):
            grown(row, date(2026, 6, 30))


def test_the_shipped_late_rates_have_no_gap_until_the_end_of_june_2026():
    known = [each.rate for each in shipped("late")]
    assert (known[0].valid_from, known[-1].valid_to) == (date(2002, 8, 8), date(2026, 6, 30))
    gaps = [one for one, later in pairwise(known) if one.valid_to + timedelta(days=1) != later.valid_from]
    assert gaps == []


def test_a_rate_needs_a_source_a_duty_and_days_of_its_own(eco):
    row = half_year(eco)
    assert half_year(eco, "10.30").pk == row.pk
    assert rates(eco.pk, "late")[-1].rate.percent == D("10.30")
    values = {"kind": "late", "valid_from": date(2026, 8, 1), "valid_to": date(2027, 6, 30), "percent": D(1)}
    for wrong in ({"source": "x"}, {"source": " ", "valid_from": date(2027, 1, 1)}):
        with pytest.raises(ValidationError):
            enter_rate(NewRate(**{**values, **wrong}), actor=make.clerk(eco))
    with pytest.raises(ValidationError) as refused:
        enter_rate(NewRate(**{**values, "valid_to": date(2026, 7, 31)}, source="x"), actor=make.clerk(eco))
    assert list(refused.value.message_dict) == ["valid_to"], "the field, not the name of a constraint"
    with pytest.raises(DutyMissing):
        enter_rate(NewRate(**values, source="x"), actor=SYSTEM(eco.pk, ()))


def test_who_is_a_business(eco, rossi):
    trader = make.customer(eco, kind="natural", first_name="A", last_name="B", vat_number="00743110157")
    assert [regime(each) for each in (rossi, trader, person(eco))] == ["late", "late", "contract"]
