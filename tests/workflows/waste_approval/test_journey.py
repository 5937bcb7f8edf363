"""One waste approval from the sheet to the approval, with everything that stands in its way."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cases.services.errors import NotPermitted, Refused
from cases.services.judgement import verdicts
from tests.factories import cases as make

pytestmark = pytest.mark.django_db
JUDGED = {"judgement": "Compatible with the plant."}
PRICED = {"price_per_tonne": Decimal("120.00"), "conditions": ""}


class Cast:
    """Ada enters, Cleo checks, Teo reviews, Bo approves."""

    def __init__(self) -> None:
        self.eco = make.company()
        self.ada = make.actor(self.eco, "ada@example.org", *make.ENTER)
        self.cleo = make.actor(self.eco, "cleo@example.org", *make.CHECK)
        self.teo = make.actor(self.eco, "teo@example.org", *make.REVIEW)
        self.bo = make.actor(self.eco, "bo@example.org", *make.APPROVE, *make.ENTER, *make.REVIEW)
        make.waste_code("170503", hazardous=True, entry_type="MH", mirror_partners=["170504"])
        self.plant = make.plant(self.eco, ("170503", "D9"))

    def under_review(self, **values):
        sheet = {"waste_code": "170503", "hazard_properties": ["HP14"], "plant": self.plant, "operation": "D9"}
        case = make.opened(self.eco, self.ada, **(sheet | values))
        case = make.moved(case, "submit", self.ada).case
        return make.checked(make.moved(case, "pass_on", self.cleo).case, self.teo)


@pytest.fixture
def cast():
    return Cast()


def codes(refused) -> set[str]:
    return {refusal.code for refusal in refused.value.refusals}


def test_the_reviewer_is_told_everything_that_is_missing_and_passes_on_once_it_is_there(cast):
    case = cast.under_review(operation="R5")
    with pytest.raises(Refused) as refused:
        make.moved(case, "conclude_review", cast.teo, inputs=JUDGED)
    assert codes(refused) == {"plant_not_authorised", "analysis_missing"}

    case = cast.under_review()
    paper = make.document(case, status="received")
    with pytest.raises(Refused) as refused:
        make.moved(case, "conclude_review", cast.teo, inputs=JUDGED)
    assert codes(refused) == {"analysis_not_verified"}

    paper.verify(by_id=cast.teo.user_id, now=make.NOW)
    paper.save()
    case = make.moved(case, "conclude_review", cast.teo, inputs=JUDGED).case
    case = make.moved(case, "approve", cast.bo, inputs=PRICED).case
    assert case.state == "approved"
    assert case.dossier.valid_to.isoformat() == "2027-11-16"
    assert case.work_items.filter(status__in=("open", "taken")).count() == 0


def test_who_entered_the_sheet_does_not_approve_it(cast):
    make.waste_code("170504")
    case = make.opened(cast.eco, cast.bo, plant=cast.plant)
    case = make.moved(case, "submit", cast.bo).case
    case = make.moved(case, "pass_on", cast.cleo).case
    verdict = next(
        each for each in verdicts(case, cast.bo, make.NOW.date()) if each.transition.code == "conclude_review"
    )
    assert "separation" in {refusal.code for refusal in verdict.refusals}


def test_who_concluded_the_review_does_not_approve(cast):
    case = cast.under_review()
    make.document(case)
    case = make.moved(case, "conclude_review", cast.bo, inputs=JUDGED).case
    with pytest.raises(Refused) as refused:
        make.moved(case, "approve", cast.bo, inputs=PRICED)
    assert codes(refused) == {"separation"}


def test_separation_counts_the_person_acted_for(cast):
    case = cast.under_review()
    make.document(case)
    case = make.moved(case, "conclude_review", cast.teo, inputs=JUDGED).case
    eve = make.actor(cast.eco, "eve@example.org", *make.APPROVE)
    for_teo = type(eve)(
        user_id=eve.user_id,
        name=eve.name,
        duties=eve.duties,
        company_id=eve.company_id,
        acting_for_id=cast.teo.user_id,
        acting_for_name="Teo",
    )
    with pytest.raises(Refused) as refused:
        make.moved(case, "approve", for_teo, inputs=PRICED)
    assert codes(refused) == {"separation"}


def test_a_rejection_needs_the_duty_and_keeps_its_reason(cast):
    case = cast.under_review()
    with pytest.raises(NotPermitted):
        make.moved(case, "reject", cast.ada, inputs={"reason": "no"})
    case = make.moved(case, "reject", cast.teo, inputs={"reason": "Amianto non dichiarato."}).case
    assert (case.state, case.dossier.rejection_reason) == ("rejected", "Amianto non dichiarato.")


def test_a_code_that_ended_while_the_case_lay_is_refused(cast):
    case = cast.under_review()
    make.document(case)
    code = make.waste_code("170503")
    code.valid_to = make.NOW.date().replace(day=1)
    code.save()
    with pytest.raises(Refused) as refused:
        make.moved(case, "conclude_review", cast.teo, inputs=JUDGED)
    assert "eer_not_valid" in codes(refused)
