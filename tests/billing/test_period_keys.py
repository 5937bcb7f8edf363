"""Each contract line and period has a key of its own at billing, and what takes it back goes where it went."""

from __future__ import annotations

import pytest

from billing.handover.periods import take_back
from billing.handover.systems import system_on
from billing.models import BillingSystem
from tests.factories import billing as make
from tests.factories import handover

pytestmark = pytest.mark.django_db


def test_contracts_and_lines_with_strokes_in_their_names_are_told_apart(eco, by):
    of = make.customer(eco, **handover.COMPLETE)
    pairs = (("2026/118", "fee"), ("2026", "118/fee"), ("2026%2F118", "fee"))
    rows = [make.period(of, contract_ref=contract, line=line) for contract, line in pairs]
    backs = [take_back(row, reason="Wrong", **by) for row in rows]
    assert len({row.key for row in (*rows, *backs)}) == 2 * len(pairs)


def test_what_takes_a_period_back_goes_to_the_billing_that_has_it_whoever_bills_by_then(eco, by):
    row = make.period(make.customer(eco, **handover.COMPLETE))
    later = {"valid_from": make.ON, "changed_at": make.NOW, "changed_by_name": "Ada"}
    BillingSystem.objects.create(company=eco, kind="file", **later)
    assert system_on(eco.pk, make.ON).kind == "file"
    back = take_back(row, reason="Wrong", **by)
    assert (row.system, back.system, back.status) == ("built_in", "built_in", "taken")
