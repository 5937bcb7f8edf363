"""An offer on paper: bands, signatures at once, a vote, revisions, a record below, a reaction, an edit, a timer."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal

import pytest

from cases.models import Case, Dispatch, WorkItem
from cases.outbox import delivery, relay
from cases.outbox.limits import USUAL
from cases.services import work
from cases.services.clockwork import tick
from cases.services.errors import Refused
from cases.services.policies.factory import load_factory
from tests.conformance import life
from tests.paper.dunning.process import process as dunning
from tests.paper.fixtures import paper_processes
from tests.paper.models import Agreement, SentOffer
from tests.paper.offer.process import process as offer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("paper_processes")]
__all__ = ["paper_processes"]


@pytest.fixture
def eco(db):
    load_factory([offer, dunning], now=life.NOW)
    return life.make.company()


def opened(of, amount, discount=0):
    terms = {"amount": Decimal(amount), "discount": Decimal(discount)}
    who = life.taker(offer, offer.opening, of)
    return life.open_case(offer.code, of, life.customer(of), life.command(who, inputs=terms)).case


def move(case, code, **inputs):
    return life.perform(
        case, code, life.command(life.taker(offer, offer.transition(code), case.company), inputs=inputs)
    ).case


def waiting(case):
    rows = WorkItem.objects.of(case.company_id).filter(case=case, status="open").exclude(step="")
    return sorted(rows.values_list("step", flat=True))


def sign(case, step, outcome="favourable", name="x"):
    item = WorkItem.objects.of(case.company_id).filter(case=case, status="open", step=step).first()
    reason = "" if outcome == "favourable" else "Margine insufficiente"
    work.complete(item, outcome, reason, actor=life.person(case.company, name, item.duty), now=life.NOW)


def sent(of, amount=900):
    case = move(opened(of, amount), "ask")
    sign(case, "margin")
    return move(move(case, "approve"), "send")


@pytest.mark.parametrize(
    ("amount", "discount", "steps"),
    [
        (5000, 0, ["margin"]),
        (5001, 20, ["credit", "margin"]),
        (50001, 0, ["board", "board", "board", "credit", "margin"]),
        (10, 21, ["board", "board", "board", "credit", "margin"]),
    ],
)
def test_amount_and_discount_say_by_the_table_who_signs_at_the_same_time(eco, amount, discount, steps):
    assert waiting(move(opened(eco, amount, discount), "ask")) == steps


def test_two_of_three_votes_of_different_people_decide_and_spare_the_third(eco):
    case = move(opened(eco, 60000), "ask")
    for step in ("margin", "credit"):
        sign(case, step)
    sign(case, "board", name="ada")
    with pytest.raises(Refused, match="signature_missing"):
        move(case, "approve")
    with pytest.raises(Refused):
        sign(case, "board", name="ada")
    sign(case, "board", name="bo")
    assert waiting(case) == []
    assert move(case, "approve").state == "approved"


def test_a_new_revision_is_signed_anew_and_the_sent_one_stays_as_it_was(eco):
    case = move(sent(eco), "revise", amount=Decimal(6000), discount=Decimal(0))
    case = move(case, "ask")
    assert waiting(case) == ["credit", "margin"]
    for step in ("credit", "margin"):
        sign(case, step)
    case = move(move(case, "approve"), "send")
    kept = SentOffer.objects.of(eco).order_by("revision").values_list("revision", "amount")
    assert list(kept) == [(1, Decimal(900)), (2, Decimal(6000))]
    assert case.dossier.revision == 2


def test_an_edit_that_stays_restarts_no_clock_and_asks_for_no_new_work(eco):
    case = opened(eco, 900)
    before = list(WorkItem.objects.of(eco).values_list("pk", "opened_at"))
    edited = move(case, "edit", amount=Decimal(901))
    assert (edited.state, edited.version, edited.dossier.amount) == ("draft", 2, Decimal(901))
    assert list(WorkItem.objects.of(eco).values_list("pk", "opened_at")) == before


def test_an_acceptance_leaves_one_agreement_below_told_once_however_often_it_is_delivered(eco):
    case = move(sent(eco), "accept")
    row = Agreement.objects.of(eco).get()
    assert (row.source, row.amount, row.in_force_since) == (case.number, Decimal(900), None)
    relay.run_once(life.NOW, "here")
    dispatch = Dispatch.objects.of(eco).get(consumer="paper.agreements")
    for _ in range(3):
        consumer = relay.consumers.named(dispatch.consumer)
        assert delivery.attempt(dispatch.pk, consumer, life.NOW, USUAL) == delivery.Attempt.BUSY
    row.refresh_from_db()
    assert (row.times_told, str(row.in_force_since)) == (1, "2026-11-16")


def test_an_acceptance_that_fails_leaves_no_agreement(eco, monkeypatch):
    case = sent(eco)
    monkeypatch.setattr("cases.services.journal.append", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        move(case, "accept")
    assert not Agreement.objects.of(eco).exists()


def test_an_offer_nobody_answers_lapses_on_the_day_after_its_last(eco):
    case = sent(eco)
    last = case.dossier.valid_until
    seen = []
    for days in (30, 31):
        tick(life.NOW + timedelta(days=days))
        seen.append(Case.objects.of(eco).get(pk=case.pk).state)
    assert (seen, str(last)) == (["sent", "lapsed"], "2026-12-16")


def test_an_offer_is_frozen_when_a_debt_of_its_customer_goes_to_the_lawyer(eco):
    case = sent(eco)
    life.lived(dunning, eco)
    relay.run_once(life.NOW, "here")
    case = Case.objects.of(eco).get(pk=case.pk)
    assert offer.dossier.objects.of(eco).get(pk=case.pk).is_frozen
    with pytest.raises(Refused, match="offer_frozen"):
        move(case, "accept")
    event = case.events.get(transition="freeze_sent")
    assert (event.origin, event.from_state, event.to_state) == ("reaction", "sent", "sent")


def test_the_band_with_version_and_row_is_on_the_event(eco):
    case = move(opened(eco, 60000), "ask")
    (told,) = json.loads(case.events.get(transition="ask").body)["matter"]["decisions"]
    assert (told["policy"], told["version"], told["rows"]) == ("paper_offer/table/bands", 1, ["large"])
    assert told["inputs"] == {"amount": "60000", "discount": "0"}
