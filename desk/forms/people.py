"""Who is away, and who stands in for him."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.definition import Process
from cases.definition.fields import DayField


class PeriodForm(forms.Form):
    """Somebody, from one day to another, the last one included; who decides only for himself finds himself alone."""

    person = forms.TypedChoiceField(label=_("Person"), coerce=int)
    from_on = DayField(label=_("From"))
    to_on = DayField(label=_("To and including"))
    reason = forms.CharField(label=_("Reason"), required=False, max_length=200)

    def __init__(self, *args: Any, people: Iterable[tuple[int, str]], on: date, me: int, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"from_on": on, "person": me})
        super().__init__(*args, **kwargs)
        self._offer("person", people)

    def _offer(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField | forms.MultipleChoiceField):
            field.choices = list(choices)


class AbsenceForm(PeriodForm):
    """Days on which a person gets nothing new."""


class SubstitutionForm(PeriodForm):
    """Who acts in whose place, in which processes."""

    substitute = forms.TypedChoiceField(label=_("Substitute"), coerce=int)
    process_codes = forms.MultipleChoiceField(
        label=_("Processes"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all of them."),
    )
    field_order = ("person", "substitute", "from_on", "to_on", "process_codes", "reason")

    def __init__(
        self, *args: Any, colleagues: Iterable[tuple[int, str]], processes: Iterable[Process], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].label = _("Absent person")
        self._offer("substitute", [("", _("Choose a colleague")), *colleagues])
        self._offer("process_codes", [(process.code, process.label) for process in processes])
