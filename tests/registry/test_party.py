"""What belongs to a customer: people, addresses, consents, its group; and what is still missing of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from registry.models import Customer
from registry.queries.missing import incomplete, missing
from registry.services import groups, party
from registry.services.code_lists import load_seeds
from registry.services.customers import become_client, change_customer
from tests.factories import cases as make_cases
from tests.factories import registry as make

pytestmark = pytest.mark.django_db
NOW, TODAY = make_cases.NOW, make_cases.NOW.date()
WHOLE = {
    "vat_number": "00743110157",
    "address": "via Selice 40",
    "city": "Imola",
    "postal_code": "40026",
    "province": "BO",
    "sdi_code": "M5UXCR1",
    "email": "a@b.it",
}


@pytest.fixture
def ours():
    return make.company("ours")


@pytest.fixture
def clerk(ours):
    return make.office(ours)


LACKING = {
    "nothing": ({}, []),
    "tax number": ({"vat_number": ""}, ["tax_number"]),
    "a fiscal code is enough": ({"vat_number": "", "fiscal_code": "00743110157"}, []),
    "province": ({"province": ""}, ["address"]),
    "no province abroad": ({"province": "", "country": "FR", "vat_number": "FR40303265045", "sdi_code": ""}, []),
    "delivery": ({"sdi_code": ""}, ["delivery"]),
    "zeros without a PEC": ({"sdi_code": "0000000"}, ["delivery"]),
    "zeros with a PEC": ({"sdi_code": "0000000", "pec": "a@pec.it"}, []),
    "office code": ({"is_public_body": True, "sdi_code": ""}, ["office_code"]),
    "a person needs no delivery": (
        {"kind": "natural", "first_name": "Ada", "last_name": "Rossi", "sdi_code": ""},
        [],
    ),
    "an account to collect from": ({"payment_method": "MP12"}, ["iban"]),
    "a transfer needs no account": ({"payment_method": "MP05"}, []),
    "nobody to reach": ({"email": ""}, ["reach"]),
    "a prospect only has to be reached": ({**dict.fromkeys(WHOLE, ""), "is_prospect": True}, ["reach"]),
}


@pytest.mark.parametrize(("fields", "expected"), LACKING.values(), ids=LACKING)
def test_what_is_missing_is_said_on_the_page_and_found_by_the_list(ours, fields, expected):
    customer = make.customer(ours, **{**WHOLE, **fields})
    assert [each.code for each in missing(customer, on=TODAY)] == expected
    assert incomplete(ours, on=TODAY).filter(pk=customer.pk).exists() is bool(expected)


def test_a_contact_with_a_phone_is_somebody_to_reach_until_it_is_closed(ours, clerk):
    customer = make.customer(ours, **{**WHOLE, "email": ""})
    contact = party.add_contact(customer, actor=clerk, name="Ugo", phone="0541 123456")
    assert missing(customer, on=TODAY) == []
    party.change_contact(contact, actor=clerk, is_active=False)
    assert [each.code for each in missing(customer, on=TODAY)] == ["reach"]


def test_a_tax_number_from_abroad_goes_into_the_vat_number(ours):
    with pytest.raises(ValidationError) as refused:
        make.customer(ours, **{**WHOLE, "country": "CH", "fiscal_code": "CHE-123"})
    assert set(refused.value.error_dict) == {"fiscal_code"}


def test_a_prospect_becomes_a_client_by_its_first_contract(ours, clerk):
    customer = make.customer(ours, is_prospect=True)
    first = become_client(customer, actor=clerk, on=TODAY)
    again = become_client(customer, actor=clerk, on=TODAY + timedelta(days=9))
    assert (first.is_prospect, again.client_since) == (False, TODAY)
    with pytest.raises(ValidationError):
        change_customer(customer, actor=clerk, is_prospect=True)


def test_groups_close_no_circle(ours, clerk):
    top, middle, bottom = (make.customer(ours) for _ in range(3))
    groups.set_parent(bottom, middle, actor=clerk)
    groups.set_parent(middle, top, actor=clerk)
    assert groups.above(Customer.objects.of(ours).get(pk=bottom.pk)) == [middle, top]
    for below in (top, middle, bottom):
        with pytest.raises(ValidationError) as refused:
            groups.set_parent(top, below, actor=clerk)
        assert "parent" in refused.value.error_dict
    groups.set_parent(middle, None, actor=clerk)
    groups.set_parent(top, bottom, actor=clerk)


def test_a_new_billing_address_takes_the_place_of_the_old_one(ours, clerk):
    customer = make.customer(ours)
    old = party.add_address(customer, actor=clerk, kind="billing", address="via A 1", city="Imola")
    new = party.add_address(customer, actor=clerk, kind="billing", address="via B 2", city="Faenza", province="ra")
    party.add_address(customer, actor=clerk, kind="mailing", address="via C 3", city="Lugo")
    old.refresh_from_db()
    assert (old.is_active, new.province, customer.addresses.filter(is_active=True).count()) == (False, "RA", 2)
    party.change_address(old, actor=clerk, is_active=True)
    new.refresh_from_db()
    assert not new.is_active


def test_every_wrong_field_of_contact_and_address_is_named(ours, clerk):
    customer = make.customer(ours)
    with pytest.raises(ValidationError) as refused:
        party.add_contact(customer, actor=clerk, name="", phone="1", email="x", pec="y", role="boss", language="xx")
    assert set(refused.value.error_dict) == {"name", "phone", "email", "pec", "role", "language"}
    with pytest.raises(ValidationError) as refused:
        party.add_address(customer, actor=clerk, kind="x", postal_code="1")
    assert set(refused.value.error_dict) == {"kind", "address", "city", "postal_code"}


def test_a_consent_is_never_rewritten(ours, clerk):
    customer = make.customer(ours)
    by = {"actor": clerk, "now": NOW, "today": TODAY, "purpose": "marketing", "source": "web"}
    party.record_consent(customer, given=True, on=date(2025, 1, 1), **by)
    party.record_consent(customer, given=False, on=TODAY, **by)
    assert [row.given for row in customer.consents.order_by("pk")] == [True, False]
    with pytest.raises(ValidationError) as refused:
        party.record_consent(customer, given=True, on=TODAY + timedelta(days=1), **{**by, "source": "guess"})
    assert set(refused.value.error_dict) == {"on", "source"}


@pytest.mark.parametrize(
    ("purpose", "days", "due"),
    [("marketing", 729, False), ("marketing", 730, True), ("profiling", 365, True), ("profiling", 364, False)],
)
def test_a_consent_is_looked_at_again_after_the_days_of_its_purpose(ours, clerk, purpose, days, due):
    load_seeds()
    customer = make.customer(ours, **WHOLE)
    consent = {"actor": clerk, "purpose": purpose, "source": "paper", "now": NOW, "today": TODAY}
    party.record_consent(customer, given=True, on=TODAY - timedelta(days=days), **consent)
    assert [each.code for each in missing(customer, on=TODAY)] == (["consent"] if due else [])
    assert incomplete(ours, on=TODAY).filter(pk=customer.pk).exists() is due


def test_a_consent_renewed_or_withdrawn_is_not_asked_for_again(ours, clerk):
    load_seeds()
    renewed, withdrawn = make.customer(ours, **WHOLE), make.customer(ours, **WHOLE)
    consent = {"actor": clerk, "purpose": "marketing", "source": "paper", "now": NOW, "today": TODAY}
    for customer, given in ((renewed, True), (withdrawn, False)):
        party.record_consent(customer, given=True, on=TODAY - timedelta(days=900), **consent)
        party.record_consent(customer, given=given, on=TODAY - timedelta(days=10), **consent)
        assert missing(customer, on=TODAY) == []
