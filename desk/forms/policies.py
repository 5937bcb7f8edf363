"""What is asked about policies: values to try a table on, the simple kinds, the day of a publication, a file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.definition import Process
from cases.definition.fields import DayField
from cases.rules.calendars import Rolls
from cases.rules.policies.assignment import Rule
from cases.rules.policies.kinds import Kind
from cases.rules.policies.terms import UNITS
from cases.rules.tables.columns import Column, Value
from cases.rules.tables.columns import Kind as ColumnKind
from cases.rules.tables.errors import TableError
from cases.rules.tables.model import Table
from cases.rules.tables.notation import Notation, read_value, write_value

UNIT_LABELS = {
    "calendar_days": gettext_lazy("calendar days"),
    "working_days": gettext_lazy("working days"),
    "months": gettext_lazy("months"),
}
ROLL_LABELS = {
    Rolls.NONE: gettext_lazy("it ends there"),
    Rolls.NEXT_NON_HOLIDAY: gettext_lazy("it ends on the next day that is no holiday"),
    Rolls.NEXT_WORKING_DAY: gettext_lazy("it ends on the next working day"),
}
RULE_LABELS = {
    Rule.QUEUE: gettext_lazy("Whoever takes it first"),
    Rule.LEAST_LOADED: gettext_lazy("The person with the least work"),
}


def in_words(error: TableError) -> str:
    """A problem in the reader's language, without its place."""
    return _(error.template).format(**error.params)


class TryForm(forms.Form):
    """One value per input of a table."""

    def __init__(self, table: Table, notation: Notation, given: Mapping[str, Any] | None = None) -> None:
        super().__init__(given, prefix="in", label_suffix="")
        self.notation = notation
        for column in table.inputs:
            self.fields[column.code] = _asked(column, notation)
        self.columns = {column.code: column for column in table.inputs}

    def clean(self) -> dict[str, Any]:
        """The values as the table takes them; what a column refuses is an error of its field."""
        typed: dict[str, Value] = {}
        for code, text in list(self.cleaned_data.items()):
            try:
                typed[code] = read_value(text, self.columns[code], self.notation)
            except TableError as error:
                self.add_error(code, in_words(error))
        return typed


def _asked(column: Column, notation: Notation) -> forms.Field:
    label = column.label or column.code
    if column.kind is ColumnKind.CHOICE:
        return forms.ChoiceField(label=label, choices=[("", "—"), *((each, each) for each in column.choices)])
    if column.kind is ColumnKind.YES_NO:
        words = [write_value(value, column, notation) for value in (True, False)]
        return forms.ChoiceField(label=label, choices=[("", "—"), *((word, word) for word in words)])
    kind = "date" if column.kind is ColumnKind.DATE else "text"
    return forms.CharField(label=label, max_length=40, widget=forms.TextInput(attrs={"type": kind}))


class PublishForm(forms.Form):
    """From which day, and why."""

    valid_from = DayField(label=gettext_lazy("Applies from"))
    note = forms.CharField(
        label=gettext_lazy("What changes, and why"), widget=forms.Textarea(attrs={"rows": 2}), max_length=500
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


class FileForm(forms.Form):
    """A file that was exported here, changed elsewhere."""

    file = forms.FileField(
        label=gettext_lazy("File (.xlsx or .json)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.json"}),
    )


class KindForm(forms.Form):
    """A policy that is not a table, as fields."""

    def __init__(self, given: Mapping[str, Any] | None, *, process: Process | None, initial: Mapping[str, Any]) -> None:
        super().__init__(given, label_suffix="", initial=dict(initial))
        self.process = process
        self.prepare()

    def prepare(self) -> None:
        """Set what depends on the process."""

    @staticmethod
    def of(content: Mapping[str, Any]) -> dict[str, Any]:
        """The initial values that show a content."""
        return dict(content)

    def content(self) -> dict[str, Any]:
        """The content that the cleaned values state."""
        return dict(self.cleaned_data)


class ClockForm(KindForm):
    """How long, counted in what, and what happens when the last day is a day off."""

    amount = forms.IntegerField(label=gettext_lazy("How many"), min_value=1)
    unit = forms.ChoiceField(
        label=gettext_lazy("Counted in"), choices=[(each.value, UNIT_LABELS[each]) for each in UNITS]
    )
    rolls = forms.ChoiceField(
        label=gettext_lazy("When the last day is a day off"),
        choices=[(each.value, words) for each, words in ROLL_LABELS.items()],
    )
    remind = forms.CharField(
        label=gettext_lazy("Reminders"),
        help_text=gettext_lazy("How many days before the last one, parted by commas: 30, 15. Empty: none."),
        required=False,
    )

    @staticmethod
    def of(content: Mapping[str, Any]) -> dict[str, Any]:
        """The reminders as one line."""
        return {**content, "remind": ", ".join(map(str, content.get("remind", ())))}

    def content(self) -> dict[str, Any]:
        """The line as days; what is no number is found by the check of the content."""
        days = [day.strip() for day in self.cleaned_data["remind"].split(",") if day.strip()]
        return {**self.cleaned_data, "remind": [int(day) if day.isdecimal() and len(day) < 5 else day for day in days]}


class CalendarForm(KindForm):
    """A day per line, with its reason behind it."""

    days = forms.CharField(
        label=gettext_lazy("Closing days"),
        help_text=gettext_lazy("One a line: the day, a blank, why. For example 2026-12-24 Christmas Eve."),
        widget=forms.Textarea(attrs={"rows": 10}),
        required=False,
    )

    @staticmethod
    def of(content: Mapping[str, Any]) -> dict[str, Any]:
        """The days as lines."""
        return {"days": "\n".join(f"{each['day']} {each.get('name', '')}".strip() for each in content["closing_days"])}

    def content(self) -> dict[str, Any]:
        """Lines as days; a line that is none is found by the check of the content."""
        lines = [line.strip().partition(" ") for line in self.cleaned_data["days"].splitlines() if line.strip()]
        return {
            "closing_days": [{"day": day} | ({"name": name.strip()} if name.strip() else {}) for day, _s, name in lines]
        }


class SeparationForm(KindForm):
    """A rule per line: the step, a colon, the steps that keep a person from it."""

    rules = forms.CharField(
        label=gettext_lazy("Added separations"),
        help_text=gettext_lazy(
            "One a line: the step, a colon, then the steps whose authors may not take it. They add to those declared."
        ),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
    )

    @staticmethod
    def of(content: Mapping[str, Any]) -> dict[str, Any]:
        """The rules as lines."""
        return {"rules": "\n".join(f"{each['step']}: {', '.join(each['not_who'])}" for each in content["rules"])}

    def content(self) -> dict[str, Any]:
        """Lines as rules."""
        lines = [line.partition(":") for line in self.cleaned_data["rules"].splitlines() if line.strip()]
        return {
            "rules": [
                {"step": step.strip(), "not_who": [each.strip() for each in others.split(",") if each.strip()]}
                for step, _c, others in lines
            ]
        }


class SeriesForm(KindForm):
    """Letters and digits of the case numbers."""

    letters = forms.CharField(label=gettext_lazy("Prefix"), max_length=8)
    digits = forms.IntegerField(label=gettext_lazy("Digits"), min_value=4, max_value=10)

    @staticmethod
    def of(content: Mapping[str, Any]) -> dict[str, Any]:
        """The prefix is a field of every Django form: ours has another name."""
        return {"letters": content["prefix"], "digits": content.get("digits", 6)}

    def content(self) -> dict[str, Any]:
        """As the policy names it."""
        return {"prefix": self.cleaned_data["letters"], "digits": self.cleaned_data["digits"]}


class AssignmentForm(KindForm):
    """To whom new work of a state goes."""

    rule = forms.ChoiceField(
        label=gettext_lazy("New work goes to"), choices=[(each.value, words) for each, words in RULE_LABELS.items()]
    )
    skill = forms.ChoiceField(label=gettext_lazy("Who must also have the duty"), required=False)
    by_area = forms.BooleanField(label=gettext_lazy("People of the customer's area first"), required=False)

    def prepare(self) -> None:
        """Offer the duties of the process."""
        field = self.fields["skill"]
        duties = self.process.duties if self.process else []
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "—"), *((duty, duty.partition(".")[2]) for duty in duties)]

    def content(self) -> dict[str, Any]:
        """Only what is set."""
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", False)}


FORMS: Mapping[Kind, type[KindForm]] = {
    Kind.CLOCK: ClockForm,
    Kind.CALENDAR: CalendarForm,
    Kind.SEPARATION: SeparationForm,
    Kind.SERIES: SeriesForm,
    Kind.ASSIGNMENT: AssignmentForm,
}


def day_asked(given: str, otherwise: date) -> date:
    """A day out of an address; nonsense is the day otherwise."""
    try:
        return date.fromisoformat(given)
    except ValueError:
        return otherwise
