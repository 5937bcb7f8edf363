"""The merge fields every process has: the company, the customer, the site, the case, the letter itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from cases.rules.days import day_of
from documents import store
from documents.letters.catalogue import CUSTOMER, IMAGE, LIST, WORD, Field, ProcessLetters
from documents.letters.formats import Wording
from documents.models import Letterhead
from registry.models import Company, Customer

if TYPE_CHECKING:
    from cases.models import Case

_PLACE: Final = ("address", "postal_code", "city", "province")
_COMPANY: Final = (*_PLACE, "vat_number", "fiscal_code", "pec", "email", "phone")
_CUSTOMER: Final = ("code", "name", *_PLACE, "country", "vat_number", "fiscal_code", "pec", "email")

FIELDS: Final = (
    Field("today", _("The date of the letter"), "22 novembre 2026", "22 November 2026"),
    Field("author", _("Who issues the letter; empty when the product does it by itself"), "Elena Fabbri"),
    Field(
        "note",
        _("What was written when the letter was issued: the reason of a refusal, what is missing"),
        "Manca il verbale di campionamento.",
        "The sampling report is missing.",
    ),
    Field("note_lines", _("The same, line by line, for a list"), kind=LIST),
    Field("note_lines[]", _("One line of it"), "Verbale di campionamento", "Sampling report"),
    Field("case.number", _("The number of the case"), "OM-2026-000031"),
    Field("case.subject", _("The subject of the case"), "17 05 04 terra e rocce"),
    Field("case.opened_on", _("The day the case was opened"), "3 novembre 2026", "3 November 2026"),
    Field("company.name", _("Our company's name, legal name if there is one"), "EcoVerde S.p.A."),
    Field("company.logo", _("Our logo, at most 5.5 by 2 cm; empty until one is uploaded"), kind=IMAGE),
    Field("company.foot", _("The line at the foot of our letterhead"), "Capitale sociale € 500.000 i.v."),
    Field("company.address", _("Our street and number"), "via Classicana 99"),
    Field("company.postal_code", _("Our postal code"), "48122"),
    Field("company.city", _("Our city"), "Ravenna"),
    Field("company.province", _("Our province"), "RA"),
    Field("company.vat_number", _("Our VAT number"), "01234567897"),
    Field("company.fiscal_code", _("Our fiscal code"), "01234567897"),
    Field("company.pec", _("Our certified e-mail"), "ecoverde@pec.example"),
    Field("company.email", _("Our e-mail"), "info@ecoverde.example"),
    Field("company.phone", _("Our phone number"), "0544 000000"),
    Field("customer.code", _("The customer's code"), "C000042"),
    Field("customer.name", _("The customer's name"), "Rossi & Figli S.r.l."),
    Field("customer.address", _("The customer's street and number"), "via Emilia 12"),
    Field("customer.postal_code", _("The customer's postal code"), "40026"),
    Field("customer.city", _("The customer's city"), "Imola"),
    Field("customer.province", _("The customer's province"), "BO"),
    Field("customer.country", _("The customer's country, two letters"), "IT"),
    Field("customer.vat_number", _("The customer's VAT number"), "01234567897"),
    Field("customer.fiscal_code", _("The customer's fiscal code"), "01234567897"),
    Field("customer.pec", _("The customer's certified e-mail"), "rossi@pec.example"),
    Field("customer.email", _("The customer's e-mail"), "info@rossi.example"),
    Field("site.name", _("The site: where the waste is produced, where the service is delivered"), "Stabilimento"),
    Field("site.address", _("The site's street and number"), "via Selice 8"),
    Field("site.postal_code", _("The site's postal code"), "40026"),
    Field("site.city", _("The site's city"), "Imola"),
    Field("site.province", _("The site's province"), "BO"),
)


@dataclass(frozen=True, slots=True)
class Occasion:
    """When, in which language, by whom and with which words a letter is written."""

    on: date
    language: str
    author: str = ""
    note: str = ""


def fields_of(letters: ProcessLetters, form: str = WORD) -> tuple[Field, ...]:
    """Every field a template of the process may use, the general ones first; no pictures in the text of an e-mail."""
    of_cases = ("case.", "site.")
    general = (field for field in FIELDS if letters.about != CUSTOMER or not field.name.startswith(of_cases))
    return tuple(field for field in (*general, *letters.fields) if form == WORD or field.kind != IMAGE)


def values_for(
    letters: ProcessLetters, about: Case | Customer, occasion: Occasion, *, house: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """What every field holds for a case, which carries its dossier, its customer and its company; or for a customer.

    house  `company_values`, where whoever writes many has read them already
    """
    wording = Wording(occasion.language)
    with override(occasion.language):
        return {
            "today": wording.day(occasion.on),
            "author": occasion.author,
            "note": occasion.note.strip(),
            "note_lines": [line.strip(" -•\t") for line in occasion.note.splitlines() if line.strip(" -•\t")],
            "company": house if house is not None else company_values(about.company),
            **(_of_customer(about) if isinstance(about, Customer) else _of_case(about, wording)),
            **letters.values(about, wording, occasion.on),
        }


def _of_customer(customer: Customer) -> dict[str, Any]:
    return {"customer": _columns(customer, _CUSTOMER)}


def _of_case(case: Case, wording: Wording) -> dict[str, Any]:
    return {
        "case": {"number": case.number, "subject": case.subject, "opened_on": wording.day(day_of(case.opened_at))},
        "customer": _columns(case.customer, _CUSTOMER),
        "site": _columns(getattr(case.dossier, "site", None), ("name", *_PLACE)),
    }


def company_values(company: Company) -> dict[str, Any]:
    """The company as its paper names it, its logo as {"image": path}."""
    head = Letterhead.objects.of(company).select_related("logo").first()
    values: dict[str, Any] = {"name": company.legal_name or company.name, **_columns(company, _COMPANY)}
    if head is not None:
        values |= {"foot": head.foot, "logo": _logo(head)}
    return values


def _logo(head: Letterhead) -> dict[str, str] | None:
    try:
        return {IMAGE: str(store.locate(head.logo))} if head.logo is not None else None
    except FileNotFoundError:
        return None


def _columns(row: object, names: tuple[str, ...]) -> dict[str, str]:
    return {name: str(getattr(row, name, "") or "") for name in names} if row is not None else {}


def examples(fields: tuple[Field, ...], language: str) -> Mapping[str, Any]:
    """Every field with its example, as a letter would get them."""
    values: dict[str, Any] = {}
    for field in fields:
        if field.kind == LIST:
            _place(values, field.name, [])
    for field in fields:
        if "[]" in field.name:
            _place_in_list(values, field, language)
        elif field.kind not in (LIST, IMAGE):
            _place(values, field.name, field.example_in(language))
    return values


def _place(values: dict[str, Any], name: str, value: object) -> None:
    *path, last = name.split(".")
    for step in path:
        values = values.setdefault(step, {})
    values.setdefault(last, value)


def _place_in_list(values: dict[str, Any], field: Field, language: str) -> None:
    before, _sign, after = field.name.partition("[]")
    *path, last = before.split(".")
    for step in path:
        values = values[step]
    lines: list[Any] = values[last]
    example = field.example_in(language)
    if not after:
        lines.append(example)
    elif lines:
        lines[0][after.lstrip(".")] = example
    else:
        lines.append({after.lstrip("."): example})
