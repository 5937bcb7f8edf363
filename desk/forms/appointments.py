"""An appointment of a case."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.models import AppointmentKind


class Moment(forms.DateTimeInput):
    """The browser's own field for day and hour."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class AppointmentForm(forms.Form):
    """What for, when, where, with whom; times are those of Rome."""

    kind = forms.ChoiceField(label=_("Kind"), choices=AppointmentKind.choices)
    title = forms.CharField(label=_("What for"), max_length=200)
    starts_at = forms.DateTimeField(label=_("From"), widget=Moment)
    ends_at = forms.DateTimeField(label=_("To"), widget=Moment)
    place = forms.CharField(label=_("Where"), max_length=300, required=False)
    participants = forms.CharField(
        label=_("Who is invited"),
        required=False,
        max_length=5000,
        help_text=_("E-mail addresses, one per line. Each gets a message with the calendar file."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    notes = forms.CharField(label=_("Notes"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))
