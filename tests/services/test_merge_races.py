"""Two clerks merge the same customers at once, with real connections. Without the locks the race must appear."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from cases.services.merging import settle_recent
from contracts.models import Approval, ApprovalYear
from contracts.queries.balances import drift
from registry.actors import SYSTEM
from registry.duties import EDIT_CUSTOMER, MERGE_CUSTOMERS
from registry.models import Customer, Merge, Site
from registry.services import groups, merging
from tests.factories import cases
from tests.factories import contracts as make_contracts
from tests.factories import registry as make

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def eco():
    return make.company()


def clerk(company: Any) -> Any:
    return SYSTEM(company.pk, [EDIT_CUSTOMER, MERGE_CUSTOMERS])


def at_once(calls: list[Callable[[], Any]]) -> Counter[str]:
    """Release all calls by a barrier, each on its own connection; count how they ended."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> str:
        try:
            connection.ensure_connection()
            barrier.wait(60)
            call()
        except ValidationError as error:
            return str(getattr(error, "code", "") or "refused")
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(calls)) as pool:
        return Counter(pool.map(run, calls))


def both_ways(one: Customer, other: Customer, times: int = 6) -> list[Callable[[], Any]]:
    by = {"actor": clerk(one.company), "now": cases.NOW}
    pairs = [(one, other), (other, one)] * (times // 2)
    return [lambda kept=kept, gone=gone: merging.merge(kept, gone, **by) for kept, gone in pairs]


def test_two_customers_merged_both_ways_at_once_leave_exactly_one(eco):
    one, other = make.customer(eco), make.customer(eco)
    assert at_once(both_ways(one, other)) == {"done": 1, "merged": 5}
    assert Customer.objects.of(eco).filter(merged_into__isnull=True).count() == 1
    assert Merge.objects.of(eco).count() == 1


def sound(company: Any) -> bool:
    """Whoever was merged away leads to a customer that is there."""
    rows = Merge.objects.of(company).select_related("absorbed__merged_into")
    leads = [row.absorbed.merged_into for row in rows]
    return all(kept is not None and kept.merged_into_id is None for kept in leads)


def test_without_the_locks_a_customer_is_merged_into_one_that_goes_away(eco, monkeypatch):
    one, other, third = (make.customer(eco) for _ in range(3))
    by = {"actor": clerk(eco), "now": cases.NOW}
    walk, both = merging._walk, Barrier(2)

    def together(move: merging.Move) -> dict[str, list[int]]:
        moved = walk(move)
        both.wait(60)
        return moved

    def unlocked(kept: Customer, absorbed: Customer, actor: Any) -> tuple[Customer, Customer]:
        rows = Customer.objects.of(actor.company_id).in_bulk([kept.pk, absorbed.pk])
        return rows[kept.pk], rows[absorbed.pk]

    monkeypatch.setattr(merging, "_walk", together)
    monkeypatch.setattr(merging, "_locked", unlocked)
    monkeypatch.setattr(merging, "lock_hierarchy", lambda company_id: None)
    calls = [lambda: merging.merge(other, one, **by), lambda: merging.merge(third, other, **by)]
    assert at_once(calls) == {"done": 2}
    assert not sound(eco)


def test_a_chain_merged_at_once_leads_to_one_customer_without_a_chain(eco):
    people = [make.customer(eco) for _ in range(6)]
    by = {"actor": clerk(eco), "now": cases.NOW}
    links = list(zip(people[1:], people, strict=False))
    at_once([lambda kept=kept, gone=gone: merging.merge(kept, gone, **by) for kept, gone in links])
    assert Merge.objects.of(eco).exists()
    assert sound(eco)


def test_sites_written_while_two_are_merged_reach_the_kept_customer(eco):
    kept, gone = make.customer(eco), make.customer(eco)
    by = {"actor": clerk(eco), "now": cases.NOW}
    writers = [lambda n=n: Site.objects.create(company=eco, customer=gone, code=f"N{n}", name="New") for n in range(12)]
    assert at_once([*writers, lambda: merging.merge(kept, gone, **by)])["done"] == 13
    settle_recent(cases.NOW)
    assert set(Site.objects.of(eco).values_list("customer_id", flat=True)) == {kept.pk}
    assert Site.objects.of(eco).count() == 12


def test_quantities_of_both_add_up_after_a_merge(eco):
    cases.waste_code("170504")
    row = make_contracts.approval(eco, yearly_quantity_t=make_contracts.T(10))
    gone, kept = row.customer, make.customer(eco)
    ApprovalYear.objects.create(company=eco, line=row.line, year=2026, reserved_t=0, delivered_t=0)
    merging.merge(kept, gone, actor=clerk(eco), now=cases.NOW)
    moved = Approval.objects.of(eco).get()
    assert moved.line.startswith(f"{kept.pk}:")
    assert ApprovalYear.objects.of(eco).get().line == moved.line
    assert drift(eco.pk) == []


def test_two_groups_put_below_each_other_at_once_close_no_circle(eco):
    one, other = make.customer(eco), make.customer(eco)
    by = clerk(eco)
    ended = at_once([lambda: groups.set_parent(one, other, actor=by), lambda: groups.set_parent(other, one, actor=by)])
    assert ended == {"done": 1, "refused": 1}
