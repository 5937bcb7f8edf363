"""The dossier as a page shows it and as the search finds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from cases.definition import Line
from registry.queries import waste_codes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from cases.models import Case
    from registry.models import WasteCode
    from workflows.waste_approval.models import WasteApproval


def describe(case: Case, on: date) -> Sequence[Line]:
    """The labelled lines of the sheet, in the active language."""
    dossier: WasteApproval = case.dossier
    code = waste_codes.get(dossier.waste_code, on=on)
    return [line for line in (*_waste(dossier, code), *_destination(dossier), *_decision(dossier)) if line.value]


def _waste(dossier: WasteApproval, code: WasteCode | None) -> Iterable[Line]:
    if code is None:
        yield Line(_("Waste (EER)"), dossier.waste_code, badge=_("unknown code"), tone="bad")
    else:
        hazard = {"badge": _("hazardous"), "tone": "bad"} if code.hazardous else {}
        yield Line(_("Waste (EER)"), f"{code.display} · {code.description}", **hazard)
        yield Line(_("Entry"), code.get_entry_type_display())
        if code.valid_to:
            yield Line(_("Code in force until"), code.valid_to, badge=_("ending"), tone="warn")
    yield Line(_("Producing site"), str(dossier.site.name) if dossier.site else "")
    yield Line(_("Process of origin"), dossier.process_of_origin)
    yield Line(_("Raw materials"), dossier.raw_materials)
    yield Line(_("Physical state"), dossier.get_physical_state_display())
    yield Line(_("Hazard properties"), ", ".join(dossier.hazard_properties))


def _destination(dossier: WasteApproval) -> Iterable[Line]:
    yield Line(_("Tonnes per year"), dossier.quantity_per_year)
    yield Line(_("Tonnes per delivery"), dossier.quantity_per_delivery)
    plant = f"{dossier.plant.name} · {dossier.operation}" if dossier.plant else ""
    yield Line(_("Plant and operation"), plant)


def _decision(dossier: WasteApproval) -> Iterable[Line]:
    yield Line(_("Technical judgement"), dossier.technical_judgement)
    yield Line(_("Price in euro per tonne"), dossier.price_per_tonne)
    yield Line(_("Conditions"), dossier.conditions)
    yield Line(_("Approved from"), dossier.valid_from)
    yield Line(_("Approved until"), dossier.valid_to)
    yield Line(_("Reason of the rejection"), dossier.rejection_reason)


def words(case: Case) -> Iterable[str]:
    """The customer, the site, the code and the plant find the case."""
    dossier: WasteApproval = case.dossier
    named = (case.customer, dossier.site, dossier.plant)
    return [dossier.waste_code, *(row.name for row in named if row)]
