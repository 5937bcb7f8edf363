"""Which rules the list shows: those changed by us, of one kind or process, with some words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.definition import Process
from desk.presenting.policies import KINDS

OFFICE = "office"
"""What the address calls the rules of the whole office."""


class PolicyFilter(forms.Form):
    """A filter of the list; what cannot be read asks for everything."""

    q = forms.CharField(label=_("Search"), required=False, max_length=80)
    whose = forms.ChoiceField(label=_("Which"), required=False, choices=[("", _("All")), ("ours", _("Changed by us"))])
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("", _("Every kind")), *((str(kind), words) for kind, words in KINDS.items())],
    )
    process = forms.ChoiceField(label=_("Process"), required=False)

    def __init__(self, processes: Sequence[Process], given: Mapping[str, Any]) -> None:
        super().__init__(given, label_suffix="")
        field = self.fields["process"]
        if isinstance(field, forms.ChoiceField):
            named = [(each.code, str(each.label)) for each in processes]
            field.choices = [("", _("Every process")), (OFFICE, _("The whole office")), *named]
        self.is_valid()

    def chosen(self, rows: Sequence[dict[str, Any]], process_code: str) -> list[dict[str, Any]]:
        """The rows of a process that pass."""
        asked = self.cleaned_data
        if asked.get("process") and asked["process"] != (process_code or OFFICE):
            return []
        words = str(asked.get("q") or "").casefold().split()
        return [row for row in rows if self._passes(row, words)]

    def _passes(self, row: Mapping[str, Any], words: Sequence[str]) -> bool:
        asked, text = self.cleaned_data, f"{row['label']} {row['kind']}".casefold()
        of_kind = asked.get("kind") in (None, "", row["kind_code"])
        return of_kind and all(word in text for word in words) and (not asked.get("whose") or row["is_ours"])

    @property
    def is_set(self) -> bool:
        """Whether anything is left out."""
        return any(self.cleaned_data.values())
