"""What the fields of the sheet read: parties by code or name, texts without signs that hide or turn others."""

from __future__ import annotations

import pytest
from django import forms
from django.utils import translation

from tests.factories import cases as make
from tests.factories import registry as people
from workflows.waste_approval.fields import Line, PartyField, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def field():
    eco = make.company()
    for name in ("Vetreria Lariana", "Vetreria Bresciana", "Zincatura"):
        people.customer(eco, name=name)
    found = PartyField(required=False)
    found.company_id = eco.pk
    return found


def test_a_party_is_read_by_code_or_by_enough_of_the_name(field):
    lariana = field.clean("vetreria lar")
    assert lariana.name == "Vetreria Lariana"
    assert {field.clean(typed) for typed in (lariana.code, f" {lariana.code.lower()} ", "LARIANA")} == {lariana}


def test_words_that_fit_several_name_them_and_ask_for_the_code(field):
    with translation.override("en"), pytest.raises(forms.ValidationError) as refused:
        field.clean("vetreria")
    assert refused.value.code == "several"
    (message,) = refused.value.messages
    assert f"{field.clean('lariana').code} Vetreria Lariana" in message
    assert f"{field.clean('bresciana').code} Vetreria Bresciana" in message


@pytest.mark.parametrize("typed", ["C999999", "nessuno"])
def test_words_that_fit_nobody_are_refused(field, typed):
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(typed)
    assert refused.value.code == "unknown"


def test_a_party_may_be_left_out(field):
    assert field.clean("  ") is None


def test_a_line_is_one_line_of_visible_text():
    assert Line().clean("  Fango \u202eoigirg\n denso\u200b ") == "Fango oigirg denso"
    with pytest.raises(forms.ValidationError):
        Line().clean("\u202e\u200b")


def test_a_text_keeps_its_lines_and_no_sign_that_turns_them():
    assert words("Note").clean("Prima\u202e riga\r\nseconda\u200b riga") == "Prima riga\r\nseconda riga"
