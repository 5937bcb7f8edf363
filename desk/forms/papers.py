"""Adding a document to a case, and refusing one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.definition.fields import DayField
from documents import kinds

MOST_FILES = 20


def kind_label(kind: str) -> str:
    """What a kind of document is called; an unknown kind shows its code."""
    return str(kinds.kind_label(kind))


class Several(forms.ClearableFileInput):
    """A field for more than one file."""

    allow_multiple_selected = True


class Files(forms.FileField):
    """One file or more; the value is a list."""

    widget = Several

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each file on its own; none at all is refused as one would be."""
        each = data if isinstance(data, list | tuple) else [data]
        if len(each) > MOST_FILES:
            raise forms.ValidationError(_("Send at most %(most)d files at once."), params={"most": MOST_FILES})
        return [self._one(one, initial) for one in each or [None]]

    def _one(self, file: Any, initial: Any) -> Any:
        if getattr(file, "size", None) == 0:
            raise forms.ValidationError(_("%(name)s is empty."), params={"name": file.name}, code="empty")
        return super().clean(file, initial)


class Upload(forms.Form):
    """One file or several of a kind; the content is judged by the documents package, not here."""

    prefix = "document"

    kind = forms.ChoiceField(label=_("What it is"), choices=kinds.KINDS)
    issued_on = DayField(label=_("Date on the document"), required=False)
    valid_until = DayField(label=_("Valid until (last day)"), required=False)
    file = Files(
        label=_("File"),
        help_text=_("PDF, Word, Excel, pictures or signed files (.p7m). You can drop one or several files here."),
    )


class Rejection(forms.Form):
    """Why a document will not do."""

    reason = forms.CharField(
        label=_("What is wrong"),
        help_text=_("The customer reads it: write what to send instead."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )
