"""A query that names no company does not run, whichever door it tries."""

from __future__ import annotations

import pickle

import pytest
from django import forms
from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Subquery

from registry.models import Counter, Customer, Membership, Role, Site, User
from registry.scoping import CompanyScopeMissing, MixedCompanies
from tests.factories import registry as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours():
    return make.company("ours")


@pytest.fixture
def theirs():
    return make.company("theirs")


@pytest.fixture
def mine(ours):
    return make.customer(ours, name="Alfa S.r.l.")


@pytest.fixture
def foreign(theirs):
    return make.customer(theirs, name="Canarino S.p.A.")


EVALUATIONS = {
    "iteration": list,
    "length": len,
    "truth": bool,
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "get": lambda rows: rows.get(pk=1),
    "first": lambda rows: rows.first(),
    "last": lambda rows: rows.last(),
    "earliest": lambda rows: rows.earliest("pk"),
    "index": lambda rows: rows[0],
    "slice": lambda rows: list(rows[:2]),
    "iterator": lambda rows: list(rows.iterator()),
    "in_bulk": lambda rows: rows.in_bulk(),
    "values": lambda rows: list(rows.values("name")),
    "values_list": lambda rows: list(rows.values_list("name", flat=True)),
    "aggregate": lambda rows: rows.aggregate(Max("pk")),
    "annotated count": lambda rows: rows.annotate(Count("sites")).count(),
    "distinct count": lambda rows: rows.distinct().count(),
    "filtered": lambda rows: list(rows.filter(name="x")),
    "excluded": lambda rows: list(rows.exclude(sites__city="x")),
    "excluding a company": lambda rows: list(rows.exclude(company=1)),
    "ordered": lambda rows: list(rows.order_by("name")),
    "deferred": lambda rows: list(rows.only("name")),
    "locked": lambda rows: list(rows.select_for_update()),
    "joined": lambda rows: list(rows.select_related("company")),
    "prefetched": lambda rows: list(rows.prefetch_related("sites")),
    "update": lambda rows: rows.update(name="x"),
    "delete": lambda rows: rows.delete(),
    "bulk_update": lambda rows: rows.bulk_update([], ["name"]),
    "explain": lambda rows: rows.explain(),
    "raw": lambda rows: list(rows.raw("SELECT * FROM registry_customer")),
    "union": lambda rows: list(rows.union(rows)),
    "intersection": lambda rows: list(rows.intersection(rows)),
    "or": lambda rows: list(rows | rows),
    "clone": lambda rows: list(rows.all().all()),
    "pickle": pickle.dumps,
    "sql": lambda rows: str(rows.query),
}


@pytest.mark.parametrize("way", EVALUATIONS)
@pytest.mark.parametrize("manager", ["objects", "_default_manager"])
def test_evaluating_without_a_company_is_refused(way, manager, mine):
    with pytest.raises(CompanyScopeMissing, match=r"Customer\.objects\.of\(company\)"):
        EVALUATIONS[way](getattr(Customer, manager).all())


@pytest.mark.parametrize("way", set(EVALUATIONS) - {"get", "raw", "delete", "excluding a company", "locked", "index"})
def test_evaluating_with_a_company_works(way, mine, foreign):
    EVALUATIONS[way](Customer.objects.of(mine.company))


def test_only_the_rows_of_the_company_come_back(ours, mine, foreign):
    assert list(Customer.objects.of(ours)) == [mine]
    assert list(Customer.objects.of(ours.pk)) == [mine]
    assert list(Customer.objects.filter(company=ours)) == [mine]
    assert Customer.objects.of(ours).filter(name__contains="Canarino").count() == 0
    assert not Customer.objects.of(ours).filter(pk=foreign.pk).exists()


def test_an_update_or_delete_stays_within_the_company(ours, mine, foreign):
    assert Customer.objects.of(ours).update(city="Lodi") == 1
    Customer.objects.of(ours).filter(pk__in=[mine.pk, foreign.pk]).delete()
    foreign.refresh_from_db()
    assert foreign.city == ""


def test_the_whole_registry_is_read_only_with_a_reason(ours, mine, foreign):
    assert set(Customer.objects.across_companies("a test of everything")) == {mine, foreign}
    with pytest.raises(CompanyScopeMissing):
        Customer.objects.across_companies(" ")


@pytest.mark.parametrize("company", [None, "ours", True, 1.5])
def test_only_a_company_or_its_id_names_a_company(company):
    with pytest.raises(CompanyScopeMissing):
        Customer.objects.of(company)


def test_a_customer_does_not_name_a_company(mine):
    with pytest.raises(CompanyScopeMissing):
        Customer.objects.of(mine)


def test_a_sub_query_without_a_company_is_refused(ours, mine):
    unscoped = Customer.objects.filter(name="x")
    for attempt in (
        lambda: Site.objects.of(ours).filter(customer__in=unscoped),
        lambda: Site.objects.of(ours).annotate(any=Exists(unscoped.filter(pk=OuterRef("customer")))),
        lambda: Site.objects.of(ours).annotate(first=Subquery(unscoped.values("name")[:1])),
        lambda: User.objects.filter(pk__in=unscoped.values("pk")),
    ):
        with pytest.raises(CompanyScopeMissing):
            list(attempt())


def test_a_sub_query_may_name_the_company_of_the_outer_row(ours, mine, foreign):
    make.site(mine)
    has_site = Exists(Site.objects.of(OuterRef("company_id")).filter(customer=OuterRef("pk")))
    assert list(Customer.objects.of(ours).filter(has_site)) == [mine]
    assert list(Site.objects.of(ours).filter(customer__in=Customer.objects.of(ours)))


def test_a_union_with_an_unscoped_side_is_refused(ours, mine):
    scoped, unscoped = Customer.objects.of(ours), Customer.objects.filter(name="x")
    for rows in (scoped.union(unscoped), unscoped.union(scoped), scoped.difference(unscoped)):
        with pytest.raises(CompanyScopeMissing):
            list(rows)


def test_or_is_as_wide_as_its_wider_side(ours, theirs, mine):
    scoped, unscoped = Customer.objects.of(ours), Customer.objects.filter(name="x")
    for rows in (scoped | unscoped, unscoped | scoped, scoped ^ unscoped, scoped | Customer.objects.of(theirs)):
        with pytest.raises(CompanyScopeMissing):
            list(rows)
    assert list(scoped | scoped) == [mine]
    assert list(unscoped & scoped) == []


def pickled(query):
    return pickle.loads(pickle.dumps(query))  # noqa: S301  # our own bytes


def test_a_pickled_query_keeps_its_company(ours, mine, foreign):
    again = Customer.objects.all()
    again.query = pickled(Customer.objects.of(ours).query)
    assert list(again) == [mine]
    forged = Customer.objects.all()
    forged.query = pickled(Customer.objects.filter(name="x").query)
    with pytest.raises(CompanyScopeMissing):
        list(forged)


def test_choices_of_a_form_without_a_company_are_refused(ours, mine, foreign):
    class Open(forms.Form):
        customer = forms.ModelChoiceField(Customer.objects.all())

    with pytest.raises(CompanyScopeMissing):
        str(Open())
    with pytest.raises(CompanyScopeMissing):
        Open({"customer": foreign.pk}).is_valid()
    form = Open({"customer": foreign.pk})
    form.fields["customer"].queryset = Customer.objects.of(ours)
    assert not form.is_valid()
    assert "Canarino" not in str(form)


def test_a_model_form_without_a_company_is_refused(mine):
    form = forms.modelform_factory(Site, fields=["customer"])
    with pytest.raises(CompanyScopeMissing):
        str(form())


def test_a_row_reaches_its_own_relatives(ours, mine):
    site = make.site(mine)
    assert list(mine.sites.all()) == [site]
    assert mine.sites.filter(city="").count() == 1
    fresh = Site.objects.of(ours).get()
    assert fresh.customer == mine
    assert fresh.company == ours


def test_prefetch_and_select_related_work(ours, mine, django_assert_num_queries):
    make.site(mine)
    with django_assert_num_queries(3):
        near = Prefetch("sites", Site.objects.filter(city=""), "near")
        (row,) = Customer.objects.of(ours).prefetch_related("sites", near)
        assert len(row.sites.all()) == len(row.near) == 1
    with django_assert_num_queries(1):
        assert Site.objects.of(ours).select_related("customer__company").get().customer.company == ours


def test_a_person_of_two_companies_is_no_way_around_the_scope(ours):
    """A user spans companies, so his relatives are not scoped by starting from him."""
    rows = Role.objects.all()
    rows._add_hints(instance=make.user())
    with pytest.raises(CompanyScopeMissing):
        list(rows)


def test_memberships_reach_their_roles(ours):
    membership = make.member(ours, "cases.comment")
    assert [role.duties for role in membership.roles.all()] == [["cases.comment"]]
    assert Membership.objects.prefetch_related("roles").get().roles.all()[0].company_id == ours.pk


def test_a_row_without_a_company_is_not_saved(ours):
    with pytest.raises(CompanyScopeMissing):
        Counter.objects.create(name="x")
    with pytest.raises(CompanyScopeMissing):
        Counter.objects.of(ours).create(name="x")
    with pytest.raises(CompanyScopeMissing):
        Counter.objects.bulk_create([Counter(name="x")])
    assert Counter.objects.bulk_create([Counter(company=ours, name="x")])


def test_a_row_does_not_point_to_a_row_of_another_company(ours, foreign):
    with pytest.raises(MixedCompanies):
        Site.objects.create(company=ours, customer=foreign, code="01", name="x")


def test_django_validates_refreshes_and_deletes_as_usual(ours, mine):
    mine.full_clean()
    mine.refresh_from_db()
    mine.validate_constraints()
    twin = Customer(company=ours, code=mine.code, name="x")
    with pytest.raises(forms.ValidationError):
        twin.validate_constraints()
    mine.history.get()
    mine.delete()
    assert Customer.objects.of(ours).count() == 0


def test_get_or_create_with_a_company_works(ours):
    first, created = Counter.objects.get_or_create(company=ours, name="x")
    assert created
    assert Counter.objects.update_or_create(company=ours, name="x", defaults={"last": 3}) == (first, False)


def test_nothing_may_be_asked_for_without_a_company():
    assert list(Customer.objects.none()) == []
    assert Customer.objects.none().count() == 0


def test_an_unscoped_queryset_can_be_shown_while_debugging():
    assert repr(Customer.objects.all()) == "<ScopedQuerySet of Customer, no company named>"


def test_exclude_over_a_relation_works_before_and_after_the_company(ours, mine):
    make.site(mine, city="Lodi")
    assert list(Customer.objects.exclude(sites__city="Milano").of(ours)) == [mine]
    assert list(Customer.objects.of(ours).exclude(sites__city="Lodi")) == []
