"""What every form of a step carries besides its own fields: which click it is and what its page had seen."""

from __future__ import annotations

from uuid import UUID

from django import forms


class Ticket(forms.Form):
    """One click: `command_id` makes the second press harmless, `version` and `seq` tell what the page had seen."""

    command_id = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    seq = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    @property
    def click(self) -> UUID:
        """The identity of the click, of a valid ticket."""
        found: UUID = self.cleaned_data["command_id"]
        return found

    @property
    def seen_version(self) -> int | None:
        """The version of the case the page had shown."""
        found: int | None = self.cleaned_data["version"]
        return found
