"""One form per transition that asks for something."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.definition import TransitionForm


class Request(TransitionForm):
    """What is asked."""

    request = forms.CharField(
        label=_("Request"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000, required=False
    )

    def prepare(self) -> None:
        if self.case is not None:
            self.initial = {"request": self.case.dossier.request, **self.initial}


class Reason(TransitionForm):
    """A reason in words."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
