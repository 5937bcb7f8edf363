"""One form per transition that asks for something."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cases.definition import TransitionForm
from registry.models import Plant, Site
from registry.queries import codes, waste_codes
from workflows.waste_approval.effects import SHEET_FIELDS
from workflows.waste_approval.models import PhysicalState

TONNE = Decimal("0.001")
OPERATIONS = ("recovery_operation", "disposal_operation")


class WasteCodeField(forms.CharField):
    """Six digits, typed with or without blanks, full stops and asterisk."""

    default_error_messages = {"shape": _("Write the six digits of the waste code, for example 17 05 04.")}

    def clean(self, value: Any) -> str:
        code = waste_codes.normalised(super().clean(value))
        if not code.isdigit() or len(code) != 6:
            raise forms.ValidationError(self.error_messages["shape"], code="shape")
        return code


def tonnes(label: Any, *, required: bool = False) -> forms.DecimalField:
    """A quantity in tonnes with three decimals, above zero."""
    return forms.DecimalField(
        label=label, required=required, min_value=TONNE, max_digits=12, decimal_places=3, localize=True
    )


class Characterisation(TransitionForm):
    """What the waste is: the part of the sheet that a technical reviewer may correct."""

    waste_code = WasteCodeField(label=_("Waste code (EER)"), max_length=12)
    process_of_origin = forms.CharField(
        label=_("Process of origin"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000
    )
    raw_materials = forms.CharField(
        label=_("Raw materials"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000, required=False
    )
    physical_state = forms.ChoiceField(label=_("Physical state"), choices=[("", "—"), *PhysicalState.choices])
    hazard_properties = forms.MultipleChoiceField(
        label=_("Hazard properties"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only for hazardous codes, those with an asterisk."),
    )

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
                params={"code": code, "on": self.on},
                code="unknown",
            )
        return code

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices


class Sheet(Characterisation):
    """The waste sheet, as the producer fills it in."""

    field_order = ("site", "waste_code")

    site = forms.ModelChoiceField(label=_("Producing site"), queryset=Site.objects.none(), required=False)
    quantity_per_year = tonnes(_("Tonnes per year"))
    quantity_per_delivery = tonnes(_("Tonnes per delivery"))
    plant = forms.ModelChoiceField(label=_("Receiving plant"), queryset=Plant.objects.none(), required=False)
    operation = forms.ChoiceField(label=_("Operation"), required=False)

    def prepare(self) -> None:
        super().prepare()
        operations = (choices for name in OPERATIONS for choices in codes.choices(name, on=self.on))
        self._offer("operation", [("", "—"), *operations])
        plants = Plant.objects.of(self.company_id).filter(is_active=True)
        sites = Site.objects.of(self.company_id).filter(customer=self.customer, is_active=True)
        self._draw_from("plant", plants.order_by("name"))
        self._draw_from("site", sites.order_by("name"))

    def _draw_from(self, name: str, rows: QuerySet[Any]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = rows


class Correction(Characterisation):
    """The characterisation corrected by the technical reviewer, with the reason."""

    reason = forms.CharField(
        label=_("Reason of the correction"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000
    )


class Reason(TransitionForm):
    """A reason in words."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


class Judgement(TransitionForm):
    """The technical decision, with its reason."""

    judgement = forms.CharField(
        label=_("Technical judgement"),
        help_text=_("Why the waste fits the plant. It is shown on the approval."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
    )


class Approval(TransitionForm):
    """The commercial decision."""

    price_per_tonne = forms.DecimalField(
        label=_("Price in euro per tonne"),
        help_text=_("Negative when the customer is paid."),
        max_digits=12,
        decimal_places=2,
        localize=True,
    )
    conditions = forms.CharField(
        label=_("Conditions"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000, required=False
    )
