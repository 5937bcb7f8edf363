"""Identifiers: what is accepted, in which form, and in which words the rest is refused."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.it import codicefiscale

from registry import validation
from registry.models.customer import RENTRI_UNIT

IBAN = "IT60X0542811101000000123456"


def refusal(check, *args, **kwargs):
    with translation.override("en"), pytest.raises(ValidationError) as caught:
        check(*args, **kwargs)
    return caught.value


@pytest.mark.parametrize("number", ["00743110157", "12345670785", "01234567897"])
def test_a_vat_number_with_a_fitting_check_digit_is_accepted(number):
    assert validation.vat_number(number) == number


def test_a_vat_number_is_stored_without_blanks_dots_or_country():
    assert validation.vat_number(" it 007 4311.0157") == "00743110157"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("01234567890", "vat_number_check_digit"),
        ("00000000000", "vat_number_check_digit"),
        ("0074311015", "vat_number_length"),
        ("00743110157X", "vat_number_length"),
        ("ABCDEFGHIJK", "vat_number_length"),
    ],
)
def test_a_wrong_vat_number_is_refused_with_its_reason(number, code):
    assert refusal(validation.vat_number, number).code == code


def test_the_clerk_reads_what_is_wrong_with_the_vat_number():
    with translation.override("en"):
        assert refusal(validation.vat_number, "01234567890").messages == [
            "The VAT number 01234567890 is mistyped: its last digit does not fit the others."
        ]


@given(st.text("0123456789", min_size=10, max_size=10).filter(lambda text: int(text) > 0))
def test_exactly_one_last_digit_makes_ten_digits_a_vat_number(start):
    good = [digit for digit in "0123456789" if luhn.is_valid(start + digit)]
    assert len(good) == 1
    assert validation.vat_number(start + good[0]) == start + good[0]


def test_a_vat_number_of_another_country_follows_that_country():
    assert validation.vat_number("DE 136695976", country="DE") == "DE136695976"
    assert refusal(validation.vat_number, "DE136695970", country="DE").code == "vat_number_foreign"
    assert validation.vat_number("CHE123", country="CH") == "CHE123"


@pytest.mark.parametrize("code", ["RSSMRA85T10A562S", "rssmra85t10a562s"])
def test_a_person_has_a_fiscal_code_of_sixteen_characters(code):
    assert validation.fiscal_code(code, is_person=True) == code.upper()


def test_digits_replaced_by_letters_make_a_fiscal_code_too():
    replaced = "RSSMRA85T10A56N"
    code = replaced + codicefiscale.calc_check_digit(replaced)
    assert validation.fiscal_code(code, is_person=True) == code


def test_a_person_may_hold_a_provisional_code_of_eleven_digits():
    assert validation.fiscal_code("00743110157", is_person=True) == "00743110157"


@pytest.mark.parametrize(
    ("text", "is_person", "code"),
    [
        ("RSSMRA85T10A562X", True, "fiscal_code_check_letter"),
        ("RSSMRA85T10A562", True, "fiscal_code_length"),
        ("1SSMRA85T10A562S", True, "fiscal_code_shape"),
        ("RSSMRA85T10A562S", False, "fiscal_code_of_a_person"),
        ("01234567890", False, "fiscal_code_check_digit"),
    ],
)
def test_a_wrong_fiscal_code_is_refused_with_its_reason(text, is_person, code):
    assert refusal(validation.fiscal_code, text, is_person=is_person).code == code


def test_an_iban_is_stored_without_blanks():
    assert validation.iban("it60 X054 2811 1010 0000 0123 456") == IBAN


def with_check_digits(account):
    rest = "".join(str(int(sign, 36)) for sign in account + "IT00")
    return f"IT{98 - int(rest) % 97:02d}{account}"


def test_an_iban_whose_control_letter_is_wrong_is_refused_though_its_check_digits_fit():
    assert with_check_digits(IBAN[4:]) == IBAN
    forged = with_check_digits("Y" + IBAN[5:])
    assert refusal(validation.iban, forged).code == "iban_control_letter"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("IT61X0542811101000000123456", "iban_check_digits"),
        ("IT60X05428111010000001234", "iban_length"),
        ("XX60X0542811101000000123456", "iban_country"),
        ("hello", "iban"),
    ],
)
def test_a_wrong_iban_is_refused_with_its_reason(text, code):
    assert refusal(validation.iban, text).code == code


def test_an_address_keeps_its_name_and_lowers_its_domain():
    assert validation.email(" Mario.Rossi@PEC.Example.IT ") == "Mario.Rossi@pec.example.it"


@pytest.mark.parametrize("text", ["rossi", "rossi@", "@pec.it", "a b@pec.it"])
def test_what_is_no_address_is_refused(text):
    assert refusal(validation.email, text).code == "email"


def test_a_private_customer_has_seven_characters_and_an_office_six():
    assert validation.sdi_code("m5uxcr1", is_public_body=False) == "M5UXCR1"
    assert validation.sdi_code("uf1abc", is_public_body=True) == "UF1ABC"
    assert refusal(validation.sdi_code, "UF1ABC", is_public_body=False).code == "sdi_code"
    assert refusal(validation.sdi_code, "M5UXCR1", is_public_body=True).code == "sdi_code"


def test_seven_crosses_are_for_customers_abroad():
    assert validation.sdi_code("XXXXXXX", is_public_body=False, country="DE") == "XXXXXXX"
    assert refusal(validation.sdi_code, "XXXXXXX", is_public_body=False).code == "sdi_code_abroad"


def test_a_postal_code_has_five_digits_in_italy_only():
    assert validation.postal_code("20121") == "20121"
    assert validation.postal_code("W1A 1AA", country="GB") == "W1A 1AA"
    assert refusal(validation.postal_code, "2012").code == "postal_code"


def test_a_province_is_two_letters_and_one_of_those_known():
    assert validation.province("mi", known={"MI"}) == "MI"
    assert refusal(validation.province, "Milano").code == "province"
    assert refusal(validation.province, "XY", known={"MI"}).code == "province_unknown"


def test_a_phone_number_keeps_its_groups():
    assert validation.phone("+39 02/123.4567") == "+39 02 123 4567"
    assert refusal(validation.phone, "call me").code == "phone"


def test_a_rentri_unit_and_a_municipality_have_their_shape():
    assert validation.rentri_unit("op2501abc123456-mi0001", pattern=RENTRI_UNIT) == "OP2501ABC123456-MI0001"
    assert refusal(validation.rentri_unit, "123", pattern=RENTRI_UNIT).code == "rentri_unit"
    assert refusal(validation.istat_code, "15146").code == "istat_code"


@pytest.mark.parametrize(
    "check", [validation.vat_number, validation.iban, validation.email, validation.phone, validation.postal_code]
)
def test_what_is_not_given_is_not_wrong(check):
    assert check("  ") == ""


def test_every_wrong_field_is_named_at_once():
    checks = {"iban": lambda: validation.iban("x"), "phone": lambda: validation.phone("x"), "name": lambda: "ok"}
    caught = refusal(validation.checked, checks)
    assert set(caught.message_dict) == {"iban", "phone"}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Rossi \n & Figli ", "Rossi & Figli"),
        ("Rossi \u202eilgiF", "Rossi ilgiF"),
        ("Ro\u200bs\x07si", "Rossi"),
        ("Café 北京 😀", "Café 北京 😀"),
    ],
)
def test_a_line_keeps_no_sign_that_hides_or_turns_the_others(typed, kept):
    assert validation.one_line(typed) == validation.required(typed) == kept


@pytest.mark.parametrize(("typed", "kept"), [("ch", "CH"), (" it ", "IT"), ("", "IT"), ("XK", ""), ("ZZ", "")])
def test_a_country_is_one_of_the_world(typed, kept):
    if kept:
        assert validation.country(typed) == kept
    else:
        assert refusal(validation.country, typed).code == "country_unknown"


def test_a_text_of_signs_nobody_sees_is_missing():
    assert refusal(validation.required, " \u202e\u200b ").code == "required"
