"""Runs of statements of account, and who may send them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from billing.duties import READ
from billing.letters import LETTERS
from billing.models import CustomerStatement, StatementRun
from billing.models.statements import Whom
from billing.services.statements.preparing import Wish, prepare
from cases.services.errors import Refused
from documents.duties import SEND
from documents.services.letters.factory import load_templates
from registry.actors import SYSTEM, Actor
from registry.models import Company
from tests.factories.billing import NOW, ON

SEAT = {"address": "Via Roma 1", "postal_code": "40100", "city": "Bologna"}


def sheets(run: StatementRun) -> Mapping[int, CustomerStatement]:
    """The statements of a run by customer."""
    return {row.customer_id: row for row in CustomerStatement.objects.of(run.company_id).filter(run=run)}


def refused(code: str, call: Callable[[], object]) -> None:
    """The call is refused for this reason alone."""
    with pytest.raises(Refused) as caught:
        call()
    assert [each.code for each in caught.value.refusals] == [code]


def sender(of: Company) -> Actor:
    """Reads the ledger and writes to customers."""
    return SYSTEM(of.pk, [READ, SEND])


def texts() -> None:
    """The factory's e-mail texts."""
    load_templates([LETTERS], now=NOW)


def rows(of: Company) -> dict[str, Any]:
    """A prepared run with one customer, for the pages that show one."""
    made = run(of, by_post=False, skips_held=False)
    return {"statement_run": made, "statement_of_run": made.statements.order_by("pk")[0]}


def run(of: Company, **wish: Any) -> StatementRun:
    """A prepared run as of today for all with open items."""
    return prepare(Wish(**{"on": ON, "whom": Whom.OPEN, **wish}), actor=sender(of), now=NOW)
