"""One step for many cases: which, and the one field it may ask for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.definition import Transition, TransitionForm

MOST = 200


def only_field(transition: Transition) -> str:
    """The name of the only field of a step's form, when that is words; nothing when it asks for nothing."""
    fields = transition.form.base_fields if transition.form else {}
    return next(iter(fields), "") if fits(transition) else ""


def fits(transition: Transition) -> bool:
    """Whether a step can be taken on many cases at once: it asks for nothing, or for the same words for all."""
    if transition.form is None:
        return True
    fields = list(transition.form.base_fields.values())
    return len(fields) == 1 and isinstance(fields[0], forms.CharField)


def chosen(values: Sequence[str]) -> list[tuple[int, int]]:
    """(case id, version seen) pairs as the list sends them; nonsense is left out."""
    pairs = (value.split(":") for value in values)
    return [(int(pair[0]), int(pair[1])) for pair in pairs if len(pair) == 2 and all(map(str.isdecimal, pair))][:MOST]


class StepForm(forms.Form):
    """The step, the words some steps ask for, and which click it is."""

    step = forms.ChoiceField(label=_("Step"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    key = forms.UUIDField(widget=forms.HiddenInput)
    expected = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, steps: Sequence[tuple[Transition, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.steps = {transition.code: transition for transition, _label in steps}
        field = self.fields["step"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(transition.code, label) for transition, label in steps]
        asking = [str(transition.label) for transition, _label in steps if only_field(transition)]
        if asking:
            self.fields["reason"].help_text = _("Goes into the journal of every case. Needed for: %(steps)s.") % {
                "steps": ", ".join(asking)
            }
        else:
            del self.fields["reason"]

    def inputs(self, company_id: int, on: date) -> dict[str, Any] | None:
        """What the chosen step is given; None, with the errors shown, when its own form finds fault."""
        transition = self.steps[self.cleaned_data["step"]]
        name = only_field(transition)
        if not name or transition.form is None:
            return {}
        asked: TransitionForm = transition.form({name: self.cleaned_data["reason"]}, company_id=company_id, on=on)
        if asked.is_valid():
            return dict(asked.cleaned_data)
        for errors in asked.errors.values():
            self.add_error("reason", errors.as_data())
        return None

    @property
    def click(self) -> UUID:
        """The identity of the click."""
        found: UUID = self.cleaned_data["key"]
        return found
