"""Adding a document to a case, and refusing one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from cases.definition.fields import DayField
from documents import kinds
from documents.queries import DocumentLine

MOST_FILES = 20
REPLACEABLE = ("received", "verified", "rejected", "expired")


def kind_label(kind: str) -> str:
    """What a kind of document is called; an unknown kind shows its code."""
    return str(kinds.kind_label(kind))


def replaceable(lines: Iterable[DocumentLine]) -> list[DocumentLine]:
    """The documents that a newer version may take the place of."""
    return [line for line in lines if line.status in REPLACEABLE]


def _named(line: DocumentLine) -> str:
    """What tells it from the others: two of a kind often have one title."""
    came = date_format(localtime(line.received_at), "SHORT_DATE_FORMAT")
    return f"{kind_label(line.kind)}: {line} ({came}, {line.status_label})"


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
    """One file or several of a kind; the content is judged by the documents package, not here.

    `older` are the documents of which this may be the next version: then it is one file, and stays of their kind.
    """

    prefix = "document"

    kind = forms.ChoiceField(label=_("What it is"), choices=kinds.KINDS)
    issued_on = DayField(label=_("Date on the document"), required=False)
    valid_until = DayField(label=_("Valid until (last day)"), required=False)
    file = Files(
        label=_("File"),
        help_text=_("PDF, Word, Excel, pictures or signed files (.p7m). You can drop one or several files here."),
    )
    replaces = forms.ChoiceField(
        label=_("Takes the place of"),
        required=False,
        help_text=_("As its next version: one file, of the same kind. The older one stays to be read."),
    )

    def __init__(self, *args: Any, older: Sequence[DocumentLine] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.older = older
        self.kinds_of = {str(line.uuid): line.kind for line in older}
        choices = [(str(line.uuid), _named(line)) for line in older]
        self.fields["replaces"].choices = [("", _("None: a document of its own")), *choices]  # type: ignore[attr-defined]  # a choice field
        if not older:
            del self.fields["replaces"]

    def clean(self) -> dict[str, Any]:
        """A next version is one file and stays what the older one is."""
        cleaned = super().clean() or {}
        replaced = cleaned.get("replaces")
        if replaced and len(cleaned.get("file") or ()) > 1:
            self.add_error("file", _("The next version of a document is one file: send the others on their own."))
        elif replaced:
            cleaned["kind"] = self.kinds_of[replaced]
        return cleaned


class Rejection(forms.Form):
    """Why a document will not do."""

    reason = forms.CharField(
        label=_("What is wrong"),
        help_text=_("The customer reads it: write what to send instead."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )
