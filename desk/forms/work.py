"""How a check ended."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import WorkItem
from cases.rules.quorum import FAVOURABLE


class Ending(forms.Form):
    """The outcome of one check, with the reason that every outcome but the favourable one needs."""

    outcome = forms.ChoiceField(label=_("Outcome"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed unless the outcome is favourable."),
    )

    def __init__(self, *args: Any, item: WorkItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["outcome"]
        if isinstance(field, forms.ChoiceField) and item.stage_task is not None:
            field.choices = list(item.stage_task.flow_task.outcomes.items())

    def clean(self) -> dict[str, Any]:
        """A reason is there where it is needed."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        outcome = cleaned.get("outcome")
        if outcome and outcome != FAVOURABLE and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Say why."))
        return cleaned
