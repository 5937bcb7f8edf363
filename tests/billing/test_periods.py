"""What contracts charge for their periods: once per line and period, taken back by a counter-charge, repaired, sent."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from billing.adapters.port import Answer, Verdict
from billing.handover import periods, sending
from billing.handover.invariants import handoff
from billing.handover.periods import take_back
from billing.handover.repairing import drop, retry
from billing.handover.texts import refusals
from billing.models import BillingSystem, Charge, Handover
from billing.queries.handovers import Asked, handovers, sides
from cases.models import WorkItem
from cases.services.diagnosis.doctor import Visit
from cases.services.errors import Refused
from registry.actors import SYSTEM
from registry.duties import DutyMissing
from tests.factories import billing as make
from tests.factories import handover, registry
from tests.factories.journals import as_owner

pytestmark = pytest.mark.django_db
D = Decimal
LATER = make.NOW + timedelta(hours=3)


@pytest.fixture
def rossi(eco):
    return make.customer(eco, **handover.COMPLETE)


@pytest.fixture
def elsewhere(monkeypatch, eco):
    """Another system bills, in memory."""
    found = handover.Elsewhere()
    monkeypatch.setattr(sending, "adapter_of", lambda row, company: found)
    told = {"valid_from": date(2026, 1, 1), "changed_at": make.NOW, "changed_by_name": "Ada"}
    BillingSystem.objects.create(company=eco, kind="http", url="https://billing.example", **told)
    return found


def charges(company):
    return list(Charge.objects.of(company).order_by("pk"))


def sound(company, now=make.NOW):
    visit = Visit([company], now)
    return [str(each) for invariant in handoff for each in invariant.check(visit).violations] == []


def test_a_period_of_a_contract_line_is_one_hand_over_that_the_built_in_billing_has_at_once(eco, rossi):
    row = make.period(rossi, due_on=date(2026, 11, 30), source={"price_list": "2026/3"})
    [charge] = charges(eco)
    assert (row.status, row.total, row.billed, row.case, row.name) == (
        "taken", D("12.50"), D("12.50"), None, "CT-1/fixed/2026-10-01",
    )  # fmt: skip
    assert (charge.contract_ref, charge.line, charge.kind) == ("CT-1", "fixed", "recurring")
    assert (charge.quantity, charge.unit_price, charge.amount, charge.due_on) == (
        D(1), D("12.50"), D("12.50"), date(2026, 11, 30),
    )  # fmt: skip
    assert charge.policy == {"price_list": "2026/3"}
    assert sound(eco)


def test_charged_again_with_the_same_contents_it_is_the_same_and_other_contents_are_refused(eco, rossi):
    first = make.period(rossi)
    assert make.period(rossi) == first
    for other in ({"amount": D("13.00")}, {"description_en": "Other"}, {"period_to": date(2026, 12, 1)}):
        with pytest.raises(Refused, match="charged_differently"):
            make.period(rossi, **other)
    with pytest.raises(Refused, match="charged_differently"):
        make.period(make.customer(eco, **handover.COMPLETE))
    assert len(charges(eco)) == 1


def test_days_that_are_charged_already_are_not_charged_again_across_another_period(eco, rossi):
    make.period(rossi)
    with pytest.raises(Refused, match="period_overlaps"):
        make.period(rossi, period_from=date(2026, 10, 15), period_to=date(2026, 11, 15))
    make.period(rossi, period_from=date(2026, 11, 1), period_to=date(2026, 12, 1))
    make.period(rossi, line="power", period_from=date(2026, 10, 15), period_to=date(2026, 11, 15))
    make.period(rossi, contract_ref="CT-2")
    assert len(charges(eco)) == 4


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"period_to": date(2026, 10, 1)}, "period_empty"),
        ({"amount": D(0)}, "amount_unfit"),
        ({"amount": D("1.005")}, "amount_unfit"),
        ({"amount": D(10) ** 13}, "amount_unfit"),
        ({"vat_rate": D(0)}, "vat_unclear"),
        ({"vat_nature": "N2.2"}, "vat_unclear"),
        ({"contract_ref": " "}, "contract_missing"),
        ({"line": ""}, "contract_missing"),
    ],
)
def test_a_period_that_says_too_little_is_refused_and_leaves_nothing(eco, rossi, values, code):
    with pytest.raises(Refused, match=code):
        make.period(rossi, **values)
    assert Handover.objects.of(eco).count() == 0


def test_charging_and_taking_back_need_the_duty_and_a_customer_of_the_company(eco, rossi):
    row, nobody = make.period(rossi), SYSTEM(eco.pk, ())
    with pytest.raises(DutyMissing):
        take_back(row, reason="x", actor=nobody, now=make.NOW)
    new = periods.Period(
        customer=make.customer(registry.company()), contract_ref="C", line="x", description_it="a", description_en="a",
        amount=D(1), vat_rate=D(22), period_from=date(2026, 1, 1), period_to=date(2026, 2, 1),
    )  # fmt: skip
    with pytest.raises(DutyMissing):
        periods.charge_period(new, actor=nobody, now=make.NOW)
    with pytest.raises(Refused, match="other_company"):
        periods.charge_period(new, actor=make.clerk(eco), now=make.NOW)


@pytest.mark.parametrize("again", ["hand-over", "charge"])
def test_the_database_refuses_a_second_charge_of_a_line_and_period(eco, rossi, again):
    row = make.period(rossi)
    copy = row if again == "hand-over" else charges(eco)[0]
    copy.pk = None
    if again == "hand-over":
        copy.key = None
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save(force_insert=True)


@pytest.mark.parametrize("values", [{"contract_ref": ""}, {"period_from": None}, {"line": ""}])
def test_the_database_keeps_no_hand_over_of_nothing(eco, rossi, values):
    row = make.period(rossi)
    with as_owner(), pytest.raises(IntegrityError), transaction.atomic():
        Handover.objects.of(eco).filter(pk=row.pk).update(**values)


def test_it_is_taken_back_once_by_a_counter_charge_that_points_back(eco, rossi, by):
    row = make.period(rossi)
    with pytest.raises(Refused, match="reason_missing"):
        take_back(row, reason=" ", **by)
    back = take_back(row, reason="moved out", **by)
    assert take_back(row, reason="again", **by) == back
    first, counter = charges(eco)
    assert (back.status, back.total, back.reverses, counter.reverses) == ("taken", D("-12.50"), row, first)
    assert (counter.quantity, counter.unit_price, counter.amount) == (D(1), D("-12.50"), D("-12.50"))
    assert (counter.period_from, counter.period_to) == (first.period_from, first.period_to)
    assert [(each["what"], each["by"], each["reason"]) for each in back.acts] == [
        ("taken_back", by["actor"].name, "moved out")
    ]
    with pytest.raises(Refused, match="not_a_period"):
        take_back(back, reason="x", **by)
    assert sides(eco).taken_sum == 0
    assert sound(eco)


def test_another_billing_system_gets_the_same_parcel_with_contract_and_days(eco, rossi, elsewhere):
    row = make.period(rossi, contract_ref="CT/2026 44", due_on=date(2026, 11, 30))
    handover.sent(make.NOW)
    [body] = map(json.loads, elsewhere.has.values())
    assert make.fresh(row).status == "taken"
    assert (body["case"], body["event"], body["contract"]) == (None, None, {"code": "CT/2026 44", "line": "fixed"})
    [line] = body["charges"]
    assert (line["period_from"], line["period_to"], line["due_on"], line["amount"]) == (
        "2026-10-01", "2026-11-01", "2026-11-30", "12.50",
    )  # fmt: skip


def test_the_code_of_a_contract_leads_no_file_out_of_its_folder(eco, rossi, monkeypatch, tmp_path, by):
    monkeypatch.setattr("billing.handover.systems.settings.DATA_DIR", tmp_path)
    told = {"valid_from": date(2026, 1, 1), "changed_at": make.NOW, "changed_by_name": "Ada"}
    BillingSystem.objects.create(company=eco, kind="file", **told)
    row = make.period(rossi, contract_ref="../../CT")
    handover.sent(make.NOW)
    take_back(row, reason="x", **by)
    handover.sent(make.NOW)
    files = sorted(path.name for path in (tmp_path / "handover" / eco.slug).iterdir())
    assert [name.rpartition("-")[0][:20] for name in files] == ["..-..-CT-fixed-2026-"] * 2
    assert len(list(tmp_path.rglob("*.json"))) == 2


def test_what_takes_back_waits_until_billing_has_it_and_goes_to_the_same_billing(eco, rossi, elsewhere, by):
    row = make.period(rossi)
    elsewhere.answers = [Verdict.UNKNOWN]
    handover.sent(make.NOW)
    back = take_back(row, reason="wrong", **by)
    other = make.period(rossi, contract_ref="CT-2")
    assert (back.status, other.status) == ("waiting", "ready")
    for minutes in (1, 2):
        handover.sent(make.NOW + timedelta(minutes=minutes))
    row, back = make.fresh(row), make.fresh(back)
    assert (row.status, back.status, back.total) == ("taken", "taken", D("-12.50"))
    told = json.loads(elsewhere.has[str(back.key)].decode())["charges"][0]
    assert told["reverses"] == {"key": str(row.key), "line": "fixed"}


def test_of_a_customer_who_is_not_complete_it_waits_for_a_clerk_without_a_case(eco, by):
    rossi = make.customer(eco, **{**handover.COMPLETE, "city": ""})
    row = make.period(rossi)
    assert (row.status, row.reasons[0]["code"], WorkItem.objects.of(eco).count()) == (
        "to_repair", "customer_incomplete", 0,
    )  # fmt: skip
    for language, town in (("it", "comune"), ("en", "city")):
        with translation.override(language):
            assert refusals(row.reasons)[0].params["what"] == town
    retry(row, **by)
    assert make.fresh(row).status == "to_repair"
    type(rossi).objects.of(eco).filter(pk=rossi.pk).update(city="Ravenna")
    retry(row, **by)
    row = make.fresh(row)
    assert (row.status, row.was_repaired) == ("taken", True)
    assert [each["what"] for each in row.acts] == ["retried", "retried"]


def test_what_is_given_up_is_not_taken_back_and_what_waited_to_take_it_back_takes_nothing(eco, by):
    rossi = make.customer(eco, **{**handover.COMPLETE, "city": ""})
    row = make.period(rossi)
    back = take_back(row, reason="wrong", **by)
    drop(row, reason="billed by hand", **by)
    row, back = make.fresh(row), make.fresh(back)
    assert (row.status, row.acts[-1]["what"], row.dropped_reason) == ("dropped", "dropped", "billed by hand")
    assert (back.total, Charge.objects.of(eco).filter(handover=back).count()) == (0, 0)
    other = make.period(rossi, contract_ref="CT-2")
    drop(other, reason="billed by hand", **by)
    with pytest.raises(Refused, match="nothing_to_take_back"):
        take_back(other, reason="x", **by)


def test_what_surely_did_not_leave_is_parked_and_tried_again(eco, rossi, elsewhere, by):
    row = make.period(rossi)
    no = Answer(Verdict.NOT_NOW, "no_connection", {"error": "ConnectionRefusedError"})
    elsewhere.answers = [no] * 8
    for hours in range(8):
        handover.sent(make.NOW + timedelta(hours=2 * hours))
    row = make.fresh(row)
    assert (row.status, row.work) == ("parked", None)
    retry(row, **by)
    handover.sent(LATER)
    assert make.fresh(row).status == "taken"


def test_the_reconciliation_finds_it_by_contract_and_counts_it(eco, rossi):
    row = make.period(rossi)
    make.period(rossi, contract_ref="CT-2")
    assert list(handovers(eco, Asked(words="ct-1"))) == [row]
    found = sides(eco)
    assert (found.handed, found.handed_sum, found.taken_sum) == (2, D("25.00"), D("25.00"))


def test_a_counter_charge_of_other_days_is_found_by_the_doctor(eco, rossi, by):
    take_back(make.period(rossi), reason="x", **by)
    with as_owner():
        Charge.objects.of(eco).filter(reverses__isnull=False).update(period_from=date(2026, 9, 1))
    assert not sound(eco)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.booleans(), st.integers(0, 5), st.integers(1, 2)), min_size=1, max_size=10))
def test_in_any_order_no_day_of_a_line_is_charged_twice_and_what_is_taken_back_sums_to_zero(steps):
    company = registry.company()
    life = Life(make.customer(company, **handover.COMPLETE))
    for charging, start, length in steps:
        life.charge(start, start + length) if charging else life.take_back(start)
    assert {row.period_from: row.period_to for row in charges(company) if not row.reverses_id} == life.ends
    assert sides(company).taken_sum == D("12.50") * (len(life.ends) - len(life.back))
    assert sound(company)


class Life:
    """A contract line and what should stand of it: its charged periods by their first day, and those taken back."""

    def __init__(self, customer):
        self.customer, self.ends, self.back, self.rows = customer, {}, set(), {}

    def charge(self, start, end):
        since, until = (date(2026, 1, 1) + timedelta(days=days) for days in (start, end))
        others = [day for day, last in self.ends.items() if day < until and last > since]
        if others and self.ends.get(since) != until:
            with pytest.raises(Refused):
                make.period(self.customer, period_from=since, period_to=until)
            return
        self.rows[since] = make.period(self.customer, period_from=since, period_to=until)
        self.ends[since] = until

    def take_back(self, start):
        since = date(2026, 1, 1) + timedelta(days=start)
        if since in self.rows:
            take_back(self.rows[since], reason="x", actor=make.clerk(self.customer.company), now=make.NOW)
            self.back.add(since)
