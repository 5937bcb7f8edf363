"""The forms of the sheet: every field stands once, under a heading."""

from __future__ import annotations

from functools import partial

import pytest
from django.utils import translation

from tests.factories import cases as make
from tests.factories import registry as people
from workflows.waste_approval import forms

pytestmark = pytest.mark.django_db


@pytest.fixture
def grouped():
    return partial(_grouped, company_id=people.company("ecoverde").pk)


def _grouped(form_class, company_id):
    form = form_class(company_id=company_id, on=make.NOW.date())
    with translation.override("en"):
        return form, [(label, [field.name for field in fields]) for label, fields in form.groups()]


@pytest.mark.parametrize("form_class", [forms.Sheet, forms.Characterisation, forms.Correction])
def test_every_field_stands_once(grouped, form_class):
    form, groups = grouped(form_class)
    assert sorted(name for _, names in groups for name in names) == sorted(form.fields)


def test_the_sheet_reads_in_the_order_of_the_dossier(grouped):
    _, groups = grouped(forms.Sheet)
    headings = ["Parties and site", "The waste", "Hazard and transport", "Quantities and destination"]
    assert [label for label, _ in groups] == headings


def test_a_field_of_no_heading_comes_last_and_a_short_form_has_none(grouped):
    assert grouped(forms.Correction)[1][-1] == ("", ["reason"])
    assert grouped(forms.Reason)[1] == []
