"""Waste that does not come to a plant of ours: brokered, carried, or under a public-service contract."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils.translation import override

from cases.services.errors import Refused
from contracts.models import Approval
from registry.models import WasteCodeChange
from registry.queries import waste_codes
from tests.factories import cases as make
from tests.factories import registry
from tests.workflows.waste_approval.test_later_life import JUDGED, PRICED, Cast
from workflows.waste_approval.redo import to_redo

pytestmark = pytest.mark.django_db
RECEIVER = {
    "receiver": "Inerti Conero S.r.l., Osimo (AN)",
    "receiver_authorisation": "Art. 208, det. 214/2022",
    "receiver_authorised_until": date(2027, 6, 30),
    "operation": "R5",
}


@pytest.fixture
def cast():
    return Cast()


def sheet(cast, context, **values):
    """What each context asks for, and the receiving plant."""
    party = registry.customer(cast.eco)
    named = {"broker": {"broker": party}, "carrier": {"transporter": party}, "public_service": {}}[context]
    public = {"public_contract": "Comune di Cervia, rep. 3120"} if context == "public_service" else {}
    return {"context": context, **named, **public, **RECEIVER, **values}


def refusals(cast, **values):
    """Why a sheet cannot be submitted, then why its review cannot be concluded."""
    case = make.opened(cast.eco, cast.ada, **values)
    try:
        case = make.moved(make.moved(case, "submit", cast.ada).case, "pass_on", cast.cleo).case
        make.document(case)
        make.moved(make.checked(case, cast.teo), "conclude_review", cast.teo, inputs=JUDGED)
    except Refused as refused:
        return {refusal.code for refusal in refused.refusals}
    return set()


@pytest.mark.parametrize("context", ["broker", "carrier", "public_service"])
def test_it_is_approved_without_a_plant_of_ours_and_no_gate_is_told(cast, context):
    case = make.opened(cast.eco, cast.ada, **sheet(cast, context))
    case = make.moved(make.moved(case, "submit", cast.ada).case, "pass_on", cast.cleo).case
    make.document(case)
    case = make.moved(make.checked(case, cast.teo), "conclude_review", cast.teo, inputs=JUDGED).case
    case = make.moved(case, "approve", cast.bo, inputs=PRICED).case
    assert (case.state, case.dossier.valid_to, case.dossier.valid_to_cause) == (
        "approved",
        date(2027, 6, 30),
        "plant_authorisation",
    )
    assert not Approval.objects.of(cast.eco).exists()
    case = make.moved(case, "suspend", cast.teo, inputs={"reason": "Verifica"}).case
    assert make.moved(case, "resume", cast.teo).case.state == "approved"


@pytest.mark.parametrize(
    ("context", "missing", "code"),
    [
        ("broker", {"broker": None}, "broker_missing"),
        ("carrier", {"transporter": None}, "carrier_missing"),
        ("public_service", {"public_contract": ""}, "public_contract_missing"),
        ("broker", {"receiver": ""}, "receiver_missing"),
        ("broker", {"receiver_authorisation": ""}, "receiver_missing"),
        ("carrier", {"operation": ""}, "receiver_missing"),
        ("carrier", {"receiver_authorised_until": None}, "receiver_missing"),
        ("public_service", {"receiver_authorised_until": date(2026, 11, 15)}, "receiver_authorisation_ended"),
        ("broker", {"contract_until": date(2026, 11, 15)}, "contract_ended"),
    ],
)
def test_each_context_names_what_it_lacks(cast, context, missing, code):
    assert refusals(cast, **sheet(cast, context, **missing)) == {code}


def test_our_own_plant_is_asked_for_only_where_the_waste_comes_to_it(cast):
    assert refusals(cast, **sheet(cast, "broker", plant=cast.plant)) == set()
    assert refusals(cast, context="own_plant", **RECEIVER) == {"plant_missing"}


def test_the_end_of_the_contract_ends_the_approval(cast):
    case = make.opened(cast.eco, cast.ada, plant=cast.plant, operation="R5", contract_until=date(2026, 12, 31))
    case = cast.approved(case)
    assert (case.dossier.valid_to, case.dossier.valid_to_cause) == (date(2026, 12, 31), "contract")


def test_the_amendments_of_december_2026_list_the_approvals_to_redo(cast):
    case = cast.approved()
    assert to_redo(cast.eco.pk, on=make.NOW.date()) == []
    WasteCodeChange.objects.create(
        code_prefix="1705", change="amended", applies_from=date(2026, 12, 9), source="Decision (EU) 2025/934"
    )
    (found,) = to_redo(cast.eco.pk, on=make.NOW.date())
    assert (found.case, found.applies_from, found.good_until) == (case, date(2026, 12, 9), date(2026, 12, 8))
    assert to_redo(cast.eco.pk, on=date(2026, 12, 9)) == []
    assert to_redo(registry.company("lumen").pk, on=make.NOW.date()) == []
    printed = StringIO()
    call_command("approvals_to_redo", "--company=ecoverde", "--on=2026-11-16", "--json", stdout=printed)
    assert [row["case"] for row in json.loads(printed.getvalue())] == [case.number]


def test_the_sheet_warns_of_an_amendment_ahead_and_of_none_that_is_past(cast):
    case = make.opened(cast.eco, cast.ada)
    WasteCodeChange.objects.create(
        code_prefix="1705", change="amended", applies_from=date(2026, 12, 9), source="Decision (EU) 2025/934"
    )
    badges = [
        {str(line.badge) for line in case.process.describe(case, on) if line.tone == "warn"}
        for on in (date(2026, 12, 8), date(2026, 12, 9))
    ]
    with override("en"):
        assert "to be classified anew" in {
            str(line.badge) for line in case.process.describe(case, date(2026, 12, 8)) if line.tone == "warn"
        }
    assert badges[0] > badges[1]


def test_a_mirror_entry_is_to_be_proved_only_while_nobody_has_judged_it(cast):
    case = make.opened(cast.eco, cast.ada)
    make.waste_code("170504", entry_type="MN")
    warned = []
    for judgement, valid_from in (("", None), ("Sotto i limiti", None), ("", make.NOW.date())):
        case.dossier.hazard_judgement, case.dossier.valid_from = judgement, valid_from
        with override("en"):
            lines = case.process.describe(case, make.NOW.date())
        warned.append("hazard to be proved" in {str(line.badge) for line in lines})
    assert warned == [True, False, False]


def test_a_code_that_ends_is_listed_although_no_amendment_names_it(cast):
    cast.approved()
    cast.code.valid_to = date(2026, 12, 8)
    cast.code.save()
    (found,) = to_redo(cast.eco.pk, on=make.NOW.date())
    assert found.good_until == date(2026, 12, 8)
    assert waste_codes.get("170504", on=date(2026, 12, 9)) is None


def test_the_price_below_zero_is_paid_to_the_customer(cast):
    case = make.opened(cast.eco, cast.ada, plant=cast.plant, operation="R5")
    case = make.moved(make.moved(case, "submit", cast.ada).case, "pass_on", cast.cleo).case
    make.document(case)
    case = make.moved(make.checked(case, cast.teo), "conclude_review", cast.teo, inputs=JUDGED).case
    make.moved(case, "approve", cast.bo, inputs={**PRICED, "price_per_tonne": Decimal("-12.00")})
    assert Approval.objects.of(cast.eco).get().price_per_tonne == Decimal("-12.00")
