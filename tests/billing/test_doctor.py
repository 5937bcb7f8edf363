"""The doctor finds what the services would never write."""

from __future__ import annotations

import pytest
from django.db import connection

from billing.models import Allocation
from billing.receivables import reverse_payment
from cases.services.diagnosis.doctor import Visit, invariants
from tests.factories import billing as make

pytestmark = pytest.mark.django_db


def by_sql(statement, *values):
    """Past every service; on PostgreSQL past the triggers too."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, values)
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = origin")


def said(eco, code):
    check = next(each for each in invariants() if each.code == code)
    return [str(violation) for violation in check.check(Visit([eco], make.NOW)).violations]


def test_it_names_the_item_and_the_payment_whose_sum_is_not_that_of_its_allocations(eco):
    rossi = make.customer(eco)
    item, payment = make.item(rossi, 100), make.paid(rossi, 60)
    assert said(eco, "ledger") == []
    by_sql("UPDATE billing_openitem SET settled = 70 WHERE id = %s", item.pk)
    by_sql("UPDATE billing_payment SET allocated = 50, is_open = %s WHERE id = %s", True, payment.pk)
    assert said(eco, "ledger") == [
        f"OpenItem {item.pk}: 70.00 is stored, its allocations sum to 60.00",
        f"Payment {payment.pk}: 50.00 is stored, its allocations sum to 60.00",
    ]


def test_it_names_a_reversal_that_is_not_to_the_cent_and_money_that_went_to_another(eco):
    rossi, verdi = make.customer(eco), make.customer(eco)
    item = make.item(rossi, 100)
    payment = make.paid(rossi, 60)
    back = reverse_payment(payment, reason="AM04", on=make.ON, actor=make.clerk(eco), now=make.NOW)
    assert said(eco, "reversals") == []
    by_sql("UPDATE billing_payment SET amount = -59 WHERE id = %s", back.pk)
    by_sql("UPDATE billing_openitem SET customer_id = %s WHERE id = %s", verdi.pk, item.pk)
    wrong = said(eco, "reversals")
    assert wrong[0] == f"Payment {back.pk}: it takes another row back, but not to the cent"
    rows = Allocation.objects.of(eco).order_by("pk")
    assert wrong[1:] == [f"Allocation {row.pk}: it pays what another customer owes" for row in rows]
