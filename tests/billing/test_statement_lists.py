"""A run of statements of account is a list: whom it is for, how each is reached, who is left out and why."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import translation

from billing.models import StatementRun
from billing.models.statements import Way, Whom
from billing.services.credit import set_credit_terms
from billing.services.holds import NewHold, place_hold
from billing.services.statements.deciding import drop, leave_out, release, take_in
from billing.services.statements.preparing import Wish, prepare
from billing.services.statements.reasons import codes_of, reasons_of
from registry.actors import SYSTEM
from registry.duties import DutyMissing
from registry.services.party import add_address, add_contact
from tests.factories import billing as make
from tests.factories import registry
from tests.factories import statements as sets
from tests.factories.statements import SEAT, refused, sheets

pytestmark = pytest.mark.django_db


def test_each_customer_is_reached_by_the_first_way_he_has(eco, reachable):
    both, pec, seat = (each.pk for each in reachable)
    by_email = sheets(sets.run(eco))
    assert [by_email[each].channel for each in (both, pec, seat)] == ["email", "pec", "post"]
    assert [by_email[each].address for each in (both, seat)] == [
        "amministrazione@rossi.example",
        "Via Roma 1, 40100 Bologna",
    ]
    by_pec = sheets(sets.run(eco, way=Way.PEC_FIRST))
    assert [by_pec[each].channel for each in (both, pec, seat)] == ["pec", "pec", "post"]


def test_mail_goes_to_the_contact_for_invoices_and_never_to_one_for_other_things(eco, reachable):
    rossi, _verdi, neri = reachable
    clerk = registry.office(eco)
    add_contact(rossi, actor=clerk, name="Anna", role="administration", email="fatture@rossi.example")
    add_contact(neri, actor=clerk, name="Ugo", role="logistics", email="ugo@neri.example")
    found = sheets(sets.run(eco))
    assert (found[rossi.pk].address, found[neri.pk].channel) == ("fatture@rossi.example", "post")


def test_a_letter_goes_to_the_mailing_address(eco, reachable):
    neri = reachable[2]
    add_address(
        neri, actor=registry.office(eco), kind="mailing", address="Casella 12", postal_code="40121", city="Imola"
    )
    assert sheets(sets.run(eco))[neri.pk].address == "Casella 12, 40121 Imola"


def test_whom_nothing_reaches_is_left_out_and_the_list_says_so(eco, reachable):
    nowhere = make.customer(eco)
    make.item(nowhere, 100)
    assert codes_of(sheets(sets.run(eco))[nowhere.pk]) == {"statement_without_address"}
    by_mail_only = sheets(sets.run(eco, by_post=False))
    assert codes_of(by_mail_only[reachable[2].pk]) == {"statement_without_mail"}
    assert by_mail_only[reachable[0].pk].status == "waiting"


def test_the_run_is_for_whom_it_was_asked_for(eco, reachable):
    rossi, verdi, neri = reachable
    make.item(verdi, 900, issued_on=date(2026, 8, 1), due_on=date(2026, 8, 31))
    make.paid(neri, 100)
    assert set(sheets(sets.run(eco))) == {rossi.pk, verdi.pk}
    assert set(sheets(sets.run(eco, whom=Whom.OVERDUE, days=60))) == {verdi.pk}
    assert set(sheets(sets.run(eco, whom=Whom.ABOVE, above=make.D(100)))) == {verdi.pk}
    chosen = sheets(sets.run(eco, whom=Whom.CHOSEN, chosen=[rossi, neri]))
    assert {pk: codes_of(row) for pk, row in chosen.items()} == {rossi.pk: set(), neri.pk: {"statement_of_nothing"}}


def test_the_day_decides_who_owes(eco, reachable):
    rossi, verdi, neri = reachable
    make.paid(neri, 100, booked_on=date(2026, 11, 10))
    found = sheets(sets.run(eco, on=date(2026, 11, 9)))
    assert {pk: row.balance for pk, row in found.items()} == {rossi.pk: 100, verdi.pk: 100, neri.pk: 100}


def test_who_is_on_hold_today_is_left_out_of_figures_of_a_day_before(eco, reachable, by):
    place_hold(NewHold(customer=reachable[0], cause="dispute", reason="Weight"), **by)
    run = sets.run(eco, on=make.ON - timedelta(days=5))
    assert codes_of(sheets(run)[reachable[0].pk]) == {"statement_on_hold"}


def test_who_is_on_hold_is_left_out_when_asked_and_else_only_marked(eco, reachable, by):
    rossi = reachable[0]
    place_hold(NewHold(customer=rossi, cause="dispute", reason="Weight"), **by)
    kept = sheets(sets.run(eco))[rossi.pk]
    assert codes_of(kept) == {"statement_on_hold"}
    for language, cause in (("it", "Contestato"), ("en", "Disputed")):
        with translation.override(language):
            assert str(reasons_of(kept)[0].params["cause"]) == cause
    row = sheets(sets.run(eco, skips_held=False))[rossi.pk]
    assert (row.status, row.is_held) == ("waiting", True)


def test_an_insolvency_is_shown_and_stops_nothing(eco, reachable, by):
    rossi = reachable[0]
    set_credit_terms(
        rossi, valid_from=date(2026, 1, 1), limit=None, insolvency="Concordato", source="x", actor=by["actor"]
    )
    row = sheets(sets.run(eco))[rossi.pk]
    assert (row.status, row.insolvency) == ("waiting", "Concordato")


@pytest.mark.parametrize(
    ("code", "wish"),
    [
        ("statements_in_future", {"on": make.ON + timedelta(days=1)}),
        ("period_ends_before_it_begins", {"from_on": make.ON + timedelta(days=1)}),
        ("statements_without_days", {"whom": Whom.OVERDUE}),
        ("statements_without_amount", {"whom": Whom.ABOVE}),
        ("statements_for_nobody", {"whom": Whom.CHOSEN}),
        ("statements_for_nobody", {"whom": Whom.ABOVE, "above": make.D(10**6)}),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused_and_leaves_nothing(eco, reachable, code, wish):
    refused(code, lambda: sets.run(eco, **wish))
    assert not StatementRun.objects.of(eco).exists()


def test_a_form_sent_twice_prepares_one_run(eco, reachable):
    wish = Wish(on=make.ON, whom=Whom.OPEN)
    runs = {prepare(wish, actor=sets.sender(eco), now=make.NOW).pk for _ in range(2)}
    assert len(runs) == StatementRun.objects.of(eco).count() == 1


def test_preparing_takes_as_many_statements_for_thirty_customers_as_for_three(
    eco, reachable, django_assert_max_num_queries
):
    with django_assert_max_num_queries(16):
        sets.run(eco)
    for _ in range(27):
        make.item(make.customer(eco, **SEAT))
    with django_assert_max_num_queries(16):
        assert len(sheets(sets.run(eco))) == 30


@pytest.mark.parametrize("duty", ["billing.read", "documents.send"])
def test_it_takes_the_duty_to_read_the_ledger_and_the_duty_to_write_to_customers(eco, reachable, duty):
    run = sets.run(eco)
    actor = SYSTEM(eco.pk, [{"billing.read": "documents.send", "documents.send": "billing.read"}[duty]])
    by = {"actor": actor, "now": make.NOW}
    for call in (
        lambda: prepare(Wish(on=make.ON, whom=Whom.OPEN), **by),
        lambda: release(run, **by),
        lambda: drop(run, **by),
        lambda: leave_out(run, [], actor=actor),
        lambda: take_in(run, [], actor=actor),
    ):
        with pytest.raises(DutyMissing) as missing:
            call()
        assert missing.value.duty == duty


def test_who_has_no_address_cannot_be_taken_in(eco, reachable):
    nowhere = make.customer(eco)
    make.item(nowhere)
    run = sets.run(eco)
    assert take_in(run, [sheets(run)[nowhere.pk].pk], actor=sets.sender(eco)) == 0
