"""Mail that came in: dropping it, filing it, setting it aside, laying a receipt beside its message."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from desk.forms.acts import reason
from desk.forms.papers import Files


class MailFiles(forms.Form):
    """One .eml or several."""

    prefix = "mail"

    file = Files(
        label=_("E-mail files (.eml)"),
        help_text=_("Save the message from your mail program and drop it here, one or several."),
    )


class CaseNumber(forms.Form):
    """The case a message belongs to."""

    number = forms.CharField(
        label=_("Number of the case"), max_length=40, help_text=_("Ctrl-K finds cases by customer and words.")
    )


class CustomerCode(forms.Form):
    """The customer a message comes from, when it is about no case."""

    code = forms.CharField(
        label=_("Code of the customer"), max_length=40, help_text=_("Ctrl-K finds customers by name or VAT number.")
    )


class Aside(forms.Form):
    """Why a message concerns no case."""

    reason = reason(_("Your colleagues read it when they look for the message."))


class SentMessage(forms.Form):
    """Of which message of ours a receipt speaks."""

    message = forms.ChoiceField(label=_("Message"), widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, choices: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__(data)
        field = self.fields["message"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(choices)
