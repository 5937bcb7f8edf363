"""Carriers, stops of deliveries and the gate's tolerances, as the office writes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.definition.fields import DayField, NumberField
from contracts.models.carrier import AlboCategory
from desk.forms.acts import reason
from desk.forms.customers import ServiceForm
from registry.models import Plant


class CarrierForm(ServiceForm):
    """A company that carries waste."""

    name = forms.CharField(label=_("Name"), max_length=200)
    albo_number = forms.CharField(label=_("Albo number"), max_length=9, help_text=_("Like BO/001234."))
    vat_number = forms.CharField(label=_("VAT number"), max_length=28, required=False)


class EnrolmentForm(ServiceForm):
    """A category of the Albo."""

    category = forms.ChoiceField(label=_("Category"), choices=AlboCategory.choices)
    albo_class = forms.ChoiceField(label=_("Class"), choices=[(letter, letter) for letter in "ABCDEF"])
    valid_from = DayField(label=_("From"))
    valid_to = DayField(label=_("To (last day)"))


class VehicleForm(ServiceForm):
    """A vehicle."""

    plate = forms.CharField(label=_("Plate"), max_length=12)
    adr_until = DayField(label=_("ADR certificate until"), required=False, help_text=_("Empty: it has none."))


class StopForm(ServiceForm):
    """Whose deliveries stop, or to which plant, from when, why."""

    customer = forms.CharField(
        label=_("Customer"), max_length=7, required=False, help_text=_("Code, for example C000012; empty: everybody.")
    )
    plant = forms.ChoiceField(label=_("Plant"), required=False)
    from_on = DayField(label=_("From"))
    until_on = DayField(label=_("Until (last day)"), required=False, help_text=_("Empty: until it is lifted."))
    reason = reason(_("The gate reads it."))

    def __init__(self, *args: Any, plants: Iterable[Plant] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ChoiceField", self.fields["plant"])
        field.choices = [("", _("every plant")), *((str(plant.pk), f"{plant.code} {plant.name}") for plant in plants)]


class LiftForm(ServiceForm):
    """Deliveries go on."""

    on = DayField(label=_("Deliveries go on from"))
    reason = reason()


class GateTermsForm(ServiceForm):
    """The gate's numbers from a day on."""

    valid_from = DayField(label=_("From"))
    tolerance_percent = NumberField(
        label=_("Tolerance on the yearly quantity (%)"), min_value=0, max_value=100, max_digits=5, decimal_places=2
    )
    reservation_days = forms.IntegerField(
        label=_("Days a reservation outlives its delivery day"), min_value=0, max_value=60
    )
    source = forms.CharField(label=_("Why, or by which deed"), max_length=200)
