"""Putting the data of a case right: the fields its process lets be corrected, and why."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cases.definition import TransitionForm
from cases.models import Case
from desk.forms.acts import reason

EMPTY: tuple[object, ...] = (None, "", [])


class Why(forms.Form):
    """The reason, and which case the page had shown."""

    prefix = "why"

    reason = reason(_("It stays in the journal, beside the old and the new value."))
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    seq = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


def data_form(case: Case, typed: Any, on: date) -> TransitionForm:
    """The process's form of correctable fields over the dossier as it is.

    Each field carries along what the page had shown, so that only what a person changed is written. What is empty
    today may stay empty. Raises LookupError where the process lets nothing be corrected.
    """
    kind = case.process.correctable
    if kind is None:
        raise LookupError(case.process_code)
    present = {name: getattr(case.dossier, name) for name in kind.base_fields}
    form = kind(typed, company_id=case.company_id, on=on, case=case, initial=present)
    for name, field in form.fields.items():
        field.show_hidden_initial = True
        field.required = field.required and present[name] not in EMPTY
    return form


def changed(form: TransitionForm) -> dict[str, Any]:
    """What a valid form changes, as cleaned values."""
    return {name: form.cleaned_data[name] for name in form.changed_data if name in form.cleaned_data}


def renewed(form: TransitionForm, case: Case, on: date) -> TransitionForm:
    """The form over the case as another left it: what this person changed stays typed, the rest shows what is there."""
    fresh = data_form(case, None, on)
    typed = QueryDict(mutable=True)
    typed.update(form.data)
    for name, field in fresh.fields.items():
        bound = fresh[name]
        value = bound.value()
        typed.setlist(bound.html_initial_name, _as_sent(field.hidden_widget(), value))
        if name not in form.changed_data:
            typed.setlist(bound.html_name, _as_sent(field.widget, value))
    return data_form(case, typed, on)


def _as_sent(widget: forms.Widget, value: Any) -> list[str]:
    """A value as a browser would send it back untouched."""
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if value else []
    shown: Any = widget.format_value(value)
    if shown is None:
        return [""]
    return [str(each) for each in shown] if isinstance(shown, list | tuple) else [str(shown)]
