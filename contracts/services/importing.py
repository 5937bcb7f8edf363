"""Approvals in force from a file: what another system decided, found again by its number.

They are announced with origin "import", so that no letter leaves for what was decided long ago. What was decided here,
by a case, is not rewritten by a file.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from contracts.models import Approval
from contracts.models.approval import Provenance
from contracts.services.lifecycle import columns, put_in_force
from contracts.terms import Adr, Price, Terms
from registry.duties import IMPORT, require
from registry.models import Plant
from registry.queries.plants import authorised
from registry.services.importing.cells import amount, code, day, flag, text, waste_code
from registry.services.importing.customers import named
from registry.services.importing.kinds import ADDED, CHANGED, UNCHANGED, Column, Kind, Row, Run

if TYPE_CHECKING:
    from collections.abc import Iterable

    from registry.models import Customer, Site

COLUMNS: Final = (
    Column("number", _("number of the approval in the other system: the key of a row"), needed=True),
    Column("customer", _("the customer's code here or in the other system"), needed=True),
    Column("site", _("code of the site: 01; empty for every site")),
    Column("waste_code", _("waste code (EER)"), waste_code, needed=True),
    Column("plant", _("the plant's code"), needed=True),
    Column("operation", _("R1 to R13, D1 to D15"), code, needed=True),
    Column("provenance", _("U urban, S special; S where there is none"), code),
    Column("valid_from", _("first day"), day, needed=True),
    Column("valid_to", _("last day"), day, needed=True),
    Column("yearly_quantity_t", _("tonnes a year"), amount, needed=True),
    Column("per_delivery_t", _("tonnes of a delivery, at most"), amount),
    Column("price_per_tonne", _("euro per tonne"), amount),
    Column("price_per_trip", _("euro per trip"), amount),
    Column("price_minimum", _("euro, at least"), amount),
    Column("is_adr", _("dangerous goods (ADR): 1 or 0; empty where nobody has said"), flag),
    Column("adr_un_number", _("UN number")),
    Column("adr_class", _("ADR class")),
    Column("adr_packing_group", _("packing group")),
)
IMPORTED: Final = "imported"
"""Why an imported approval ends on its day: the other system said so."""


def take(row: Row, run: Run) -> str:
    """Put the approval of a row in force, as the next version where its terms differ from the last."""
    require(run.actor, IMPORT)
    terms = _terms(row, run)
    last = Approval.objects.of(run.actor.company_id).filter(number=row["number"]).order_by("-version").first()
    if last is not None and last.case_id is not None:
        raise ValidationError({"number": _("This approval was decided here: change it by a case.")})
    if last is not None and _same(last, terms):
        return UNCHANGED
    _refuse(terms, run)
    put_in_force(terms, actor=run.actor, now=run.now, number=row["number"], supersedes=_underway(last), origin="import")
    return CHANGED if last is not None else ADDED


def rows(company_id: int) -> Iterable[tuple[Any, ...]]:
    """Every approval that holds, by number."""
    found = Approval.objects.of(company_id).filter(state__in=Approval.UNDERWAY).order_by("number")
    paths = {"customer": "customer__code", "site": "site__code", "plant": "plant__code"}
    yield from found.values_list(*(paths.get(column.name, column.name) for column in COLUMNS)).iterator(
        chunk_size=1_000
    )


def _terms(row: Row, run: Run) -> Terms:
    company = run.actor.company_id
    customer = named(company, row["customer"])
    plant = Plant.objects.of(company).filter(code=row["plant"]).first()
    unknown = {}
    if customer is None:
        unknown["customer"] = _("There is no customer with this code: import the customers first.")
    if plant is None:
        unknown["plant"] = _("There is no plant with this code: import the plants first.")
    if customer is None or plant is None:
        raise ValidationError(unknown)
    return Terms(
        customer=customer,
        site=_site(customer, text(row.get("site", ""))),
        waste_code=row["waste_code"],
        plant=plant,
        operation=row["operation"],
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        valid_to_cause=IMPORTED,
        yearly_quantity_t=row["yearly_quantity_t"],
        per_delivery_t=row.get("per_delivery_t"),
        provenance=row.get("provenance") or Provenance.SPECIAL,
        price=Price(row.get("price_per_tonne"), row.get("price_per_trip"), row.get("price_minimum")),
        adr=Adr(
            row.get("is_adr"), row.get("adr_un_number", ""), row.get("adr_class", ""), row.get("adr_packing_group", "")
        ),
    )


def _site(customer: Customer, words: str) -> Site | None:
    if not words:
        return None
    found = customer.sites.filter(code=words.zfill(2)).first()
    if found is None:
        raise ValidationError({"site": _("The customer has no site with this code.")})
    return found


def _refuse(terms: Terms, run: Run) -> None:
    """What no approval may be: over, without quantity, for what the plant may not receive."""
    errors: dict[str, Any] = {**_wrong_days(terms, run), **_wrong_quantities(terms)}
    if terms.provenance not in Provenance.values:
        errors["provenance"] = _("Write U for urban or S for special waste.")
    on = max(terms.valid_from, run.today)
    if (terms.plant.pk, on) not in run.known:
        run.known[terms.plant.pk, on] = authorised([terms.plant.pk], on=on)[terms.plant.pk]
    if not run.known[terms.plant.pk, on].allows(terms.waste_code, terms.operation):
        errors["waste_code"] = _("The plant is not authorised for this code and operation on that day.")
    if errors:
        raise ValidationError(errors)


def _wrong_days(terms: Terms, run: Run) -> dict[str, Any]:
    if terms.valid_to < terms.valid_from:
        return {"valid_to": _("The last day comes before the first.")}
    if terms.valid_to < run.today:
        return {"valid_to": _("It has ended: only approvals that still hold are imported.")}
    return {}


def _wrong_quantities(terms: Terms) -> dict[str, Any]:
    if terms.yearly_quantity_t <= 0:
        return {"yearly_quantity_t": _("Write the tonnes a year: more than nothing.")}
    if terms.per_delivery_t is not None and not 0 < terms.per_delivery_t <= terms.yearly_quantity_t:
        return {"per_delivery_t": _("A delivery is more than nothing and not above the year.")}
    return {}


def _same(last: Approval, terms: Terms) -> bool:
    wanted = columns(terms) | {"valid_to_cause": last.valid_to_cause}
    return last.state in Approval.UNDERWAY and all(_equal(getattr(last, name), value) for name, value in wanted.items())


def _equal(kept: object, stated: object) -> bool:
    if isinstance(kept, Decimal) and isinstance(stated, Decimal):
        return kept.compare(stated) == 0
    return kept == stated


def _underway(last: Approval | None) -> Approval | None:
    return last if last is not None and last.state in Approval.UNDERWAY else None


KIND: Final = Kind(code="approvals", label=_("Approvals in force"), columns=COLUMNS, take=take, rows=rows)
