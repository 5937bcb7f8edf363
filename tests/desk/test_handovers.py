"""The reconciliation page: both sides, what differs, and what a clerk does about it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from billing.adapters.port import Answer, Verdict
from billing.duties import HOLD, READ
from billing.handover import sending
from billing.handover.systems import opened
from billing.models import BillingSystem, CollectionHold
from billing.queries.handovers import Asked, handovers, sides
from billing.services.holds import NewHold, place_hold
from billing.services.upkeep import end_late_holds
from registry.models import User
from tests.factories import billing as ledger
from tests.factories import handover as make
from tests.factories import registry

pytestmark = pytest.mark.django_db


@pytest.fixture
def elsewhere(monkeypatch):
    found = make.Elsewhere()
    monkeypatch.setattr(sending, "adapter_of", lambda handover, company: found)
    return found


@pytest.fixture
def office():
    with make.known():
        office = make.office()
        ada = User.objects.get(pk=office.ada.user_id)
        ada.language = "en"
        ada.save()
        member = registry.member(office.company, *make.DUTIES, who=ada)
        office.desk = Client()
        office.desk.force_login(member.user)
        yield office


def page(office, path="", **asked):
    answer = office.desk.get(f"/{office.company.slug}/receivables/{path}", asked)
    assert answer.status_code == 200
    return answer.content.decode()


def post(office, path, **typed):
    return office.desk.post(f"/{office.company.slug}/receivables/{path}", typed, follow=True)


def test_both_sides_stand_beside_each_other_and_each_difference_opens_its_hand_over(office, elsewhere):
    taken = office.handed(office.case(), "approve")[0]
    stuck = office.handed(office.case(analysis=None), "approve")[0]
    office.bills_by("http", "https://billing.example")
    other = office.handed(office.case(analysis=1), "approve")[0]
    make.sent()
    told = page(office, "hand-overs/")
    assert [each.case.number in told for each in (taken, stuck, other)] == [True, True, True]
    told = page(office, "hand-overs/", show="differences")
    assert [each.case.number in told for each in (taken, stuck, other)] == [False, True, True]
    assert "Sums differ" in told
    assert "-29.00" in told.replace("\N{MINUS SIGN}", "-")
    assert stuck.case.number not in page(office, "hand-overs/", show="amounts")
    assert other.case.number not in page(office, "hand-overs/", system="built_in")


def test_an_event_the_relay_has_not_carried_yet_is_seen(office):
    case = office.move(office.case(), "approve")
    told = page(office, "hand-overs/")
    assert "Not at billing yet" in told
    assert case.number in told


def test_a_clerk_states_what_is_missing_and_it_goes_on(office):
    [stuck] = office.handed(office.case(analysis=None), "approve")
    assert "State what is missing" in page(office, f"hand-overs/{stuck.pk}/")
    path = f"hand-overs/{stuck.pk}/repair/"
    assert post(office, path, analysis="twelve", reason="x").status_code == 422
    told = post(office, path, analysis="12.50", reason="by telephone").content.decode()
    assert "The hand-over goes on." in told
    assert "by telephone" in told
    assert "162.50" in told


def test_trying_again_before_it_is_mended_says_so(office):
    [stuck] = office.handed(office.case(analysis=None), "approve")
    assert "not mended yet" in post(office, f"hand-overs/{stuck.pk}/retry/").content.decode()
    assert post(office, f"hand-overs/{stuck.pk}/drop/", reason="entered by hand").status_code == 200
    assert "entered by hand" in page(office, f"hand-overs/{stuck.pk}/")
    assert post(office, f"hand-overs/{stuck.pk}/retry/").status_code == 409


def test_the_list_is_a_file_too(office, elsewhere):
    office.bills_by("http", "https://billing.example")
    [refused] = office.handed(office.case(), "approve")
    elsewhere.answers = [Answer(Verdict.REFUSED, "http_refused", {"status": 422, "words": "=no"})]
    make.sent()
    answer = office.desk.get(f"/{office.company.slug}/receivables/hand-overs/file.csv")
    told = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert refused.case.number in told
    assert "(422): =no" in told


def test_who_bills_is_chosen_by_an_administrator_and_the_token_is_never_shown(office, settings):
    settings.BILLING_HOSTS = ["billing.lan"]
    url = "http://billing.lan/handovers"
    typed = {"valid_from": "2099-01-01", "kind": "http", "url": url, "secret": "s3cret-token"}
    answer = post(office, "systems/new/", **typed)
    assert answer.status_code == 409, "no machine is known by that name"
    settings.BILLING_HOSTS = ["127.0.0.1"]
    answer = post(office, "systems/new/", **{**typed, "url": "http://127.0.0.1/handovers"})
    assert answer.status_code == 200
    row = BillingSystem.objects.of(office.company).get()
    assert opened(row) == "s3cret-token"
    assert b"s3cret" not in bytes(row.secret)
    for path in ("systems/", "systems/new/"):
        assert "s3cret" not in page(office, path)
    post(office, "systems/new/", **{**typed, "url": "http://127.0.0.1/handovers", "secret": ""})
    assert opened(BillingSystem.objects.of(office.company).get()) == "s3cret-token"


@pytest.mark.parametrize("url", ["https://127.0.0.1/x", "http://example.org", "https://localhost", "https://a:b@c.it"])
def test_an_address_in_the_server_s_own_network_is_refused(office, url):
    typed = {"valid_from": "2099-01-01", "kind": "http", "url": url, "secret": ""}
    assert post(office, "systems/new/", **typed).status_code == 409


def test_a_day_that_has_passed_keeps_its_system(office):
    typed = {"valid_from": "2020-01-01", "kind": "file", "url": "", "secret": ""}
    assert post(office, "systems/new/", **typed).status_code == 409


def test_a_collection_hold_that_ran_out_is_on_the_first_page_of_who_decides_on_it(office):
    clerk = office.ada.__class__(office.ada.user_id, "Ada", frozenset({HOLD}), office.company.pk)
    new = NewHold(customer=office.customer, cause="promise", reason="Friday", until_on=date(2026, 11, 25))
    place_hold(new, actor=clerk, now=make.NOW)
    home = f"/{office.company.slug}/"
    assert "expired collection hold" not in office.desk.get(home).content.decode()
    end_late_holds(make.NOW + timedelta(days=9))
    assert "expired collection hold" not in office.desk.get(home).content.decode(), "it is not for everybody"
    registry.member(office.company, HOLD, who=(paul := registry.user(language="en")))
    office.desk.force_login(paul)
    assert "1 expired collection hold" in office.desk.get(home).content.decode()


def test_an_expired_hold_is_extended_from_the_list_and_leads_to_the_case_that_placed_it(office):
    case = office.case()
    clerk = office.ada.__class__(office.ada.user_id, "Ada", frozenset({HOLD}), office.company.pk)
    new = NewHold(customer=office.customer, cause="plan", reason="Plan", until_on=date(2026, 11, 25), case=case)
    placed = place_hold(new, actor=clerk, now=make.NOW)
    end_late_holds(make.NOW + timedelta(days=9))
    paul = registry.user(language="en")
    registry.member(office.company, HOLD, READ, "request.enter", who=paul)
    office.desk.force_login(paul)
    told = page(office, "holds/")
    assert f"/cases/{case.number}/" in told
    assert f"holds/{placed.pk}/extend/" in told
    assert f"holds/{placed.pk}/lift/" in told
    told = office.desk.get(f"/{office.company.slug}/?tab=queued").content.decode()
    assert "Extend or lift a collection hold that expired" in told
    answer = post(office, f"holds/{placed.pk}/extend/", until_on="2099-01-01", reason="second plan")
    assert answer.status_code == 200
    assert "The hold is extended." in answer.content.decode()
    told = office.desk.get(f"/{office.company.slug}/?tab=queued").content.decode()
    assert "Extend or lift a collection hold that expired" not in told


def test_what_billing_has_opens_just_the_hand_overs_it_has(office, elsewhere):
    office.handed(office.case(), "approve")
    stuck = office.handed(office.case(analysis=None), "approve")[0]
    office.bills_by("http", "https://billing.example")
    office.handed(office.case(analysis=1), "approve")
    make.sent()
    found = sides(office.company)
    rows = list(handovers(office.company, Asked(show="taken")))
    assert (len(rows), sum(row.billed for row in rows)) == (found.taken, found.taken_sum)
    assert stuck.case.number not in page(office, "hand-overs/", show="taken")
    assert "hand-overs/?show=taken" in page(office, "hand-overs/")


def test_a_hold_says_for_which_open_case_of_the_customer_it_is_placed(office):
    case, closed = office.case(), office.case()
    other = office.case(customer=registry.customer(office.company))
    type(case).objects.of(office.company).filter(pk=closed.pk).update(closed_at=make.NOW)
    registry.member(office.company, HOLD, READ, "request.enter", who=(paul := registry.user(language="en")))
    office.desk.force_login(paul)
    new = f"holds/new/?customer={office.customer.code}"
    offered = page(office, "holds/new/", customer=office.customer.code)
    assert [f'value="{each.number}"' in offered for each in (case, closed, other)] == [True, False, False]
    typed = {
        "customer": office.customer.code,
        "cause": "dispute",
        "reason": "Weight",
        "contract_ref": "",
        "until_on": "",
    }
    for wrong in (other, closed):
        assert post(office, new, **typed, case=wrong.number).status_code == 422
    assert "The hold is placed." in post(office, new, **typed, case=case.number).content.decode()
    assert [row.case for row in CollectionHold.objects.of(office.company)] == [case]
    assert (
        "This belongs to another customer."
        in post(office, new, **typed | {"customer": other.customer.code}, case=case.number).content.decode()
    )
    registry.member(office.company, HOLD, READ, who=(eve := registry.user(language="en")))
    office.desk.force_login(eve)
    assert case.number not in page(office, "holds/new/", customer=office.customer.code), "she may not see the case"


def test_the_customer_shows_what_was_handed_over_for_it(office):
    [handover] = office.handed(office.case(), "approve")
    told = office.desk.get(f"/{office.company.slug}/customers/{office.customer.code}/").content.decode()
    shown = told[told.index("Handed over to billing") :]
    assert handover.case.number in shown
    assert "Difference" not in shown, "beside so much else there is room for what counts"
    told = office.desk.get(f"/{office.company.slug}/cases/{handover.case.number}/").content.decode()
    assert f"receivables/hand-overs/{handover.pk}/" in told


def test_a_contract_period_stands_beside_the_cases_and_is_taken_back_with_a_reason(office):
    row = ledger.period(office.customer)
    told = page(office, "hand-overs/", q="CT-1")
    assert "fixed from 1 October" in told
    told = page(office, f"hand-overs/{row.pk}/")
    assert "1 October – 31 October" in told
    assert post(office, f"hand-overs/{row.pk}/take-back/", reason=" ").status_code == 422
    assert post(office, f"hand-overs/{row.pk}/take-back/", reason="moved out").status_code == 200
    assert "Take it back" not in page(office, f"hand-overs/{row.pk}/")
    back = row.reversal
    told = page(office, f"hand-overs/{back.pk}/")
    assert "takes back CT-1/fixed/2026-10-01" in told
    assert "moved out" in told
    answer = office.desk.get(f"/{office.company.slug}/receivables/hand-overs/file.csv")
    assert "CT-1" in b"".join(answer.streaming_content).decode("utf-8-sig")
    told = office.desk.get(f"/{office.company.slug}/customers/{office.customer.code}/").content.decode()
    assert "Taken back: fixed from 1 October" in told


def test_a_contract_period_that_stopped_is_on_the_first_page_of_who_hands_over(office):
    home = f"/{office.company.slug}/"
    assert "stopped hand-over" not in office.desk.get(home).content.decode()
    ledger.period(registry.customer(office.company, **{**make.COMPLETE, "city": ""}))
    assert "1 stopped hand-over" in office.desk.get(home).content.decode()


def test_the_work_it_leaves_is_on_the_first_page_of_who_hands_over(office):
    [stuck] = office.handed(office.case(analysis=None), "approve")
    told = office.desk.get(f"/{office.company.slug}/?tab=queued").content.decode()
    assert "See to the hand-over to billing" in told
    assert stuck.case.number in told
