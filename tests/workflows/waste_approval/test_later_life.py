"""After the approval: reminders, expiry, suspension, renewal, and what makes a waste be looked at anew."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from cases.models import Case, CaseLink, Deadline, Notice, WorkItem
from cases.outbox import relay
from cases.rules.deadlines import Unit
from cases.services import deadlines, holds
from cases.services.clockwork import tick
from cases.services.errors import Refused
from contracts import approvals
from contracts.models import Approval
from registry.models import PlantAuthorisation, WasteCodeChange
from tests.factories import cases as make
from tests.factories import registry as people
from workflows.waste_approval import tasks

pytestmark = pytest.mark.django_db
JUDGED = {"judgement": "Compatibile.", "prescriptions": "Su prenotazione.\n\nImballi chiusi."}
PRICED = {"price_per_tonne": Decimal("48.50"), "conditions": ""}
SUPERVISE = ("waste_approval.supervise",)


class Cast:
    """Ada enters, Cleo checks, Teo reviews and supervises, Bo approves; 170504 goes to Ravenna 2."""

    def __init__(self) -> None:
        self.eco = people.company("ecoverde")
        self.ada = make.actor(self.eco, "ada@example.org", *make.ENTER, "cases.hold")
        self.cleo = make.actor(self.eco, "cleo@example.org", *make.CHECK)
        self.teo = make.actor(self.eco, "teo@example.org", *make.REVIEW, *SUPERVISE)
        self.bo = make.actor(self.eco, "bo@example.org", *make.APPROVE)
        self.code = make.waste_code("170504", entry_type="MN", mirror_partners=["170503"])
        self.plant = make.plant(self.eco, ("170504", "R5"))

    def approved(self, case: Case | None = None) -> Case:
        case = case or make.opened(self.eco, self.ada, plant=self.plant, operation="R5")
        case = make.moved(case, "submit", self.ada).case
        case = make.moved(case, "pass_on", self.cleo).case
        self.analysis = make.document(case)
        case = make.moved(make.checked(case, self.teo), "conclude_review", self.teo, inputs=JUDGED).case
        return make.moved(case, "approve", self.bo, inputs=PRICED).case


@pytest.fixture
def cast():
    return Cast()


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def now_is(case: Case) -> Case:
    """The case as it is in the database."""
    return Case.objects.of(case.company_id).get(pk=case.pk)


def work_left(case: Case) -> list[str]:
    own = case.work_items.filter(status="open").exclude(duty="billing.hand_over")
    return sorted(own.values_list("step", flat=True))


def test_an_approval_is_in_the_register_with_its_prescriptions_and_its_cause(cast):
    case = cast.approved()
    approval = approvals.in_force_of(case)
    assert approval is not None
    assert (approval.valid_to, approval.valid_to_cause) == (date(2027, 11, 16), "twelve_months")
    assert [row.text for row in approval.prescriptions.order_by("position")] == ["Su prenotazione.", "Imballi chiusi."]
    assert case.dossier.limits == [["twelve_months", "2027-11-16"], ["plant_authorisation", "2030-12-31"]]


def test_the_office_is_reminded_sixty_thirty_and_fifteen_days_before_the_end(cast):
    who = people.member(cast.eco, *make.ENTER).user_id
    cast.approved()
    for day in (date(2027, 9, 17), date(2027, 10, 17), date(2027, 11, 1)):
        tick(at(day))
    told = Notice.objects.of(cast.eco).filter(user_id=who, kind="deadline_near", params__clock="validity")
    assert sorted(row.params["days"] for row in told) == [15, 30, 60]


def test_an_approval_expires_the_day_after_its_last_one_and_so_does_the_register(cast):
    case = cast.approved()
    tick(at(date(2027, 11, 16)))
    assert now_is(case).state == "approved"
    tick(at(date(2027, 11, 17)))
    assert (now_is(case).state, now_is(case).is_open) == ("expired", False)
    assert Approval.objects.of(cast.eco).get().state == "expired"


def test_neither_a_hold_nor_a_suspension_makes_an_approval_last_longer(cast):
    case = cast.approved()
    holds.place(case, holds.Stop(reason="In attesa"), actor=cast.ada, now=make.NOW)
    case = make.moved(now_is_full(case), "suspend", cast.teo, inputs={"reason": "Carico respinto"}).case
    validity = Deadline.objects.of(cast.eco).get(case=case, clock="validity")
    assert (validity.status, validity.due_on) == ("running", date(2027, 11, 16))
    tick(at(date(2027, 11, 17)))
    assert now_is(case).state == "expired"


def test_a_term_that_ends_on_a_date_is_not_extended(cast):
    case = cast.approved()
    clerk = make.actor(cast.eco, "eve@example.org", "cases.extend")
    more = deadlines.More(amount=10, unit=Unit.CALENDAR_DAYS, reason="Richiesta del cliente")
    with pytest.raises(Refused) as refused:
        deadlines.extend(
            Deadline.objects.of(cast.eco).get(case=case, clock="validity"), more, actor=clerk, now=make.NOW
        )
    assert {refusal.code for refusal in refused.value.refusals} == {"deadline_on_a_date"}


def now_is_full(case: Case) -> Case:
    fresh = Case.objects.select_related("company", "customer").get(pk=case.pk, company=case.company)
    fresh.dossier = case.dossier
    return fresh


def test_a_suspension_stops_the_gate_until_it_is_lifted(cast):
    case = cast.approved()
    case = make.moved(case, "suspend", cast.teo, inputs={"reason": "Carico respinto"}).case
    assert Approval.objects.of(cast.eco).get().state == "suspended"
    assert work_left(case) == [""]
    case = make.moved(case, "resume", cast.teo).case
    assert (case.state, Approval.objects.of(cast.eco).get().state) == ("approved", "in_force")
    case = make.moved(case, "revoke", cast.bo, inputs={"reason": "Difforme"}).case
    assert (case.is_open, Approval.objects.of(cast.eco).get().state) == (False, "revoked")


def test_what_is_no_longer_proven_is_not_resumed(cast):
    case = cast.approved()
    case = make.moved(case, "suspend", cast.teo, inputs={"reason": "Controllo"}).case
    cast.analysis.valid_until = date(2026, 11, 15)
    cast.analysis.save()
    with pytest.raises(Refused) as refused:
        make.moved(case, "resume", cast.teo)
    assert {refusal.code for refusal in refused.value.refusals} == {"analysis_expired"}


def test_a_renewal_is_a_new_case_linked_to_the_old_and_replaces_it(cast):
    old = cast.approved()
    make.moved(old, "renew", cast.ada)
    relay.run_once(make.NOW, "here")
    link = CaseLink.objects.of(cast.eco).get(kind="renews")
    renewal = make_full(link.case)
    assert (link.other_id, renewal.state, renewal.dossier.revision) == (old.pk, "draft", 2)
    assert renewal.dossier.waste_code == "170504"

    with pytest.raises(Refused) as refused:
        make.moved(now_is_full(old), "renew", cast.ada)
    assert {refusal.code for refusal in refused.value.refusals} == {"renewal_under_way"}

    renewal = cast.approved(renewal)
    relay.run_once(make.NOW, "here")
    assert now_is(old).state == "superseded"
    assert sorted(Approval.objects.of(cast.eco).values_list("version", "state")) == [(1, "superseded"), (2, "in_force")]


def make_full(case: Case) -> Case:
    fresh = Case.objects.select_related("company", "customer").get(pk=case.pk, company=case.company_id)
    fresh.dossier = fresh.process.dossier.objects.of(case.company_id).get(pk=case.pk)
    return fresh


def test_sixty_days_before_the_end_the_renewal_begins_by_itself(cast):
    cast.approved()
    tick(at(date(2027, 9, 18)))
    relay.run_once(at(date(2027, 9, 18)), "here")
    assert CaseLink.objects.of(cast.eco).get(kind="renews").case.state == "draft"


def test_a_renewal_begun_by_a_person_meets_its_term_and_leaves_nobody_work(cast):
    case = cast.approved()
    make.moved(case, "renew", cast.ada)
    relay.run_once(make.NOW, "here")
    before = case.events.count()
    tick(at(date(2027, 9, 18)))
    term = Deadline.objects.of(cast.eco).get(case=case, clock="renewal")
    assert (term.status, term.next_action_at, work_left(case)) == ("met", None, [])
    assert case.events.count() == before
    assert not Notice.objects.of(cast.eco).filter(kind="deadline_expired").exists()
    assert CaseLink.objects.of(cast.eco).filter(kind="renews").count() == 1


def test_the_same_waste_of_the_same_site_is_not_approved_twice(cast):
    first = cast.approved()
    with pytest.raises(Refused) as refused:
        cast.approved()
    assert [refusal.params["number"] for refusal in refused.value.refusals] == [first.number]


def test_a_plant_that_loses_its_authorisation_becomes_work_once(cast):
    case = cast.approved()
    PlantAuthorisation.objects.of(cast.eco).update(valid_to=date(2027, 1, 31))
    assert tasks.watch(at(date(2027, 1, 31))) == 0
    assert tasks.watch(at(date(2027, 2, 1))) == 1
    assert tasks.watch(at(date(2027, 2, 2))) == 0
    item = WorkItem.objects.of(cast.eco).get(case=case, step="watch.plant")
    assert (item.duty, now_is(case).state) == ("waste_approval.supervise", "approved")
    assert item.reason


def test_an_analysis_that_expires_becomes_work(cast):
    case = cast.approved()
    cast.analysis.valid_until = date(2027, 1, 10)
    cast.analysis.save()
    tasks.watch(at(date(2027, 1, 11)))
    assert work_left(case) == ["watch.analysis"]


def test_a_coming_change_of_the_waste_list_asks_for_a_new_classification(cast):
    case = cast.approved()
    WasteCodeChange.objects.create(
        code_prefix="1705", change="amended", applies_from=date(2026, 12, 9), source="Decision (EU) 2025/934"
    )
    assert tasks.watch(make.NOW) == 1
    assert work_left(case) == ["watch.reclassify"]


def test_an_approval_whose_code_has_left_the_list_is_suspended_at_once(cast):
    case = cast.approved()
    cast.code.valid_to = date(2026, 12, 8)
    cast.code.save()
    assert tasks.watch(at(date(2026, 12, 9))) == 1
    assert now_is(case).state == "suspended"
    assert Approval.objects.of(cast.eco).get().state == "suspended"
