"""The dossier as a page shows it and as the search finds it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from cases.definition import Line
from registry.queries import waste_codes
from registry.rules.waste_codes import display
from workflows.waste_approval import validity
from workflows.waste_approval.choices import Cause
from workflows.waste_approval.listed import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from cases.models import Case
    from registry.models import WasteCode
    from workflows.waste_approval.models import WasteApproval

SIGNS: Final = {"m3": "m³"}
"""How units are written where it is not as they are kept."""


def describe(case: Case, on: date) -> Sequence[Line]:
    """The labelled lines of the sheet, in the active language."""
    dossier: WasteApproval = case.dossier
    code = listed([case], on).get(dossier.waste_code)
    groups = (
        (_("The approval"), _approval(dossier, on)),
        (_("The waste"), (*_waste(dossier, code), *_changes(case, on), *_transport(dossier))),
        (_("Parties and site"), _parties(dossier, case)),
        (_("Quantities and destination"), _destination(dossier)),
        (_("Decision"), _decision(dossier)),
    )
    return [replace(line, group=group) for group, lines in groups for line in lines if line.value not in (None, "")]


def _approval(dossier: WasteApproval, on: date) -> Iterable[Line]:
    soon = {"badge": _("expiring"), "tone": "warn"} if validity.is_expiring(dossier.valid_to, on) else {}
    yield Line(_("Approved from"), dossier.valid_from)
    yield Line(_("Approved until"), dossier.valid_to, **soon)
    yield Line(_("Because of"), dossier.get_valid_to_cause_display())
    later = [f"{Cause(cause).label}: {date.fromisoformat(until):%d/%m/%Y}" for cause, until in dossier.limits[1:]]
    yield Line(_("Other limits"), "; ".join(later))
    yield Line(_("Version"), dossier.revision if dossier.revision > 1 else "")
    yield Line(_("Reason of the suspension"), dossier.suspension_reason)
    yield Line(_("Reason of the rejection"), dossier.rejection_reason)
    yield Line(_("Reason of the end"), dossier.ending_reason)


def _waste(dossier: WasteApproval, code: WasteCode | None) -> Iterable[Line]:
    if code is None:
        yield Line(_("Waste (EER)"), display(dossier.waste_code, hazardous=False), badge=_("unknown code"), tone="bad")
    else:
        hazard = {"badge": _("hazardous"), "tone": "bad"} if code.hazardous else {}
        yield Line(_("Waste (EER)"), f"{code.display} · {code.description}", **hazard)
        unproved = code.is_mirror and not dossier.valid_from and not dossier.hazard_judgement.strip()
        doubt = {"badge": _("hazard to be proved"), "tone": "warn"} if unproved else {}
        yield Line(_("Entry"), code.get_entry_type_display(), **doubt)
        if code.valid_to:
            yield Line(_("Code in force until"), code.valid_to, badge=_("ending"), tone="warn")
    yield Line(_("What the waste is called"), dossier.waste_name)
    yield Line(_("Process of origin"), dossier.process_of_origin)
    yield Line(_("Raw materials"), dossier.raw_materials)
    yield Line(_("Appearance"), dossier.appearance)
    yield Line(_("Physical state"), dossier.get_physical_state_display())
    yield Line(_("Hazard properties"), ", ".join(dossier.hazard_properties))
    yield Line(_("Judgement of the hazard properties"), dossier.hazard_judgement)
    yield Line(_("Packaging"), dossier.packaging)


def _changes(case: Case, on: date) -> Iterable[Line]:
    """Of an open case, the first amendment of the waste list ahead that touches its code."""
    entry = listed([case], on).get(case.dossier.waste_code)
    ahead = case.is_open and getattr(entry, "changes_ahead", False)
    notices = waste_codes.changes_affecting(case.dossier.waste_code, on) if ahead else ()
    for notice in [each for each in notices if not each.in_force][:1]:
        words = _("%(change)s on %(on)s") % {"change": notice.label, "on": f"{notice.applies_from:%d/%m/%Y}"}
        yield Line(_("Change of the waste list"), words, badge=_("to be classified anew"), tone="warn")


def _transport(dossier: WasteApproval) -> Iterable[Line]:
    if dossier.is_adr:
        parts = (f"UN {dossier.un_number}", dossier.proper_shipping_name, dossier.adr_class, dossier.packing_group)
        yield Line(_("Dangerous goods (ADR)"), ", ".join(part for part in parts if part))


def _parties(dossier: WasteApproval, case: Case) -> Iterable[Line]:
    yield Line(_("The waste is"), dossier.get_context_display())
    if dossier.producer_id and dossier.producer_id != case.customer_id:
        yield Line(_("Producer"), str(dossier.producer))
    yield Line(_("Producing site"), str(dossier.site.name) if dossier.site else "")
    for label, party in (
        (_("Holder, if another"), dossier.holder),
        (_("Broker"), dossier.broker),
        (_("Carrier"), dossier.transporter),
    ):
        yield Line(label, str(party) if party else "")


def _destination(dossier: WasteApproval) -> Iterable[Line]:
    unit = SIGNS.get(dossier.quantity_unit, dossier.quantity_unit)
    for label, stated in (
        (_("Quantity per year"), dossier.quantity_per_year),
        (_("Quantity per delivery"), dossier.quantity_per_delivery),
    ):
        yield Line(label, f"{number_format(stated.normalize(), force_grouping=True)} {unit}" if stated else "")
    yield Line(_("Frequency"), dossier.get_frequency_display())
    plant = f"{dossier.plant.name} · {dossier.operation}" if dossier.plant else ""
    yield Line(_("Plant and operation"), plant)
    if dossier.receiver:
        deed = ", ".join(part for part in (dossier.receiver_authorisation, dossier.operation) if part)
        yield Line(_("Receiving plant of others"), f"{dossier.receiver} ({deed})" if deed else dossier.receiver)
        yield Line(_("Authorised until"), dossier.receiver_authorised_until)
    yield Line(_("Public-service contract"), dossier.public_contract)
    yield Line(_("End of the contract (last day)"), dossier.contract_until)
    yield Line(_("Sample and analyse in our laboratory"), dossier.needs_laboratory or "")
    yield Line(_("Sample number"), dossier.sample_number)
    yield Line(_("Sample received on"), dossier.sample_received_on)
    yield Line(_("Sample kept until"), dossier.sample_kept_until)


def _decision(dossier: WasteApproval) -> Iterable[Line]:
    yield Line(_("Technical judgement"), dossier.technical_judgement)
    if dossier.technical_judgement:
        texts = [f"{row.position}. {row.text}" for row in dossier.prescriptions.all()]
        yield Line(_("Prescriptions"), "\n".join(texts))
    yield Line(_("Price in euro per tonne"), _cents(dossier.price_per_tonne))
    yield Line(_("Price in euro per trip"), _cents(dossier.price_per_trip))
    yield Line(_("Minimum charge in euro"), _cents(dossier.minimum_charge))
    yield Line(_("Fee for the analysis in euro"), _cents(dossier.analysis_fee))
    yield Line(_("Conditions"), dossier.conditions)


def _cents(amount: Decimal | None) -> str:
    return "" if amount is None else number_format(amount, decimal_pos=2, force_grouping=True)


def words(case: Case) -> Iterable[str]:
    """The customer, the parties, the site, the code and the plant find the case."""
    dossier: WasteApproval = case.dossier
    named = (case.customer, dossier.producer, dossier.broker, dossier.transporter, dossier.site, dossier.plant)
    return [dossier.waste_code, dossier.un_number, *(row.name for row in named if row)]
