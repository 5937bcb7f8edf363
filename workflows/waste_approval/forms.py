"""One form per transition that asks for something."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from cases.definition import TransitionForm
from cases.definition.fields import DayField, NumberField
from registry.models import Plant, Site
from registry.queries import codes, waste_codes
from workflows.waste_approval.choices import Context, Frequency, PackingGroup, PhysicalState, Unit
from workflows.waste_approval.effects import PRICE, SHEET_FIELDS
from workflows.waste_approval.fields import Line, PartyField, UnNumberField, WasteCodeField, amount, quantity, words
from workflows.waste_approval.models import WasteApproval

OPERATIONS = ("recovery_operation", "disposal_operation")
NONE = ("", "—")
PARTIES = (_("Parties and site"), ("context", "producer", "site", "holder", "broker", "transporter"))
WASTE = (
    _("The waste"),
    (
        *("waste_code", "waste_name", "process_of_origin", "raw_materials", "physical_state", "appearance"),
        *("packaging", "needs_laboratory"),
    ),
)
HAZARD = (
    _("Hazard and transport"),
    (
        *("hazard_properties", "hazard_judgement", "is_adr", "un_number", "adr_class", "packing_group"),
        "proper_shipping_name",
    ),
)
DESTINATION = (
    _("Quantities and destination"),
    (
        *("quantity_unit", "density", "quantity_per_year", "quantity_per_delivery", "plant", "operation", "frequency"),
        *("receiver", "receiver_authorisation", "receiver_authorised_until", "public_contract", "contract_until"),
    ),
)


class Characterisation(TransitionForm):
    """What the waste is: the part of the sheet that a technical reviewer may correct."""

    layout: ClassVar[Sequence[tuple[Any, Sequence[str]]]] = (WASTE, HAZARD)

    waste_code = WasteCodeField(label=_("Waste code (EER)"), max_length=12)
    waste_name = Line(
        label=_("What the waste is called"),
        help_text=_("Required for codes that end in 99."),
        max_length=200,
        required=False,
    )
    process_of_origin = words(_("Process of origin"))
    raw_materials = words(_("Raw materials"), required=False)
    appearance = Line(label=_("Appearance"), help_text=_("Odour, colour, texture."), max_length=200, required=False)
    physical_state = forms.ChoiceField(label=_("Physical state"), choices=[NONE, *PhysicalState.choices])
    hazard_properties = forms.MultipleChoiceField(
        label=_("Hazard properties"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only for hazardous codes, those with an asterisk."),
    )
    hazard_judgement = words(
        _("Judgement of the hazard properties"),
        most=4000,
        required=False,
        help_text=_("For mirror entries: why the waste is, or is not, hazardous."),
    )
    packaging = Line(label=_("Packaging"), max_length=120, required=False)
    is_adr = forms.BooleanField(label=_("Dangerous goods (ADR)"), required=False)
    un_number = UnNumberField(label=_("UN number"), max_length=8, required=False)
    adr_class = Line(label=_("ADR class"), max_length=10, required=False)
    packing_group = forms.ChoiceField(label=_("Packing group"), choices=[NONE, *PackingGroup.choices], required=False)
    proper_shipping_name = Line(label=_("Proper shipping name"), max_length=200, required=False)

    def prepare(self) -> None:
        self._offer("hazard_properties", codes.choices("hazard_property", on=self.on))
        if self.case is not None:
            values = {name: getattr(self.case.dossier, name) for name in SHEET_FIELDS}
            self.initial = {**values, **self.initial}

    def clean_waste_code(self) -> str:
        code: str = self.cleaned_data["waste_code"]
        if waste_codes.get(code, on=self.on) is None:
            raise forms.ValidationError(
                _("%(code)s is not in the European waste list on %(on)s."),
                params={"code": code, "on": date_format(self.on, "j F Y").lower()},
                code="unknown",
            )
        return code

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if str(cleaned.get("waste_code", "")).endswith("99") and not cleaned.get("waste_name"):
            self.add_error("waste_name", _("A code that ends in 99 needs the description of the waste."))
        return cleaned

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices


class Sheet(Characterisation):
    """The waste sheet, as the producer fills it in."""

    layout = (PARTIES, WASTE, HAZARD, DESTINATION)

    context = forms.ChoiceField(
        label=_("The waste is"), choices=Context.choices, initial=Context.OWN_PLANT, required=False
    )
    producer = PartyField(
        label=_("Producer"),
        required=False,
        help_text=_("Code, or enough of the name; empty: the customer of this case."),
    )
    holder = PartyField(label=_("Holder, if another"), required=False, help_text=_("Code, or enough of the name."))
    broker = PartyField(label=_("Broker"), required=False, help_text=_("Code, or enough of the name."))
    transporter = PartyField(label=_("Carrier"), required=False, help_text=_("Code, or enough of the name."))
    site = forms.ModelChoiceField(label=_("Producing site"), queryset=Site.objects.none(), required=False)
    quantity_unit = forms.ChoiceField(
        label=_("Unit of quantity"), choices=Unit.choices, initial=Unit.TONNES, required=False
    )
    density = NumberField(label=_("Density (kg/l)"), required=False, min_value=0, max_digits=7, decimal_places=4)
    quantity_per_year = quantity(_("Quantity per year"))
    quantity_per_delivery = quantity(_("Quantity per delivery"))
    frequency = forms.ChoiceField(label=_("Frequency"), choices=[NONE, *Frequency.choices], required=False)
    plant = forms.ModelChoiceField(label=_("Receiving plant"), queryset=Plant.objects.none(), required=False)
    operation = forms.ChoiceField(label=_("Operation"), required=False)
    receiver = Line(
        label=_("Receiving plant of others"),
        help_text=_("Name and place, when the waste does not go to a plant of ours."),
        max_length=200,
        required=False,
    )
    receiver_authorisation = Line(
        label=_("Its authorisation"), help_text=_("Kind and number of the deed."), max_length=120, required=False
    )
    receiver_authorised_until = DayField(label=_("Authorised until"), required=False)
    public_contract = Line(
        label=_("Public-service contract"), help_text=_("Body and number."), max_length=120, required=False
    )
    contract_until = DayField(label=_("End of the contract (last day)"), required=False)
    needs_laboratory = forms.BooleanField(label=_("Sample and analyse in our laboratory"), required=False)

    def prepare(self) -> None:
        super().prepare()
        operations = (choices for name in OPERATIONS for choices in codes.choices(name, on=self.on))
        self._offer("operation", [NONE, *operations])
        plants = Plant.objects.of(self.company_id).filter(is_active=True)
        sites = Site.objects.of(self.company_id).filter(customer=self.customer, is_active=True)
        self._draw_from("plant", plants.order_by("name"))
        self._draw_from("site", sites.order_by("name"))
        for field in self.fields.values():
            if isinstance(field, PartyField):
                field.company_id = self.company_id

    def clean_context(self) -> str:
        return self.cleaned_data["context"] or Context.OWN_PLANT

    def clean_quantity_unit(self) -> str:
        return self.cleaned_data["quantity_unit"] or Unit.TONNES

    def _draw_from(self, name: str, rows: QuerySet[Any]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset, field.empty_label = rows, NONE[1]


class Correctable(TransitionForm):
    """What may be put right in any state, with a reason: nothing that a decision hangs on."""

    waste_name = Line(label=_("What the waste is called"), max_length=200, required=False)
    process_of_origin = words(_("Process of origin"))
    raw_materials = words(_("Raw materials"), required=False)
    appearance = Line(label=_("Appearance"), max_length=200, required=False)
    packaging = Line(label=_("Packaging"), max_length=120, required=False)
    frequency = forms.ChoiceField(label=_("Frequency"), choices=[NONE, *Frequency.choices], required=False)
    sample_number = Line(label=_("Sample number"), max_length=40, required=False)
    conditions = words(_("Conditions"), most=2000, required=False)


class Correction(Characterisation):
    """The characterisation corrected by the technical reviewer, with the reason."""

    reason = words(_("Reason of the correction"))


class Reason(TransitionForm):
    """A reason in words."""

    reason = words(_("Reason"), rows=3, most=2000)


class Note(TransitionForm):
    """A word that need not be said."""

    note = words(_("Note"), most=2000, required=False)


class Sample(TransitionForm):
    """The sample as the laboratory takes it in."""

    sample_number = Line(label=_("Sample number"), max_length=40)
    sample_received_on = DayField(label=_("Received on"))
    sample_kept_until = DayField(label=_("Kept until"), required=False)


class Judgement(TransitionForm):
    """The technical decision, with its reason and what it prescribes."""

    judgement = words(
        _("Technical judgement"),
        rows=4,
        most=4000,
        help_text=_("Why the waste fits the plant. It is shown on the approval."),
    )
    prescriptions = words(
        _("Prescriptions"), rows=4, most=4000, required=False, help_text=_("One per line, as the producer reads them.")
    )

    def prepare(self) -> None:
        """What was judged last time stands there to be confirmed: of this case, else of the approval it renews."""
        if self.case is not None:
            self.initial = {**_judged_last(self.case.dossier), **self.initial}


class Approval(TransitionForm):
    """The commercial decision."""

    price_per_tonne = amount(_("Price in euro per tonne"), help_text=_("Negative when the customer is paid."))
    price_per_trip = amount(_("Price in euro per trip"), required=False)
    minimum_charge = amount(_("Minimum charge in euro"), required=False)
    analysis_fee = amount(_("Fee for the analysis in euro"), required=False)
    conditions = words(_("Conditions"), rows=3, most=2000, required=False)

    def prepare(self) -> None:
        """The price agreed last time stands there to be confirmed."""
        if self.case is not None:
            self.initial = {**{name: getattr(self.case.dossier, name) for name in PRICE}, **self.initial}


def _judged_last(dossier: WasteApproval) -> dict[str, str]:
    """The technical judgement and its prescriptions, of this dossier or of the one it renews."""
    judged: WasteApproval | None = dossier
    if not dossier.technical_judgement and dossier.renews_id is not None:
        judged = WasteApproval.objects.of(dossier.company_id).filter(pk=dossier.renews_id).first()
    if judged is None or not judged.technical_judgement:
        return {}
    texts = [row.text for row in judged.prescriptions.all()]
    return {"judgement": judged.technical_judgement, "prescriptions": "\n".join(texts)}
