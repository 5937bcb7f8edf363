"""Customers: registered with every field checked, numbered without gaps, found by what the clerk has at hand."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from registry.actors import SYSTEM, Actor
from registry.duties import EDIT_CUSTOMER, DutyMissing
from registry.models import Customer, Site
from registry.models.fields import search_key
from registry.queries.customers import by_code, search
from registry.scoping import MixedCompanies
from registry.services import code_lists, customers, sites
from tests.factories import registry as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours():
    return make.company("ours")


@pytest.fixture
def clerk(ours):
    return Actor(make.user().pk, "Ada", frozenset({EDIT_CUSTOMER}), ours.pk)


def test_a_company_is_registered_in_the_form_it_is_stored(clerk):
    made = customers.register_customer(
        actor=clerk,
        name="  Rossi   Metalli S.r.l. ",
        vat_number="IT 00743110157",
        iban="it60 x054 2811 1010 0000 0123 456",
        sdi_code="m5uxcr1",
        postal_code="20121",
        province="mi",
    )
    made.refresh_from_db()
    assert (made.code, made.name, made.vat_number) == ("C000001", "Rossi Metalli S.r.l.", "00743110157")
    assert (made.iban, made.sdi_code, made.province) == ("IT60X0542811101000000123456", "M5UXCR1", "MI")


def test_a_person_is_shown_surname_first(clerk):
    made = customers.register_customer(
        actor=clerk, kind="natural", first_name="Mario", last_name="Rossi", fiscal_code="rssmra85t10a562s"
    )
    assert made.name == "Rossi Mario"
    assert made.fiscal_code == "RSSMRA85T10A562S"


def test_every_wrong_field_is_named_and_nothing_is_left_behind(clerk, ours):
    with translation.override("en"), pytest.raises(ValidationError) as caught:
        customers.register_customer(
            actor=clerk,
            name=" ",
            vat_number="01234567890",
            iban="IT00",
            pec="x",
            sdi_code="1",
            postal_code="1",
            phone="?",
        )
    assert set(caught.value.message_dict) == {"name", "vat_number", "iban", "pec", "sdi_code", "postal_code", "phone"}
    assert not Customer.objects.of(ours).exists()
    assert make.customer(ours).code == "C000001"


def test_a_person_needs_both_names(clerk):
    with pytest.raises(ValidationError) as caught:
        customers.register_customer(actor=clerk, kind="natural", last_name="Rossi")
    assert set(caught.value.message_dict) == {"first_name"}


def test_an_unknown_kind_is_refused(clerk):
    with pytest.raises(ValidationError) as caught:
        customers.register_customer(actor=clerk, kind="ghost", name="x")
    assert set(caught.value.message_dict) == {"kind"}


def test_a_province_is_checked_once_the_list_is_loaded(clerk):
    assert customers.register_customer(actor=clerk, name="x", province="XY")
    code_lists.load_seeds()
    with pytest.raises(ValidationError) as caught:
        customers.register_customer(actor=clerk, name="x", province="XY")
    assert set(caught.value.message_dict) == {"province"}


def test_a_customer_abroad_is_not_held_to_italian_rules(clerk):
    made = customers.register_customer(
        actor=clerk, name="Müller GmbH", country="de", vat_number="DE136695976", postal_code="80331", sdi_code="XXXXXXX"
    )
    assert (made.country, made.vat_number) == ("DE", "DE136695976")


def test_codes_follow_each_other_in_every_company(clerk, ours):
    assert [make.customer(ours).code for _ in range(3)] == ["C000001", "C000002", "C000003"]
    assert make.customer(make.company()).code == "C000001"


def test_a_change_keeps_what_it_does_not_name_and_says_who_and_why(clerk, ours):
    made = make.customer(ours, name="Rossi", phone="02 123456")
    changed = customers.change_customer(made, actor=clerk, name="Rossi e figli", reason="New name after the merger")
    assert (changed.name, changed.phone, changed.search_key) == ("Rossi e figli", "02 123456", " rossi e figli")
    entry = changed.history.latest()
    assert (entry.history_user_id, entry.history_change_reason) == (clerk.user_id, "New name after the merger")
    assert entry.prev_record.name == "Rossi"


def test_a_change_of_nothing_leaves_no_trace(clerk, ours):
    made = make.customer(ours, name="Rossi")
    customers.change_customer(made, actor=clerk, name="Rossi")
    assert made.history.count() == 1


def test_a_change_cannot_reach_another_company(clerk):
    foreign = make.customer(make.company(), name="Canarino")
    with pytest.raises(Customer.DoesNotExist):
        customers.change_customer(foreign, actor=clerk, name="x")
    with pytest.raises(MixedCompanies):
        sites.add_site(foreign, actor=clerk, name="x")


def test_without_the_duty_nobody_is_registered(ours):
    with pytest.raises(DutyMissing):
        customers.register_customer(actor=SYSTEM(ours.pk, []), name="x")


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"code": "X1"},
        {"kind": "ghost"},
        {"kind": "natural"},
        {"vat_number": "123"},
        {"fiscal_code": "123"},
        {"sdi_code": "1"},
        {"country": "Italy"[:2]},
    ],
)
def test_the_database_refuses_what_the_services_would(ours, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Customer.objects.create(**{"company": ours, "code": "C000009", "name": "x", **wrong})


def test_a_code_is_given_once_per_company(ours):
    made = make.customer(ours)
    with pytest.raises(IntegrityError), transaction.atomic():
        Customer.objects.create(company=ours, code=made.code, name="x")


def test_sites_are_numbered_and_checked(clerk, ours):
    made = make.customer(ours)
    assert [make.site(made).code for _ in range(2)] == ["01", "02"]
    with pytest.raises(ValidationError) as caught:
        sites.add_site(made, actor=clerk, name="", rentri_unit="x", istat_code="1", postal_code="1")
    assert set(caught.value.message_dict) == {"name", "rentri_unit", "istat_code", "postal_code"}


def test_a_site_is_closed_not_deleted(clerk, ours):
    site = make.site(make.customer(ours))
    assert not sites.change_site(site, actor=clerk, is_active=False).is_active
    assert Site.objects.of(ours).get().history.count() == 2


@pytest.fixture
def cast(ours):
    make.customer(ours, name="Società Agricola D'Avolio S.r.l.", vat_number="00743110157", city="Lodi")
    make.customer(ours, kind="natural", first_name="Mario", last_name="Rossi", fiscal_code="RSSMRA85T10A562S")
    make.customer(ours, name="Rossi Metalli S.p.A.", vat_number="12345670785")
    make.customer(make.company(), name="Canarino Rossi S.r.l.", vat_number="00743110157")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("c2", ["C000002"]),
        ("C000003", ["C000003"]),
        ("societa agricola", ["C000001"]),
        ("AVOLIO soc", ["C000001"]),
        ("srl", ["C000001"]),
        ("S.r.l.", ["C000001"]),
        ("rossi", ["C000002", "C000003"]),
        ("met ros", ["C000003"]),
        ("ossi", []),
        ("00743110157", ["C000001"]),
        ("IT 0074 3110157", ["C000001"]),
        ("1234567", ["C000003"]),
        ("rssmra85", ["C000002"]),
        ("canarino", []),
        ("", []),
        ("  ", []),
        ("%", []),
    ],
)
def test_a_customer_is_found_by_what_the_clerk_has_at_hand(ours, cast, text, found):
    assert sorted(hit.code for hit in search(ours, text)) == found


def test_a_search_is_capped_and_costs_one_statement(ours, cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert len(search(ours, "ros", limit=1)) == 1


def test_a_code_in_an_address_leads_to_the_company_s_own_customer(ours, cast):
    assert by_code(ours, "c000001").city == "Lodi"
    assert by_code(ours, "C000009") is None


def test_the_search_key_follows_bulk_rows_too(ours):
    Customer.objects.bulk_create([Customer(company=ours, code="C000001", name="Però S.a.s.")])
    assert Customer.objects.of(ours).get().search_key == " pero sas"


def test_a_search_key_forgets_case_accents_and_punctuation():
    assert search_key("L'ÀNCORA - S.n.c.") == " l ancora snc"
