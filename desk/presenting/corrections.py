"""What stands in a dossier beside what is to stand there: values of correctable fields in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from cases.definition import Process, TransitionForm
from cases.models import Case
from cases.services.corrections import DUTY
from desk import formats
from desk.presenting.addresses import Addresses
from desk.shown import Fact
from registry.actors import Actor

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Beside:
    """A field of the form, and what stands there now."""

    field: BoundField
    now: str


def href(case: Case, actor: Actor, to: Addresses) -> str:
    """Where the data of a case are corrected, for who has the duty and where there is something to correct."""
    return to.to("corrections", case.number) if case.process.correctable and actor.has(DUTY) else ""


def beside(form: TransitionForm, case: Case) -> list[Beside]:
    """Every field with its present value in words."""
    return [Beside(form[name], said(field, getattr(case.dossier, name))) for name, field in form.fields.items()]


def said(field: forms.Field | None, value: Any) -> str:
    """A value of a field as people write it; also one that the journal keeps as text."""
    if value in (None, "", []):
        return NOTHING
    if isinstance(value, list | tuple):
        return ", ".join(said(field, each) for each in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    for kind, words in WORDS.items():
        if isinstance(field, kind):
            return str(words(field, value))
    return str(value)


def _of_choices(field: Any, value: Any) -> str:
    return next((str(label) for code, label in _flat(field.choices) if str(code) == str(value)), str(value))


def _flat(choices: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    for code, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield code, label


def _of_day(field: Any, value: Any) -> str:
    del field
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
    except ValueError:
        return str(value)
    return formats.say_full(day.date() if isinstance(day, datetime) else day)


def _of_number(field: Any, value: Any) -> str:
    del field
    try:
        return str(formats.say_number(Decimal(str(value))))
    except InvalidOperation:
        return str(value)


WORDS: Mapping[type[forms.Field], Any] = {
    forms.ModelChoiceField: lambda _field, value: str(value),
    forms.ChoiceField: _of_choices,
    forms.DateField: _of_day,
    forms.IntegerField: _of_number,
}
"""By kind of field, the first that fits; decimals are integers to Django's fields."""


def changes(process: Process, changed: Mapping[str, Mapping[str, Any]]) -> list[Fact]:
    """What an event of the journal says was changed: for each field what stood there, and what stands there now."""
    fields = process.correctable.base_fields if process.correctable else {}
    return [_change(fields.get(name), name_of(fields, name), pair) for name, pair in changed.items()]


def _change(field: forms.Field | None, label: str, pair: Mapping[str, Any]) -> Fact:
    return Fact(label, f"{said(field, pair['before'])} → {said(field, pair['after'])}")


def name_of(fields: Mapping[str, forms.Field], name: str) -> str:
    """What a column is called; one that cannot be corrected any more shows its name."""
    return str(fields[name].label or name) if name in fields else name
