"""The pages of bank statements."""

from __future__ import annotations

import pytest

from billing.duties import IMPORT, READ
from billing.models import BankLine
from billing.services.bank import take_statement
from registry.services.access import actor_for
from tests.billing.statements import camt, entry
from tests.factories import registry as make
from tests.factories.cases import NOW

pytestmark = pytest.mark.django_db


def test_a_movement_that_an_earlier_file_brought_in_says_so_on_both_pages(client):
    company, user = make.company(), make.user()
    make.member(company, READ, IMPORT, who=user)
    client.force_login(user)
    by = {"actor": actor_for(user, company, on=NOW.date()), "now": NOW}
    take_statement(camt(entry("5.00", "one")), "day.xml", None, **by)
    month = take_statement(camt(entry("5.00", "the same"), entry("6.00")), "month.xml", None, **by)[0]
    base = f"/{company.slug}/receivables/bank"
    assert client.get(f"{base}/{month.pk}/").content.decode().count("day.xml") == 1
    same, other = (BankLine.objects.of(company).get(statement=month, position=place) for place in (1, 2))
    assert "day.xml" in client.get(f"{base}/lines/{same.pk}/").content.decode()
    assert "day.xml" not in client.get(f"{base}/lines/{other.pk}/").content.decode()
