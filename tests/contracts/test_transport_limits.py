"""What an approval lets come is confirmed and sheeted, and nothing beyond it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from cases.services.errors import Refused
from contracts.models import Approval, Carrier, TransportDocument
from contracts.queries.transport_papers import PaperFilters, papers
from contracts.services.transport import issuing
from contracts.services.transport.asked import Confirmation
from registry.actors import Actor
from tests.contracts.test_transport_papers import NOW, _store, about, actor, approval, carrier, company, form

__all__ = ["_store", "actor", "approval", "carrier", "company"]


@pytest.mark.parametrize(
    ("days", "tonnes", "codes"),
    [
        (-1, 5, ["transport_day_past"]),
        (0, 5, []),
        (400, 5, ["approval_not_holding"]),
        (1, 31, ["transport_too_much"]),
        (-400, 31, ["transport_day_past", "transport_too_much"]),
    ],
)
def test_only_a_delivery_that_the_approval_lets_come_is_confirmed(
    approval: Approval, actor: Actor, days: int, tonnes: int, codes: list[str]
) -> None:
    Approval.objects.of(approval.company_id).update(per_delivery_t=30, valid_to=NOW.date() + timedelta(days=90))
    approval = Approval.objects.of(approval.company_id).select_related("customer").get()
    asked = Confirmation(on=NOW.date() + timedelta(days=days), quantity_t=Decimal(tonnes))
    said: list[str] = []
    try:
        issuing.confirm_order(about(approval), asked, actor=actor, now=NOW)
    except Refused as refused:
        said = [each.code for each in refused.refusals]
    assert said == codes
    assert TransportDocument.objects.of(approval.company_id).count() == (0 if codes else 1)


def test_a_sheet_of_more_than_one_delivery_may_bring_is_refused(
    approval: Approval, actor: Actor, carrier: Carrier
) -> None:
    Approval.objects.of(approval.company_id).update(per_delivery_t=Decimal("7.5"))
    approval = Approval.objects.of(approval.company_id).select_related("customer").get()
    with pytest.raises(Refused) as refused:
        issuing.issue_waste_sheet(about(approval), form(carrier), actor=actor, now=NOW)
    assert [each.code for each in refused.value.refusals] == ["transport_too_much"]
    issuing.issue_waste_sheet(about(approval), form(carrier, unit="l"), actor=actor, now=NOW)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("BCDF000123XY", ["SFIR-2026-000001"]),
        ("bcdf 000123", ["SFIR-2026-000001"]),
        ("bcdf", ["SFIR-2026-000001"]),
        ("000123", ["SFIR-2026-000001"]),
        ("conf", ["CONF-2026-000001"]),
        ("rossi fig", ["CONF-2026-000001", "SFIR-2026-000001"]),
        ("bianchi", []),
        ("  ", ["CONF-2026-000001", "SFIR-2026-000001"]),
    ],
)
def test_a_paper_is_found_by_any_part_of_its_numbers_however_it_is_spaced(
    approval: Approval, actor: Actor, carrier: Carrier, words: str, found: list[str]
) -> None:
    issuing.issue_waste_sheet(about(approval), form(carrier), actor=actor, now=NOW)
    asked = Confirmation(on=NOW.date(), quantity_t=Decimal(5))
    issuing.confirm_order(about(approval), asked, actor=actor, now=NOW)
    page = papers(approval.company_id, PaperFilters(words))
    assert sorted(each.number for each in page.papers) == found
