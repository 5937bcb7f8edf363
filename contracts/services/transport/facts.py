"""What the office knows of a load before anybody asks: parties, plant, approval in force, waste, prescriptions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from cases.models import Case
from documents.letters.catalogue import letters_of
from documents.letters.generic import company_values
from documents.models import Document, DocumentStatus
from registry.models import PlantAuthorisation
from registry.queries import waste_codes
from registry.rules.waste_codes import display

if TYPE_CHECKING:
    from contracts.models import Approval, Reservation
    from documents.letters.formats import Wording
    from registry.models import Customer


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Everything as lines of text; `values` is what the process of the approval tells its letters."""

    customer: Customer
    approval: Approval | None = None
    reservation: Reservation | None = None
    waste: str = ""
    operation: str = ""
    prescriptions: str = ""
    company_lines: tuple[str, ...] = ()
    customer_lines: tuple[str, ...] = ()
    site_lines: tuple[str, ...] = ()
    plant_lines: tuple[str, ...] = ()
    authorisation_lines: tuple[str, ...] = ()
    analysis_lines: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)

    def told(self, name: str) -> str:
        """A value of the process by its field's name; empty where it says none."""
        group, _dot, entry = name.partition(".")
        found = self.values.get(group)
        return str(found.get(entry, "")) if isinstance(found, Mapping) else ""

    def approval_words(self, wording: Wording) -> str:
        """Number, version and last day of the approval."""
        if self.approval is None:
            return ""
        until = wording.day(self.approval.valid_to)
        return _("{approval}, valid until {day}").format(approval=self.approval, day=until)


def load_of(
    customer: Customer, approval: Approval | None, reservation: Reservation | None, wording: Wording, on: date
) -> Load:
    """What is known of a delivery on a day, in the language that is active; a delivery note may have no approval."""
    parties: dict[str, Any] = {
        "customer": customer,
        "company_lines": _company(customer),
        "customer_lines": _lines(customer.name, customer, vat=customer.vat_number, fiscal=customer.fiscal_code),
    }
    if approval is None:
        return Load(**parties)
    values = _values(approval, wording, on)
    return Load(
        **parties,
        approval=approval,
        reservation=reservation,
        waste=_waste(approval, on),
        operation=approval.operation,
        prescriptions="\n".join(approval.prescriptions.order_by("position").values_list("text", flat=True)),
        site_lines=_lines(approval.site.name, approval.site, unit=approval.site.rentri_unit) if approval.site else (),
        plant_lines=_lines(approval.plant.name, approval.plant, unit=approval.plant.rentri_unit),
        authorisation_lines=_authorised(approval, on),
        analysis_lines=_analysis(approval, wording),
        values=values,
    )


def town(place: Any) -> str:
    """48122 Ravenna (RA)."""
    named = f"{place.postal_code} {place.city}".strip()
    return f"{named} ({place.province})" if place.province else named


def _lines(name: str, place: Any, *, vat: str = "", fiscal: str = "", unit: str = "") -> tuple[str, ...]:
    told = (
        name,
        place.address,
        town(place),
        _("VAT no. {number}").format(number=vat) if vat else "",
        _("Fiscal code {number}").format(number=fiscal) if fiscal and fiscal != vat else "",
        _("RENTRI unit {number}").format(number=unit) if unit else "",
    )
    return tuple(line for line in told if line)


def _company(customer: Customer) -> tuple[str, ...]:
    company, values = customer.company, company_values(customer.company)
    return _lines(values["name"], company, vat=values["vat_number"], fiscal=values["fiscal_code"])


def _waste(approval: Approval, on: date) -> str:
    code = waste_codes.get(approval.waste_code, on=on)
    if code is None:
        return display(approval.waste_code, hazardous=False)
    return f"{code.display} {code.description}"


def _authorised(approval: Approval, on: date) -> tuple[str, ...]:
    """The deeds of the plant that hold on the day for what is approved."""
    rows = PlantAuthorisation.objects.of(approval.company_id).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=on),
        plant=approval.plant_id,
        valid_from__lte=on,
        wastes__waste_code=approval.waste_code,
        wastes__operation=approval.operation,
    )
    return tuple(_("Authorised by {deed}").format(deed=row) for row in rows.order_by("pk").distinct())


def _analysis(approval: Approval, wording: Wording) -> tuple[str, ...]:
    """The newest verified certificate of analysis of the case."""
    if approval.case_id is None:
        return ()
    rows = Document.objects.of(approval.company_id).filter(
        case=approval.case_id, kind="analysis", status=DocumentStatus.VERIFIED
    )
    newest = rows.order_by("-issued_on", "-pk").first()
    if newest is None:
        return ()
    said = _("Analysis {title} of {day}") if newest.issued_on else _("Analysis {title}")
    return (said.format(title=newest.title or newest.file_name, day=wording.day(newest.issued_on)),)


def _values(approval: Approval, wording: Wording, on: date) -> Mapping[str, Any]:
    """What the process of the approval's case would write in a letter; nothing for an imported approval."""
    case = Case.objects.of(approval.company_id).filter(pk=approval.case_id).first() if approval.case_id else None
    letters = letters_of(case.process_code) if case else None
    if case is None or letters is None:
        return {}
    dossier = case.process.dossier.objects.of(case.company_id).filter(pk=case.pk).first()
    if dossier is None:
        return {}
    case.dossier = dossier
    return letters.values(case, wording, on)
