"""Random sequences of what happens to a ledger end as a short reference says, to the cent."""

from __future__ import annotations

import random

import pytest

from billing.models import OpenItem, Payment
from billing.queries.balances import drift
from billing.receivables import balance_at
from tests.billing.ledger_model import Life
from tests.factories import billing as make
from tests.factories import registry

pytestmark = pytest.mark.django_db


def differences(company, seed):
    """How the ledger after one random life differs from the reference."""
    customer = make.customer(company)
    life = Life(customer, random.Random(seed))
    life.live(life.dice.randint(4, 10))
    items = {row.pk: row.open_amount for row in OpenItem.objects.of(company).filter(customer=customer, amount__gt=0)}
    wanted = {pk: row[0] for pk, row in life.model.items.items()}
    left = {f"p{row.pk}": row.left for row in Payment.objects.of(company).filter(customer=customer, amount__gt=0)}
    notes = OpenItem.objects.of(company).filter(customer=customer, kind="credit_note", amount__lt=0)
    left |= {f"c{row.pk}": -row.open_amount for row in notes.filter(reverses__isnull=True)}
    return [
        *((seed, pk, items.get(pk), left_) for pk, left_ in wanted.items() if items.get(pk) != left_),
        *((seed, key, left.get(key), rest) for key, rest in life.model.credits.items() if left.get(key) != rest),
        *([(seed, "balance")] if balance_at(customer, make.ON) != life.model.balance() else []),
    ]


def test_random_lives_end_as_the_reference_says():
    company = registry.company()
    assert [each for seed in range(25) for each in differences(company, seed)] == []
    assert drift(company.pk) == []
