"""Two customers become one, and both have an approval for the same waste: which stays is asked, the other gives way."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from cases.models import Case
from cases.outbox import relay
from contracts.approvals import may_deliver, reserve
from contracts.models import Approval, ApprovalYear
from contracts.queries.balances import drift
from contracts.queries.clashes import clashes
from registry.actors import SYSTEM
from registry.duties import MERGE_CUSTOMERS
from registry.services.merging import merge
from tests.factories import cases, registry
from tests.factories import contracts as make

pytestmark = pytest.mark.django_db
T = make.T


@pytest.fixture
def eco():
    cases.waste_code("170504")
    return registry.company("ecoverde")


@pytest.fixture
def twins(eco):
    """The kept customer's approval for 100 t and the absorbed one's for 60, the same waste at the same plant."""
    plant = make.authorised_plant(eco, code="RA2")
    mine = make.approval(eco, plant=plant)
    theirs = make.approval(eco, plant=plant, yearly_quantity_t=T(60))
    return mine, theirs


def merged(mine, theirs, *stays):
    by = {"actor": SYSTEM(mine.company_id, [MERGE_CUSTOMERS]), "now": make.NOW}
    return merge(mine.customer, theirs.customer, stays=[each.pk for each in stays], **by)


def now(row):
    return Approval.objects.of(row.company_id).get(pk=row.pk)


def test_without_a_choice_nothing_is_merged_and_both_are_named(eco, twins):
    for stays in ((), twins):
        with pytest.raises(ValidationError, match=f"{twins[1].number}.*{twins[0].number}"):
            merged(*twins, *stays)
    assert {now(row).state for row in twins} == {"in_force"}
    assert [(each.mine, each.theirs) for each in clashes(twins[0].customer, twins[1].customer)] == [twins]


@pytest.mark.parametrize("stays", [0, 1], ids=["the kept customer's", "the absorbed one's"])
def test_the_one_chosen_stays_and_the_other_is_superseded_with_its_history(eco, twins, stays):
    by = {"actor": make.gate(eco), "now": make.NOW}
    for number, row in enumerate(twins):
        assert reserve(f"before-{number}", make.question(row, 10), **by).reservation
    merged(*twins, twins[stays])
    staying, gone = now(twins[stays]), now(twins[1 - stays])
    assert (staying.state, gone.state, gone.ended_on) == ("in_force", "superseded", make.NOW.date())
    assert staying.line == gone.line
    assert "approval.superseded" in gone.events.values_list("kind", flat=True)
    assert ApprovalYear.objects.of(eco).get().reserved_t == 20
    assert drift(eco.pk) == []
    answer = may_deliver(eco.pk, replace(make.question(staying), customer_id=twins[0].customer_id))
    assert (answer.number, answer.remaining_t) == (staying.number, staying.yearly_quantity_t - 20)


def test_approvals_of_different_plants_or_sites_both_stay(eco):
    first, other = (make.authorised_plant(eco) for _ in range(2))
    mine = make.approval(eco, plant=first)
    customer = registry.customer(eco)
    elsewhere = make.approval(eco, plant=other, customer=customer)
    of_a_site = make.approval(eco, plant=first, customer=customer, site=registry.site(customer))
    assert clashes(mine.customer, customer) == []
    merged(mine, elsewhere)
    assert {now(row).state for row in (mine, elsewhere, of_a_site)} == {"in_force"}


def test_the_case_of_the_one_that_gave_way_ends_too(eco):
    ada = cases.actor(eco, "ada@example.org", *cases.ENTER)
    plant = cases.plant(eco, ("170504", "R5"))
    rows = []
    for customer in (registry.customer(eco), registry.customer(eco)):
        case = cases.opened(eco, ada, plant=plant, operation="R5")
        Case.objects.of(eco).filter(pk=case.pk).update(state="approved", customer=customer)
        case = Case.objects.of(eco).get(pk=case.pk)
        rows.append(make.approval(eco, plant=plant, customer=case.customer, number=case.number))
        Approval.objects.of(eco).filter(pk=rows[-1].pk).update(case=case)
    merged(*map(now, rows), rows[1])
    while relay.run_once(make.NOW, "test").delivered:
        continue
    states = dict(Case.objects.of(eco).values_list("number", "state"))
    assert states == {rows[0].number: "superseded", rows[1].number: "approved"}


def test_the_page_asks_which_stays_and_merges_as_answered(eco, twins, client):
    client.force_login(registry.member(eco, MERGE_CUSTOMERS).user)
    mine, theirs = twins
    address = f"/ecoverde/customers/{mine.customer.code}/merge/{theirs.customer.code}/"
    page = re.sub(r"\s+", " ", client.get(address).content.decode())
    assert "Quale omologa resta per 17 05 04 presso" in page
    refused = client.post(address)
    assert refused.status_code == 422
    assert client.post(address, {f"stays-{mine.pk}": theirs.pk}).status_code == 302
    assert (now(mine).state, now(theirs).state) == ("superseded", "in_force")
    assert date(2026, 1, 1) <= now(mine).ended_on
