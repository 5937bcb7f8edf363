"""However a query is built up, the canary of another company never sings."""

from __future__ import annotations

import copy
import pickle

import pytest
from django.db.models import Count, Exists, F, OuterRef, Q, Value
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.models import Customer, Site
from registry.scoping import CompanyScopeMissing
from tests.factories import registry as make

STEPS = {
    "filter": lambda rows: rows.filter(~Q(name="nobody")),
    "filter or": lambda rows: rows.filter(Q(city="") | Q(city="Lodi")),
    "filter any company": lambda rows: rows.filter(Q(company__isnull=False)),
    "filter over sites": lambda rows: rows.filter(Q(sites__isnull=True) | Q(sites__name__gt="")),
    "exclude": lambda rows: rows.exclude(city="Roma"),
    "exclude over sites": lambda rows: rows.exclude(sites__city="Roma"),
    "exclude a company": lambda rows: rows.exclude(company=0),
    "order": lambda rows: rows.order_by("name").reverse(),
    "distinct": lambda rows: rows.distinct(),
    "annotate": lambda rows: rows.annotate(many=Count("sites")).filter(many__gte=0),
    "alias": lambda rows: rows.alias(one=Value(1)).filter(one=1),
    "field": lambda rows: rows.filter(company_id=F("company_id")),
    "only": lambda rows: rows.only("name", "company"),
    "join": lambda rows: rows.select_related("company"),
    "prefetch": lambda rows: rows.prefetch_related("sites"),
    "and": lambda rows: rows & Customer.objects.filter(~Q(name="nobody")),
    "or itself": lambda rows: rows | rows.all(),
    "sub-query": lambda rows: rows.filter(pk__in=rows.order_by().values("pk")),
    "clone": copy.deepcopy,
}
chains = st.lists(st.sampled_from(sorted(STEPS)), max_size=5)
examples = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def built(rows, chain):
    """The query after these steps; those that Django itself cannot combine are left out."""
    for name in chain:
        try:
            rows = STEPS[name](rows)
        except (TypeError, ValueError):
            continue
    return rows


@pytest.fixture
def ours(db):
    company = make.company("ours")
    make.site(make.customer(company, name="Alfa"))
    return company


@pytest.fixture
def canary(db):
    foreign = make.customer(make.company("theirs"), name="Canarino")
    make.site(foreign, name="Gabbia")
    return foreign


@examples
@given(chains)
def test_a_query_of_one_company_never_shows_another(ours, canary, chain):
    rows = built(Customer.objects.of(ours), chain)
    assert canary.pk not in {row.pk for row in rows}
    assert not rows.filter(pk=canary.pk).exists()
    again = Customer.objects.all()
    again.query = pickle.loads(pickle.dumps(rows.query))  # noqa: S301  # our own bytes
    assert canary.pk not in {row.pk for row in again}


@examples
@given(chains)
def test_a_query_of_no_company_never_runs(ours, canary, chain):
    with pytest.raises(CompanyScopeMissing):
        list(built(Customer.objects.all(), chain))


@examples
@given(chains)
def test_a_company_named_last_is_as_good_as_named_first(ours, canary, chain):
    if {"sub-query", "or itself"} & set(chain):
        return
    assert {row.pk for row in built(Customer.objects.all(), chain).of(ours)} == {
        row.pk for row in built(Customer.objects.of(ours), chain)
    }


def test_the_canary_is_there_to_be_seen(ours, canary):
    """Shows that the tests above could fail."""
    assert canary in Customer.objects.across_companies("the canary must exist")
    loud = Exists(Site.objects.across_companies("a test of a sub-query").filter(customer=OuterRef("pk")))
    assert canary in Customer.objects.across_companies("the canary must exist").filter(loud)
