"""Templates of letters uploaded and published, the letterhead, and a letter written by hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.definition.fields import DayField

LANGUAGE_LABELS = {"it": _("Italian"), "en": _("English")}


class TemplateUpload(forms.Form):
    """A Word file that becomes the draft."""

    prefix = "template"

    file = forms.FileField(
        label=_("Word file (.docx)"),
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        help_text=_("Download the version in use, change it in Word, and upload it here. It becomes a draft."),
    )


class EmailDraft(forms.Form):
    """The subject and the body of an e-mail that become the draft."""

    prefix = "template"

    subject = forms.CharField(label=_("Subject"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    body = forms.CharField(
        label=_("Text of the e-mail"),
        max_length=20_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=_("Plain text with merge fields; a line that begins with “- ” is a line of a list."),
    )


class TemplatePublication(forms.Form):
    """From when, and why."""

    prefix = "publish"

    valid_from = DayField(label=_("Used from"))
    note = forms.CharField(label=_("What changes, and why"), widget=forms.Textarea(attrs={"rows": 2}), max_length=500)
    seen = forms.CharField(widget=forms.HiddenInput)


class LetterheadForm(forms.Form):
    """The company's paper."""

    foot = forms.CharField(
        label=_("Line at the foot"),
        required=False,
        max_length=300,
        help_text=_("For example the share capital and the company register, as art. 2250 of the civil code asks."),
    )
    logo = forms.FileField(
        label=_("Logo (PNG or JPEG)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg"}),
        help_text=_("Printed up to 5.5 by 2 cm."),
    )


class LetterForm(forms.Form):
    """A letter written by hand."""

    kind = forms.ChoiceField(label=_("Letter"))
    language = forms.ChoiceField(label=_("Language"))
    dated = DayField(label=_("Date of the letter"))
    note = forms.CharField(
        label=_("What the letter has to say"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For the letters that have a place for it: what is missing, one line each, or the reason."),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, kinds: Iterable[tuple[str, Any]], languages: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("kind", kinds)
        self._offer("language", [(code, LANGUAGE_LABELS.get(code, code)) for code in languages])

    def _offer(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(choices)

    def clean_dated(self) -> date:
        """Not before the case was opened is the case's matter; here only what is certainly a slip."""
        day: date = self.cleaned_data["dated"]
        if not date(2000, 1, 1) <= day <= date(2100, 1, 1):
            raise forms.ValidationError(_("This is not a day on which a letter is written."), code="day")
        return day
