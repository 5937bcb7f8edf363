"""Identifiers checked by well-kept libraries, refused in words a clerk can act on.

Each check takes the text as typed, gives it back in the form that is stored ("" stays ""), and raises ValidationError
with a code. Rules: DOMAIN section 6; the check digits come from python-stdnum and schwifty.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _
from schwifty import IBAN
from schwifty import exceptions as iban_errors
from stdnum import exceptions as number_errors
from stdnum import luhn
from stdnum.eu import vat
from stdnum.it import codicefiscale, iva

from registry.rules.countries import COUNTRIES

EMAIL_LENGTH: Final = 256
_BLANKS = re.compile(r"[\s.\-/]+")
_UNSEEN: Final = {"Cc", "Cf", "Co", "Cs"}


def vat_number(text: str, *, country: str = "IT") -> str:
    """An Italian VAT number is eleven digits with a Luhn check digit; other EU countries by their own rule.

    The office of issue (digits 8 to 10) is not judged: the revenue agency may open new ones.
    """
    number = _compact(text)
    if not number:
        return ""
    if country == "IT":
        return _eleven_digits(iva.compact(number), what="vat_number")
    if country.lower() in vat.MEMBER_STATES and not vat.is_valid(_with_prefix(number, country)):
        raise _refused(
            "vat_number_foreign",
            _("%(number)s is not a VAT number of %(country)s. Check it, or check the country."),
            number=number,
            country=country,
        )
    return number


def fiscal_code(text: str, *, is_person: bool) -> str:
    """Sixteen characters for a person, eleven digits for a body (or a person's provisional code)."""
    code = _compact(text)
    if not code:
        return ""
    if code.isdigit():
        return _eleven_digits(code, what="fiscal_code")
    if not is_person:
        raise _refused(
            "fiscal_code_of_a_person",
            _(
                "The fiscal code of a company or body has 11 digits. With a person's code of 16 characters, "
                "choose Person: a sole trader is one too."
            ),
        )
    return _personal_code(code)


def iban(text: str) -> str:
    """An IBAN whose check digits and, in Italy, whose control letter (CIN) are right."""
    number = _compact(text)
    if not number:
        return ""
    try:
        return str(IBAN(number, validate_bban=True))
    except iban_errors.SchwiftyException as error:
        code, message = _IBAN_WORDS.get(type(error), _IBAN_WORDS[iban_errors.SchwiftyException])
        raise _refused(code, message, length=len(number), country=number[:2]) from error


def email(text: str) -> str:
    """An e-mail address; the domain in lower case."""
    address = text.strip()
    if not address:
        return ""
    name, at, domain = address.rpartition("@")
    address = f"{name}{at}{domain.lower()}"
    try:
        validate_email(address)
    except ValidationError as error:
        raise _refused(
            "email", _("%(address)s is not an e-mail address: it needs a name, an @ and a domain."), address=address
        ) from error
    if len(address) > EMAIL_LENGTH:
        raise _refused("email_length", _("The address is longer than %(most)d characters."), most=EMAIL_LENGTH)
    return address


def sdi_code(text: str, *, is_public_body: bool, country: str = "IT") -> str:
    """Where an e-invoice goes: seven characters for private parties, six for the public administration (IPA)."""
    code = text.strip().upper()
    if not code:
        return ""
    length = 6 if is_public_body else 7
    if not re.fullmatch(rf"[A-Z0-9]{{{length}}}", code):
        message = (
            _("The office code (IPA) of a public administration has 6 letters or digits, not %(length)d.")
            if is_public_body
            else _("The SDI code of a private customer has 7 characters, not %(length)d. With a PEC, write 0000000.")
        )
        raise _refused("sdi_code", message, length=len(code))
    if code == "XXXXXXX" and country == "IT":
        raise _refused("sdi_code_abroad", _("XXXXXXX is for customers abroad. In Italy write 0000000 and give a PEC."))
    return code


def postal_code(text: str, *, country: str = "IT") -> str:
    """Five digits in Italy; as typed elsewhere."""
    code = text.strip().upper()
    if code and country == "IT" and not re.fullmatch(r"[0-9]{5}", code):
        raise _refused("postal_code", _("An Italian postal code has 5 digits, for example 20121."))
    return code


def province(text: str, *, known: Collection[str] = (), country: str = "IT") -> str:
    """Two letters; one of `known` when the code list is loaded."""
    code = text.strip().upper()
    if not code or country != "IT":
        return code
    if not re.fullmatch(r"[A-Z]{2}", code):
        raise _refused("province", _("A province is written with its two letters, for example MI."))
    if known and code not in known:
        raise _refused("province_unknown", _("%(code)s is not an Italian province."), code=code)
    return code


def country(text: str) -> str:
    """The two letters of a country (ISO 3166-1 alpha-2); IT where there is none."""
    code = text.strip().upper() or "IT"
    if code not in COUNTRIES:
        message = _("%(code)s is not the code of a country: write IT, FR, CH and the like.")
        raise _refused("country_unknown", message, code=code[:10])
    return code


def phone(text: str) -> str:
    """Six to fifteen digits, with an optional + in front; blanks between groups are kept."""
    number = " ".join(re.sub(r"[./()\-]", " ", text).split())
    digits = number.replace(" ", "").removeprefix("+")
    if number and not re.fullmatch(r"[0-9]{6,15}", digits):
        raise _refused("phone", _("A phone number has 6 to 15 digits, with + and the country in front if abroad."))
    return number


def rentri_unit(text: str, *, pattern: str) -> str:
    """The number RENTRI gave to a local unit."""
    number = text.strip().upper()
    if number and not re.fullmatch(pattern, number):
        raise _refused("rentri_unit", _("A RENTRI unit looks like OP2501ABC123456-MI0001."))
    return number


def istat_code(text: str) -> str:
    """The six digits ISTAT gives to a municipality."""
    code = text.strip()
    if code and not re.fullmatch(r"[0-9]{6}", code):
        raise _refused("istat_code", _("The ISTAT code of a municipality has 6 digits, for example 015146."))
    return code


def one_line(text: str) -> str:
    """Words with one blank between them, without characters that hide or turn the text around them."""
    seen = "".join(sign for sign in text if sign.isspace() or unicodedata.category(sign) not in _UNSEEN)
    return " ".join(seen.split())


def several_lines(text: str) -> str:
    """Words as they were typed, line by line, without characters that hide or turn the text around them."""
    kept = (sign for sign in text if sign in "\n\t\r" or unicodedata.category(sign) not in _UNSEEN)
    return "".join(kept).strip()


def required(text: str) -> str:
    """A text that must not be empty."""
    words = one_line(text)
    if not words:
        raise _refused("required", _("This is needed."))
    return words


def checked(checks: Mapping[str, Callable[[], Any]]) -> dict[str, Any]:
    """Run every check and give the clean values, or raise one ValidationError naming every field that is wrong."""
    clean: dict[str, Any] = {}
    errors: dict[str, ValidationError] = {}
    for field, check in checks.items():
        try:
            clean[field] = check()
        except ValidationError as error:
            errors[field] = error
    if errors:
        raise ValidationError(errors)
    return clean


def _compact(text: str) -> str:
    return _BLANKS.sub("", text).upper()


def _with_prefix(number: str, country: str) -> str:
    prefix = "EL" if country == "GR" else country
    return number if number.startswith(prefix) else f"{prefix}{number}"


def _eleven_digits(number: str, *, what: str) -> str:
    words = _ELEVEN_DIGITS[what]
    if not re.fullmatch(r"[0-9]{11}", number):
        raise _refused(f"{what}_length", words[0], length=len(number), number=number)
    if int(number) == 0 or not luhn.is_valid(number):
        raise _refused(f"{what}_check_digit", words[1], number=number)
    return number


def _personal_code(code: str) -> str:
    try:
        return str(codicefiscale.validate(code))
    except number_errors.InvalidLength as error:
        message = _("A person's fiscal code has 16 characters; this one has %(length)d.")
        raise _refused("fiscal_code_length", message, length=len(code)) from error
    except number_errors.InvalidChecksum as error:
        message = _("The last letter of %(code)s does not fit the others: a character is mistyped.")
        raise _refused("fiscal_code_check_letter", message, code=code) from error
    except number_errors.ValidationError as error:
        message = _("%(code)s is not a person's fiscal code: letters and digits stand in the wrong places.")
        raise _refused("fiscal_code_shape", message, code=code) from error


def _refused(code: str, message: Any, /, **params: Any) -> ValidationError:
    return ValidationError(message, code=code, params=params or None)


_ELEVEN_DIGITS: Final = {
    "vat_number": (
        _("The VAT number must have 11 digits: %(number)s has %(length)d characters."),
        _("The VAT number %(number)s is mistyped: its last digit does not fit the others."),
    ),
    "fiscal_code": (
        _("The fiscal code must have 11 digits: %(number)s has %(length)d characters."),
        _("The fiscal code %(number)s is mistyped: its last digit does not fit the others."),
    ),
}
_IBAN_WORDS: Final[dict[type[Exception], tuple[str, Any]]] = {
    iban_errors.InvalidLength: (
        "iban_length",
        _("An IBAN of %(country)s does not have %(length)d characters; an Italian one has 27."),
    ),
    iban_errors.InvalidCountryCode: (
        "iban_country",
        _("An IBAN begins with a country, such as IT; not with %(country)s."),
    ),
    iban_errors.InvalidChecksumDigits: (
        "iban_check_digits",
        _("The IBAN is mistyped: its two check digits after %(country)s do not fit the rest."),
    ),
    iban_errors.InvalidBBANChecksum: (
        "iban_control_letter",
        _("The IBAN is mistyped: its control letter (CIN) does not fit bank, branch and account."),
    ),
    iban_errors.SchwiftyException: ("iban", _("This is not an IBAN: letters and digits stand in the wrong places.")),
}
