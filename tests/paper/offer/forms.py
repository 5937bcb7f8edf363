"""What the steps of an offer ask for."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.definition import TransitionForm


class Terms(TransitionForm):
    amount = forms.DecimalField(label=_("Amount of the offer"), min_value=0, max_digits=12, decimal_places=2)
    discount = forms.DecimalField(label=_("Discount in percent"), min_value=0, max_value=100, required=False)


class Why(TransitionForm):
    reason = forms.CharField(label=_("Reason of the step"))
