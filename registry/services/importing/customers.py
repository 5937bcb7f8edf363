"""Customers from a file, found again by the code another system gives them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from registry.models import Customer
from registry.services.customers import CustomerFields, change_customer, register_customer
from registry.services.groups import set_parent
from registry.services.importing.cells import code, flag, text, whole
from registry.services.importing.kinds import ADDED, CHANGED, UNCHANGED, Column, Kind, Row, Run

COLUMNS: Final = (
    Column("external_code", _("code in the other system: the key of a row")),
    Column("code", _("our code, for customers registered here: C000001"), code),
    Column("kind", _("legal or natural")),
    Column("name", _("company name")),
    Column("first_name", _("first name of a person")),
    Column("last_name", _("surname of a person")),
    Column("vat_number", _("VAT number")),
    Column("fiscal_code", _("fiscal code")),
    Column("is_public_body", _("public administration: 1 or 0"), flag),
    Column("is_prospect", _("prospect: 1 or 0"), flag),
    Column("address", _("street and number")),
    Column("postal_code", _("postal code; in a spreadsheet as text")),
    Column("city", _("town")),
    Column("province", _("two letters")),
    Column("country", _("two letters; IT where there is none")),
    Column("email", _("e-mail")),
    Column("pec", _("certified e-mail")),
    Column("phone", _("phone")),
    Column("sdi_code", _("SDI recipient code, or office code (IPA)")),
    Column("iban", _("IBAN")),
    Column("account_holder", _("account holder")),
    Column("payment_method", _("code of the e-invoice: MP05, MP12 ...")),
    Column("payment_days", _("days to pay"), whole),
    Column("payment_end_of_month", _("from the end of the month: 1 or 0"), flag),
    Column("parent", _("group or parent: its code here or in the other system")),
    Column("notes", _("notes")),
)
WRITTEN: Final = CustomerFields.__annotations__.keys() & {column.name for column in COLUMNS}


def take(row: Row, run: Run) -> str:
    """Register or change the customer of a row, and put it below its parent."""
    customer = _find(row, run)
    fields: Any = {name: value for name, value in row.items() if name in WRITTEN}
    if customer is None:
        _refuse_known(row, run)
        done, became = register_customer(actor=run.actor, reason="imported", **fields), ADDED
    else:
        before = _values(customer)
        done = change_customer(customer, actor=run.actor, reason="imported", **fields)
        became = UNCHANGED if _values(done) == before else CHANGED
    if "parent" in row and _put_below(done, row["parent"], run) and became == UNCHANGED:
        became = CHANGED
    return became


def rows(company_id: int) -> Iterable[tuple[Any, ...]]:
    """Every customer that is still there, by code."""
    names = ["parent__code" if column.name == "parent" else column.name for column in COLUMNS]
    found = Customer.objects.of(company_id).filter(merged_into__isnull=True).order_by("code")
    yield from found.values_list(*names).iterator(chunk_size=1_000)


def named(company_id: int, words: str) -> Customer | None:
    """The customer with our code, or with the other system's; one merged away leads to the kept one."""
    mine = Customer.objects.of(company_id).select_related("merged_into")
    found = mine.filter(code=words.strip().upper()).first()
    if found is None and words.strip():
        found = mine.filter(external_code=words.strip()).order_by("merged_into_id", "pk").first()
    return found and (found.merged_into or found)


def _find(row: Row, run: Run) -> Customer | None:
    if row.get("code"):
        found = named(run.actor.company_id, row["code"])
        if found is None:
            raise ValidationError({"code": _("No customer has this code: correct it, or leave the cell empty.")})
        return found
    external = row.get("external_code", "")
    if not external:
        message = _("Give the row a key: the customer's code in the other system, or ours in “code”.")
        raise ValidationError({"external_code": message})
    mine = Customer.objects.of(run.actor.company_id).filter(external_code=external).select_related("merged_into")
    found = mine.order_by("merged_into_id", "pk").first()
    return found and (found.merged_into or found)


def _refuse_known(row: Row, run: Run) -> None:
    """A new row whose tax number somebody has already would make a duplicate."""
    mine = Customer.objects.of(run.actor.company_id).filter(merged_into__isnull=True)
    for name in ("vat_number", "fiscal_code"):
        number = text(row.get(name, "")).replace(" ", "").upper()
        number = number.removeprefix("IT") if name == "vat_number" else number
        known = mine.filter(**{name: number}).first() if number else None
        if known is not None:
            message = _("%(customer)s has this number: write its code %(code)s in the column “code”.")
            params = {"customer": known.name, "code": known.code}
            raise ValidationError({name: ValidationError(message, code="known", params=params)})


def _put_below(customer: Customer, words: str, run: Run) -> bool:
    parent = named(run.actor.company_id, words) if words else None
    if words and parent is None:
        raise ValidationError({"parent": _("No customer has this code: put its row above, or correct the cell.")})
    if customer.parent_id == (parent and parent.pk):
        return False
    set_parent(customer, parent, actor=run.actor, reason="imported")
    return True


def _values(customer: Customer) -> tuple[Any, ...]:
    return tuple(getattr(customer, name) for name in sorted(WRITTEN))


KIND: Final = Kind(code="customers", label=_("Customers"), columns=COLUMNS, take=take, rows=rows)
__all__ = ["KIND", "named"]
