"""How the list of expiring approvals is narrowed, and which press of its button it was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from desk.areas.waste_approval.expiring import WINDOWS, Narrowing
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


class Press(forms.Form):
    """Which press of the button it is: the second one begins nothing again."""

    key = forms.UUIDField(widget=forms.HiddenInput)
