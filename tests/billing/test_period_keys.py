"""Each contract line and period has a key of its own at billing, whatever signs stand in the names."""

from __future__ import annotations

import pytest

from billing.handover.periods import take_back
from tests.factories import billing as make
from tests.factories import handover

pytestmark = pytest.mark.django_db


def test_contracts_and_lines_with_strokes_in_their_names_are_told_apart(eco, by):
    of = make.customer(eco, **handover.COMPLETE)
    pairs = (("2026/118", "fee"), ("2026", "118/fee"), ("2026%2F118", "fee"))
    rows = [make.period(of, contract_ref=contract, line=line) for contract, line in pairs]
    backs = [take_back(row, reason="Wrong", **by) for row in rows]
    assert len({row.key for row in (*rows, *backs)}) == 2 * len(pairs)
