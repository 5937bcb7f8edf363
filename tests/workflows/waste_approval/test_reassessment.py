"""What makes an approval be asked about anew, and what a correction does to the checks that judged the sheet."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from cases.definition import catalogue
from cases.models import CaseLink, Dispatch, WorkItem
from cases.outbox import relay
from cases.queries.timeline import timeline
from cases.services import corrections
from cases.services.clockwork import tick
from cases.services.errors import Refused
from cases.services.policies.factory import load_factory
from contracts import approvals
from contracts.models import Approval, LoadRejection
from desk.presenting import events
from desk.presenting.addresses import Addresses
from desk.presenting.work import work as work_shown
from tests.factories import cases as make
from tests.factories import contracts as gate
from tests.workflows.waste_approval.test_later_life import Cast, at, now_is, now_is_full, work_left
from workflows.waste_approval import reactions, tasks
from workflows.waste_approval.judged import JUDGED
from workflows.waste_approval.models import WasteApproval

pytestmark = pytest.mark.django_db
PROCESS = catalogue.get("waste_approval")


@pytest.fixture
def cast():
    return Cast()


def in_force(cast):
    """An approved case, and from now on the factory's tables."""
    case = cast.approved()
    load_factory([PROCESS], now=make.NOW)
    return case


def refused_load(cast, case, reason, **values):
    said = approvals.Rejected(rejected_t=Decimal(8), reason=reason, words="Presenza di amianto.", **values)
    row = approvals.in_force_of(case)
    return approvals.reject_load("fir-1", said, approval=row, actor=gate.gate(cast.eco), now=make.NOW)


def relayed():
    relay.run_once(make.NOW, "here")


def asked(case):
    return case.events.filter(kind="waste_approval.asked_anew").count()


@pytest.mark.parametrize(
    ("reason", "state", "register", "work"),
    [
        ("NC", "suspended", "suspended", [""]),
        ("IR", "suspended", "suspended", [""]),
        ("A", "approved", "in_force", []),
    ],
)
def test_a_refused_load_stops_deliveries_when_its_reason_lies_in_the_waste(cast, reason, state, register, work):
    case = in_force(cast)
    refused_load(cast, case, reason)
    relayed()
    assert (now_is(case).state, Approval.objects.of(cast.eco).get().state) == (state, register)
    assert work_left(case) == work


def test_a_refused_load_says_why_deliveries_stopped(cast):
    case = in_force(cast)
    refused_load(cast, case, "NC")
    relayed()
    assert "Presenza di amianto." in WasteApproval.objects.of(cast.eco).get(pk=case.pk).suspension_reason


def test_reported_and_delivered_twice_a_refused_load_is_one(cast):
    case = in_force(cast)
    assert refused_load(cast, case, "NC") == refused_load(cast, case, "NC")
    relayed()
    dispatch = Dispatch.objects.of(cast.eco).get(consumer="waste_approval.asked_anew")
    assert reactions.ask_anew(dispatch, make.NOW) is None
    make.moved(now_is_full(case), "resume", cast.teo)
    assert reactions.ask_anew(dispatch, make.NOW) is None
    assert (asked(case), now_is(case).state, LoadRejection.objects.of(cast.eco).count()) == (1, "approved", 1)


def test_a_load_refused_as_a_whole_frees_its_reservation_and_in_part_does_not(cast):
    case = in_force(cast)
    by = {"actor": gate.gate(cast.eco), "now": make.NOW}
    question = gate.question(approvals.in_force_of(case), 10, on=date(2026, 11, 17))
    said = {"rejected_t": Decimal(4), "reason": "A", "words": "Fossa piena."}
    for key in ("whole", "part"):
        assert approvals.reserve(key, question, **by).reservation
    approvals.reject_load("whole", approvals.Rejected(**said), **by)
    approvals.reject_load("part", approvals.Rejected(**said, is_partial=True), **by)
    approvals.consume("part", Decimal(6), **by)
    states = dict(approvals.in_force_of(case).reservations.values_list("key", "state"))
    assert states == {"whole": "released", "part": "consumed"}
    assert approvals.may_deliver(cast.eco.pk, question).remaining_t == Decimal(94)


def test_more_than_a_year_allows_becomes_work_and_each_further_load_adds_to_it(cast):
    case = in_force(cast)
    by = {"actor": gate.gate(cast.eco), "now": make.NOW}
    row = approvals.in_force_of(case)
    for key in ("a", "b"):
        assert approvals.reserve(key, gate.question(row, 10, on=date(2026, 11, 17)), **by).reservation
    approvals.consume("a", Decimal(95), **by)
    relayed()
    assert work_left(case) == ["reassess.quantity"]
    approvals.consume("b", Decimal(12), **by)
    relayed()
    for dispatch in Dispatch.objects.of(cast.eco).filter(consumer="waste_approval.asked_anew"):
        assert reactions.ask_anew(dispatch, make.NOW) is None
    (item,) = WorkItem.objects.of(cast.eco).filter(case=case, status="open", duty="waste_approval.supervise")
    assert (item.duty, len(item.reason.splitlines()), asked(case)) == ("waste_approval.supervise", 2, 2)
    assert now_is(case).state == "approved"


@pytest.mark.parametrize("trigger", ["complaint", "inspection"])
def test_a_complaint_or_an_inspection_becomes_work(cast, trigger):
    case = in_force(cast)
    row = approvals.in_force_of(case)
    approvals.question(row, trigger, key="7", words="Odori.", actor=gate.gate(cast.eco), now=make.NOW)
    relayed()
    assert work_left(case) == [f"reassess.{trigger}"]


def test_without_a_published_table_a_person_decides(cast):
    case = cast.approved()
    refused_load(cast, case, "NC")
    relayed()
    assert (now_is(case).state, work_left(case)) == ("approved", ["reassess.load"])


def test_the_company_may_decide_otherwise_and_an_ended_approval_is_left_alone(cast):
    case = make.moved(in_force(cast), "revoke", cast.bo, inputs={"reason": "Difforme"}).case
    row = Approval.objects.of(cast.eco).get()
    said = approvals.Rejected(rejected_t=Decimal(8), reason="NC", words="x")
    approvals.reject_load("fir-2", said, approval=row, actor=gate.gate(cast.eco), now=make.NOW)
    relayed()
    assert (work_left(case), asked(case)) == ([], 0)


def test_a_plant_that_may_receive_less_becomes_work(cast):
    case = cast.approved()
    deed = cast.plant.authorisations.get()
    deed.wastes.update(yearly_quantity_t=Decimal(90))
    tasks.watch(at(date(2027, 2, 1)))
    assert work_left(case) == ["watch.room"]


def test_a_suspended_approval_may_be_prepared_anew_and_the_new_version_replaces_it(cast):
    old = make.moved(cast.approved(), "suspend", cast.teo, inputs={"reason": "Carico respinto"}).case
    make.moved(old, "reassess", cast.teo)
    relayed()
    link = CaseLink.objects.of(cast.eco).get(kind="renews")
    cast.approved(now_is_full_of(link.case))
    relayed()
    assert now_is(old).state == "superseded"
    assert sorted(Approval.objects.of(cast.eco).values_list("version", "state")) == [(1, "superseded"), (2, "in_force")]


def now_is_full_of(case):
    case.dossier = WasteApproval.objects.of(case.company_id).get(pk=case.pk)
    return case


def test_an_expired_approval_is_renewed_by_the_next_version_and_nothing_is_typed_again(cast):
    old = cast.approved()
    tick(at(date(2027, 11, 17)))
    old = now_is_full(old)
    assert old.state == "expired"
    make.moved(old, "renew_late", cast.ada, now=at(date(2027, 11, 20)))
    relay.run_once(at(date(2027, 11, 20)), "here")
    renewal = now_is_full_of(CaseLink.objects.of(cast.eco).get(kind="renews").case)
    dossier = renewal.dossier
    assert (dossier.revision, dossier.renews_id, dossier.price_per_tonne) == (2, old.pk, Decimal("48.50"))
    judge, sign = (
        PROCESS.transition(code).form(company_id=cast.eco.pk, on=date(2027, 11, 20), case=renewal)
        for code in ("conclude_review", "approve")
    )
    assert judge.initial["judgement"] == "Compatibile."
    assert judge.initial["prescriptions"] == "Su prenotazione.\nImballi chiusi."
    assert sign.initial["price_per_tonne"] == Decimal("48.50")
    with pytest.raises(Refused):
        make.moved(now_is_full(old), "renew_late", cast.ada)


# corrections and the checks that judged what they changed


@pytest.fixture
def reviewed(cast):
    """Under technical review, chemistry and authorisation ended in favour."""
    case = make.opened(cast.eco, cast.ada, plant=cast.plant, operation="R5")
    case = make.moved(make.moved(case, "submit", cast.ada).case, "pass_on", cast.cleo).case
    make.document(case)
    return make.checked(case, cast.teo)


CHARACTERISED = {
    "waste_code": "170504",
    "process_of_origin": "scavo",
    "physical_state": "S",
    "hazard_judgement": "Nessuna caratteristica di pericolo oltre quelle dichiarate.",
    "reason": "Errore di trascrizione",
}


def steps_to_do(case):
    return sorted(filter(None, case.work_items.filter(status__in=("open", "taken")).values_list("step", flat=True)))


@pytest.mark.parametrize(
    ("changed", "asked_again"),
    [
        ({"process_of_origin": "bonifica"}, ["chemistry"]),
        ({"appearance": "terra nera"}, ["chemistry"]),
        ({"packaging": "big bag"}, []),
        ({}, []),
    ],
)
def test_a_check_is_asked_again_when_what_it_judged_was_corrected(cast, reviewed, changed, asked_again):
    case = make.moved(reviewed, "characterise", cast.teo, inputs=CHARACTERISED | changed).case
    assert steps_to_do(case) == asked_again
    told = [json.loads(event.body)["matter"] for event in case.events.filter(kind="case.checks_voided")]
    assert told == ([{"steps": asked_again, "columns": sorted(changed)}] if asked_again else [])
    if asked_again:
        with pytest.raises(Refused) as refused:
            make.moved(case, "conclude_review", cast.teo, inputs={"judgement": "Compatibile."})
        assert {refusal.code for refusal in refused.value.refusals} == {"checks_open"}
    make.moved(make.checked(case, cast.teo), "conclude_review", cast.teo, inputs={"judgement": "Compatibile."})


def test_a_code_that_becomes_hazardous_asks_for_the_transport_too(cast, reviewed):
    make.waste_code("170503", hazardous=True, entry_type="MH", mirror_partners=["170504"])
    inputs = CHARACTERISED | {"waste_code": "170503", "hazard_properties": ["HP14"]}
    case = make.moved(reviewed, "characterise", cast.teo, inputs=inputs).case
    assert steps_to_do(case) == ["authorisation", "chemistry", "transport"]


def test_a_correction_after_the_review_sends_the_case_back_to_the_one_check_it_concerns(cast, reviewed):
    case = make.moved(reviewed, "conclude_review", cast.teo, inputs={"judgement": "Compatibile."}).case
    admin = make.actor(cast.eco, "eve@example.org", corrections.DUTY)
    corrections.correct(case, {"raw_materials": "sabbia"}, "Errore", actor=admin, now=make.NOW)
    case = now_is_full(case)
    with pytest.raises(Refused) as refused:
        make.moved(case, "approve", cast.bo, inputs={"price_per_tonne": Decimal(1)})
    assert "checks_open" in {refusal.code for refusal in refused.value.refusals}
    case = make.moved(case, "return_to_review", cast.bo, inputs={"reason": "Scheda corretta"}).case
    assert steps_to_do(case) == ["chemistry"]


def test_a_sheet_corrected_after_the_approval_becomes_work_and_bars_the_way_back(cast):
    case = in_force(cast)
    admin = make.actor(cast.eco, "eve@example.org", corrections.DUTY)
    corrections.correct(case, {"raw_materials": "sabbia"}, "Errore", actor=admin, now=make.NOW)
    relayed()
    assert work_left(case) == ["reassess.sheet"]
    case = make.moved(now_is_full(case), "suspend", cast.teo, inputs={"reason": "Scheda corretta"}).case
    with pytest.raises(Refused) as refused:
        make.moved(case, "resume", cast.teo)
    assert "checks_open" in {refusal.code for refusal in refused.value.refusals}


def test_the_work_of_a_corrected_sheet_and_its_event_say_in_words_what_was_corrected(cast):
    case = in_force(cast)
    admin = make.actor(cast.eco, "eve@example.org", corrections.DUTY)
    changes = {"raw_materials": "sabbia", "appearance": "bruno"}
    corrections.correct(case, changes, "Errore", actor=admin, now=make.NOW)
    relayed()
    item = WorkItem.objects.of(cast.eco).get(case=case, step="reassess.sheet")
    addresses = Addresses(cast.eco.slug)
    with translation.override("it"):
        told = next(each for each in timeline(case) if each.kind == reactions.ASKED_ANEW)
        (entry,) = events.entries([told], {}, case)
        seen = work_shown(item, cast.teo, make.NOW.date(), addresses)
        assert str(item.label) == seen.label == "Decidere sull’omologa: la scheda è stata corretta"
        assert (entry.title, [fact.value for fact in entry.facts]) == ("Omologa da rivalutare", [item.reason])
    assert seen.reason == item.reason == "Corretto dopo l’omologa: Aspetto, Materie prime."


def test_every_field_a_check_judges_is_on_the_sheet_and_every_check_is_of_the_review():
    columns = {field.name for field in WasteApproval._meta.get_fields()}
    steps = set(PROCESS.stages["under_technical_review"].flow.checks())
    assert set(JUDGED) <= columns
    assert {step for named in JUDGED.values() for step in named} == steps
