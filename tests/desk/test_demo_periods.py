"""What the demo of the energy company charges by the month."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from billing.models import Charge, Handover
from desk.demo.receivables import periods
from desk.demo.world import World
from tests.factories import billing as ledger
from tests.factories import handover as make
from tests.factories import registry

pytestmark = pytest.mark.django_db


def test_the_energy_company_charges_its_contracts_and_one_of_them_waits_for_a_clerk():
    company = registry.company(sector="energy")
    world = World(company, ledger.ON, random.Random(1))
    world.customers = [ledger.customer(company, **make.COMPLETE) for _number in range(3)]
    by = replace(ledger.clerk(company), duties=ledger.clerk(company).duties | {"registry.edit_customer"})
    world.actors = dict.fromkeys(("fatture", "assistenza"), by)
    rows = Handover.objects.of(company)
    periods.fill(world)
    assert rows.filter(status="to_repair").count() == 1
    assert rows.filter(status="taken", reverses__isnull=True).count() == 6
    assert Charge.objects.of(company).filter(reverses__isnull=False).count() == 1
