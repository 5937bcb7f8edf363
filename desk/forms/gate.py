"""What a gate and logistics ask, resolved against the company's own customers, plants and carriers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.definition.fields import DayField, NumberField
from contracts.approvals import Question
from contracts.models import Carrier, Vehicle
from contracts.models.carrier import plain_plate
from contracts.queries.positions import PositionFilters
from registry.models import Company, Customer, Plant, Site
from registry.queries.customers import by_code, search
from registry.queries.waste_codes import normalised

KILOGRAM = Decimal("0.001")


def tonnes(label: Any, **options: Any) -> NumberField:
    """A quantity in tonnes down to the kilogram."""
    return NumberField(label=label, min_value=KILOGRAM, max_digits=12, decimal_places=3, **options)


def day_field(label: Any) -> DayField:
    """A day, chosen on a phone as the phone does it."""
    return DayField(label=label, input_formats=["%Y-%m-%d", "%d/%m/%Y"])


class GateQuestion(forms.Form):
    """Who brings what, where from, where to, how much, when, and by whom."""

    customer = forms.CharField(label=_("Customer"), help_text=_("Code or name."), max_length=100)
    site = forms.ChoiceField(label=_("Site"), required=False)
    code = forms.CharField(label=_("Waste code (EER)"), max_length=12)
    plant = forms.ChoiceField(label=_("Plant"))
    quantity = tonnes(_("Tonnes"))
    on = day_field(_("Day"))
    carrier = forms.ChoiceField(label=_("Carrier"), required=False)
    plate = forms.CharField(label=_("Plate"), required=False, max_length=12)

    customer_row: Customer | None = None

    def __init__(
        self, asked: Mapping[str, Any] | None, *, company: Company, on: date, known: Mapping[str, str] | None = None
    ) -> None:
        """`known` is what a link fills in, to be completed."""
        super().__init__(asked, initial={"on": on, **(known or {})})
        self.company = company
        plants = Plant.objects.of(company).filter(is_active=True).order_by("code")
        self._offer("plant", [(row.code, str(row)) for row in plants])
        carriers = Carrier.objects.of(company).filter(is_active=True).order_by("name")
        self._offer("carrier", [("", _("not checked")), *((str(row.pk), str(row)) for row in carriers)])
        self.customer_row = self._found(self["customer"].value() or "")
        sites = Site.objects.of(company).filter(customer=self.customer_row, is_active=True).order_by("code")
        rows = sites if self.customer_row else ()
        self._offer("site", [("", _("any site")), *((row.code, str(row)) for row in rows)])

    def _offer(self, name: str, choices: list[Any]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = choices

    def _found(self, words: str) -> Customer | None:
        if not words.strip():
            return None
        exact = by_code(self.company, words)
        hits = [] if exact else search(self.company, words, limit=2)
        return exact or (by_code(self.company, hits[0].code) if len(hits) == 1 else None)

    def clean_customer(self) -> str:
        """One customer, or the words that would find it."""
        words: str = self.cleaned_data["customer"]
        if self.customer_row is None:
            names = ", ".join(f"{hit.code} {hit.name}" for hit in search(self.company, words, limit=5))
            if names:
                raise forms.ValidationError(_("More than one customer: %(names)s."), params={"names": names})
            raise forms.ValidationError(_("No customer is found by this."))
        return words

    def clean_code(self) -> str:
        """Six digits, typed with or without blanks, full stops and asterisk."""
        code = normalised(self.cleaned_data["code"])
        if not code.isdigit() or len(code) != 6:
            raise forms.ValidationError(_("Write the six digits of the waste code, for example 17 05 04."))
        return code

    def clean_plate(self) -> Vehicle | None:
        """A vehicle on the register; empty is not checked."""
        plate = plain_plate(self.cleaned_data["plate"])
        found = Vehicle.objects.of(self.company).filter(plate=plate).first() if plate else None
        if plate and found is None:
            raise forms.ValidationError(_("No vehicle has this plate."))
        return found

    def question(self) -> Question:
        """The question of a valid form."""
        asked, customer = self.cleaned_data, self.customer_row
        if customer is None:
            raise ValueError("only a valid form asks")
        site = Site.objects.of(self.company).filter(customer=customer, code=asked["site"]).first()
        vehicle: Vehicle | None = asked["plate"]
        return Question(
            customer_id=customer.pk,
            waste_code=asked["code"],
            plant_id=Plant.objects.of(self.company).get(code=asked["plant"]).pk,
            quantity_t=asked["quantity"],
            on=asked["on"],
            site_id=site.pk if site else None,
            carrier_id=int(asked["carrier"]) if asked["carrier"] else None,
            vehicle_id=vehicle.pk if vehicle else None,
        )


class ReservationKey(forms.Form):
    """Which press of the button it is: the second one reserves nothing."""

    key = forms.UUIDField(widget=forms.HiddenInput)


class Weight(forms.Form):
    """What the weighbridge shows."""

    weight = tonnes(_("Net weight in tonnes"))


class ReversalReason(forms.Form):
    """Why a movement is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=500)


class Positions(forms.Form):
    """How the positions released are narrowed; nonsense narrows nothing."""

    q = forms.CharField(label=_("Customer"), required=False, max_length=100, widget=forms.SearchInput)
    site = forms.CharField(label=_("Site"), required=False, max_length=60)
    code = forms.CharField(label=_("Waste code (EER)"), required=False, max_length=12)
    plant = forms.ChoiceField(label=_("Plant"), required=False)

    def __init__(self, asked: Mapping[str, Any], *, company: Company) -> None:
        super().__init__(asked, label_suffix="")
        rows = Plant.objects.of(company).filter(is_active=True).order_by("code")
        choices = [("", _("All plants")), *((row.code, str(row)) for row in rows)]
        cast("forms.ChoiceField", self.fields["plant"]).choices = choices

    @property
    def narrowed(self) -> bool:
        """Whether anything is asked."""
        return any(self.data.get(name) for name in self.fields)

    def filters(self) -> PositionFilters:
        """What the query understands."""
        self.is_valid()
        asked = self.cleaned_data
        code = normalised(asked.get("code", ""))
        return PositionFilters(
            customer=asked.get("q", ""),
            site=asked.get("site", ""),
            code=code if code.isdigit() else "",
            plant=asked.get("plant", ""),
        )
