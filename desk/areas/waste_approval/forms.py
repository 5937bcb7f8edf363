"""How the list of expiring approvals is narrowed, and which press of its button it was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.definition.fields import DayField
from desk.areas.waste_approval.expiring import WINDOWS, Narrowing
from desk.forms.customers import ServiceForm
from documents.models import Certificate
from documents.services.certificates import Particulars
from registry.models import Company
from registry.queries.plants import plants_of
from registry.queries.waste_codes import normalised


class Expiring(forms.Form):
    """Days, customer, code, plant; nonsense narrows nothing."""

    q = forms.CharField(label=_("Customer"), required=False, max_length=100, widget=forms.SearchInput)
    code = forms.CharField(label=_("Waste code (EER)"), required=False, max_length=12)
    plant = forms.ChoiceField(label=_("Plant"), required=False)
    days = forms.TypedChoiceField(
        coerce=int, choices=[(days, str(days)) for days in WINDOWS], required=False, widget=forms.HiddenInput
    )

    def __init__(self, asked: Mapping[str, Any], *, company: Company) -> None:
        super().__init__(asked, label_suffix="")
        choices = [("", _("All plants")), *((row.code, str(row)) for row in plants_of(company))]
        cast("forms.ChoiceField", self.fields["plant"]).choices = choices

    @property
    def narrowed(self) -> bool:
        """Whether anything beyond the days is asked."""
        return any(self.data.get(name) for name in ("q", "code", "plant"))

    def narrowing(self) -> Narrowing:
        """What the query understands."""
        self.is_valid()
        asked = self.cleaned_data
        code = normalised(asked.get("code", ""))
        return Narrowing(
            days=asked.get("days") or WINDOWS[0],
            customer=asked.get("q", ""),
            code=code if code.isdigit() else "",
            plant=asked.get("plant", ""),
        )


class CertificateForm(ServiceForm):
    """What a test report says of itself; its values are typed in the grid below, or read from a file."""

    laboratory = forms.CharField(label=_("Laboratory"), max_length=200, required=False)
    accreditation = forms.CharField(
        label=_("Accreditation number"), max_length=40, required=False, help_text=_("As printed: LAB N. 0123.")
    )
    report_number = forms.CharField(label=_("Number of the report"), max_length=60, required=False)
    reported_on = DayField(label=_("Date of the report"), required=False)
    sampled_on = DayField(
        label=_("Sampled on"), required=False, help_text=_("The validity of the analysis counts from here.")
    )
    sampling_report = forms.CharField(
        label=_("Sampling record"), max_length=120, required=False, help_text=_("Its number, or who sampled and how.")
    )
    waste_code = forms.CharField(label=_("Waste code declared (EER)"), max_length=12, required=False)
    file = forms.FileField(
        label=_("Values from a file"),
        required=False,
        help_text=_("A .csv or .xlsx table whose first row names: substance, value, unit, limit, method, uncertainty."),
    )

    @staticmethod
    def of(certificate: Certificate) -> dict[str, Any]:
        """What the form shows of a certificate."""
        return {name: getattr(certificate, name) for name in CertificateForm.base_fields if name != "file"}

    def particulars(self) -> Particulars:
        """What the service takes."""
        asked = {name: value for name, value in self.cleaned_data.items() if name != "file"}
        return cast("Particulars", asked)


class Press(forms.Form):
    """Which press of the button it is: the second one begins nothing again."""

    key = forms.UUIDField(widget=forms.HiddenInput)
