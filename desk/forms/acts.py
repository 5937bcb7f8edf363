"""The small forms of everyday acts: a reason, a day, a colleague, a related case."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.definition import Clock
from cases.definition.fields import DayField
from cases.queries.links import KINDS
from cases.rules.deadlines import Unit

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

UNITS = (
    (Unit.WORKING_DAYS.value, _("working days")),
    (Unit.CALENDAR_DAYS.value, _("calendar days")),
    (Unit.MONTHS.value, _("months")),
)


def reason(help_text: str | _StrPromise = "", *, required: bool = True) -> forms.CharField:
    """A few words of why."""
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=_("Reason"), help_text=help_text, required=required, max_length=2000, widget=widget)


class Reason(forms.Form):
    """Why, and nothing else."""

    reason = reason()


class LinkForm(forms.Form):
    """Another case, by its number, and how the two belong together."""

    prefix = "link"

    kind = forms.ChoiceField(label=_("This case"), choices=[(code, here) for code, (here, _there) in KINDS.items()])
    number = forms.CharField(label=_("Number of the other case"), max_length=40)


class HoldForm(forms.Form):
    """Which clocks stop, why, and from which day they run again."""

    reason = reason(_("Everybody who sees the case reads it."))
    covers = forms.MultipleChoiceField(
        label=_("Clocks that stop"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all of them."),
    )
    until_on = DayField(
        label=_("Runs again on"),
        required=False,
        help_text=_("Without a day it stops until somebody lifts it."),
    )

    def __init__(self, *args: Any, clocks: Iterable[Clock], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["covers"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(clock.code, clock.label or clock.code) for clock in clocks]


class ExtensionForm(forms.Form):
    """How much longer, and why."""

    amount = forms.IntegerField(label=_("How much longer"), min_value=1, max_value=999)
    unit = forms.ChoiceField(label=_("Counted in"), choices=UNITS)
    reason = reason(_("It is kept with the deadline and shown beside its day."))

    def __init__(self, *args: Any, most: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if most is not None:
            self.fields["amount"].help_text = _("At most %(days)s days in all.") % {"days": most}


class HandOverForm(forms.Form):
    """To whom, and why."""

    to = forms.TypedChoiceField(label=_("Colleague"), coerce=int, help_text=_("Those who have the duty for this work."))
    reason = reason()

    def __init__(self, *args: Any, colleagues: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(colleagues)


class PutOffForm(forms.Form):
    """Until when, and perhaps why."""

    until = DayField(label=_("Put off until"), help_text=_("On that day it is back by itself. The deadline stays."))
    reason = reason(required=False)
