"""Plants, their deeds and what these allow, as the office writes them off the paper."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from cases.definition.fields import DayField, NumberField
from desk.forms.acts import reason
from desk.forms.customers import ServiceForm
from registry.models import Plant
from registry.models.plant import AuthorisationKind, Unit
from registry.queries.waste_codes import normalised


class WasteCodeField(forms.CharField):
    """A code of the waste list, or how it begins: `17 05 03*` and 170503 alike."""

    def __init__(self, **options: Any) -> None:
        super().__init__(label=_("Waste code (EER)"), max_length=12, required=False, **options)

    def clean(self, value: Any) -> str:
        """As digits."""
        return normalised(super().clean(value))


class PlantForm(ServiceForm):
    """A plant; its code stays once it is registered."""

    code = forms.CharField(
        label=_("Code"), max_length=20, required=False, help_text=_("Short, as the gate says it: RA2.")
    )
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    address = forms.CharField(label=_("Street and number"), max_length=200, required=False)
    city = forms.CharField(label=_("Town"), max_length=100, required=False)
    postal_code = forms.CharField(label=_("Postal code"), max_length=10, required=False)
    province = forms.CharField(label=_("Province"), max_length=2, required=False, help_text=_("Two letters: BO, MI."))
    rentri_unit = forms.CharField(label=_("RENTRI unit"), max_length=30, required=False)
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    @staticmethod
    def of(plant: Plant) -> dict[str, Any]:
        """What the form shows of a plant."""
        return {name: getattr(plant, name) for name in PlantForm.base_fields}


class LineForm(ServiceForm):
    """A waste code a deed allows, for one operation."""

    waste_code = WasteCodeField()
    operation = forms.CharField(
        label=_("Operation"), max_length=3, required=False, help_text=_("R1 to R13, D1 to D15.")
    )
    stated = NumberField(
        label=_("Quantity a year"), required=False, max_digits=14, decimal_places=3, help_text=_("Empty: none stated.")
    )
    unit = forms.ChoiceField(label=_("Unit"), choices=Unit.choices, initial=Unit.TONNES)
    tonnes_per_m3 = NumberField(
        label=_("Tonnes per cubic metre"),
        required=False,
        max_digits=7,
        decimal_places=4,
        help_text=_("Only for cubic metres: limits count in tonnes."),
    )
    group = forms.ChoiceField(label=_("Group"), required=False)
    valid_from = DayField(label=_("From"), required=False, help_text=_("Empty: as the deed."))
    valid_to = DayField(label=_("To (last day)"), required=False, help_text=_("Empty: as the deed."))

    def __init__(self, *args: Any, groups: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ChoiceField", self.fields["group"])
        field.choices = [("", pgettext("group", "none")), *groups]

    def clean_operation(self) -> str:
        """In capitals."""
        return str(self.cleaned_data["operation"]).strip().upper()


class DeedForm(LineForm):
    """A deed with the first code it allows; further ones are added on its page."""

    kind = forms.ChoiceField(label=_("Kind of authorisation"), choices=AuthorisationKind.choices)
    number = forms.CharField(label=_("Number"), max_length=60, required=False)
    issued_by = forms.CharField(label=_("Authority"), max_length=120, required=False)
    issued_on = DayField(label=_("Issued on"), required=False)

    layout = (
        ("", ("kind", "number", "issued_by", "issued_on", "valid_from", "valid_to")),
        (_("First waste code"), ("waste_code", "operation", "stated", "unit", "tonnes_per_m3")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].help_text = ""
        self.fields["valid_to"].help_text = _("Empty: without an end.")
        del self.fields["group"]


class GroupForm(ServiceForm):
    """A quantity that several codes share."""

    code = forms.CharField(label=_("Code"), max_length=20, required=False, help_text=_("As in the deed: A, 7.1."))
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    operation = forms.CharField(label=_("Operation"), max_length=3, required=False, help_text=_("Empty: all of them."))
    stated = NumberField(label=_("Quantity a year"), required=False, max_digits=14, decimal_places=3)
    unit = forms.ChoiceField(label=_("Unit"), choices=Unit.choices, initial=Unit.TONNES)
    tonnes_per_m3 = NumberField(label=_("Tonnes per cubic metre"), required=False, max_digits=7, decimal_places=4)


class QuantityForm(ServiceForm):
    """Another quantity, from a day on or as a correction."""

    stated = NumberField(
        label=_("Quantity a year"), required=False, max_digits=14, decimal_places=3, help_text=_("Empty: none stated.")
    )
    unit = forms.ChoiceField(label=_("Unit"), choices=Unit.choices)
    tonnes_per_m3 = NumberField(label=_("Tonnes per cubic metre"), required=False, max_digits=7, decimal_places=4)
    since = DayField(
        label=_("From"),
        required=False,
        help_text=_("The day of the amendment; empty: what was typed is corrected."),
    )
    reason = reason(required=False)


class LimitForm(ServiceForm):
    """What the plant accepts of a substance."""

    analyte = forms.CharField(
        label=_("Substance"), max_length=120, required=False, help_text=_("Other names after a stroke: Piombo / Pb.")
    )
    unit = forms.CharField(label=_("Unit"), max_length=20, required=False, help_text=_("mg/kg, mg/kg s.s., mg/l, %"))
    least = NumberField(label=_("At least"), required=False, max_digits=20, decimal_places=8)
    most = NumberField(label=_("At most"), required=False, max_digits=20, decimal_places=8)
    waste_code = WasteCodeField(help_text=_("Six digits, or the first two or four; empty: every waste."))
    valid_from = DayField(label=_("From"), required=False)
    valid_to = DayField(label=_("To (last day)"), required=False)
    source = forms.CharField(
        label=_("Source"),
        max_length=200,
        required=False,
        help_text=_("The deed, or the plant’s acceptance table."),
    )


class TableForm(ServiceForm):
    """What of a supplied table the plant takes over."""

    chosen = forms.MultipleChoiceField(label=_("Limits"), required=False, widget=forms.CheckboxSelectMultiple)
    waste_code = WasteCodeField(help_text=_("Six digits, or the first two or four; empty: every waste."))
    valid_from = DayField(label=_("From"), required=False)

    def __init__(self, *args: Any, rows: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.MultipleChoiceField", self.fields["chosen"]).choices = rows


class EndForm(ServiceForm):
    """A last day, with its reason."""

    valid_to = DayField(label=_("Last day"))
    reason = reason()
