"""Adding a document to a case, and refusing one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from documents import kinds


def kind_label(kind: str) -> str:
    """What a kind of document is called; an unknown kind shows its code."""
    return str(kinds.kind_label(kind))


class Day(forms.DateInput):
    """The browser's own date field; its value is always ISO."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class Upload(forms.Form):
    """One file and what it is; the content is judged by the documents package, not here."""

    prefix = "document"

    kind = forms.ChoiceField(label=_("What it is"), choices=kinds.KINDS)
    issued_on = forms.DateField(label=_("Date on the document"), required=False, widget=Day)
    file = forms.FileField(
        label=_("File"), help_text=_("PDF, Word, Excel, pictures or signed files (.p7m). You can drop the file here.")
    )


class Rejection(forms.Form):
    """Why a document will not do."""

    reason = forms.CharField(
        label=_("What is wrong"),
        help_text=_("The customer reads it: write what to send instead."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )
