"""The forms of statements sent in lots."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.models.statements import Layout, Way, Whom
from cases.definition.fields import DayField
from desk.forms.billing.ledger import amount
from registry.models import Customer

if TYPE_CHECKING:
    from registry.models import Company

BETWEEN = re.compile(r"[\s,;]+")


class CodesField(forms.CharField):
    """Customers by their codes, in any order and however set apart; `company` is set by the form."""

    company: Company | None = None
    widget = forms.Textarea(attrs={"rows": 4})

    def clean(self, value: Any) -> Any:
        """The customers. Raises ValidationError naming the codes that nobody has."""
        codes = {code for code in BETWEEN.split(super().clean(value).upper()) if code}
        if not codes or self.company is None:
            return []
        rows = Customer.objects.of(self.company).filter(code__in=codes).select_related("merged_into")
        found = {row.code: row.merged_into or row for row in rows}
        if unknown := sorted(codes - found.keys()):
            raise forms.ValidationError(
                _("No customer has the code %(codes)s."), params={"codes": ", ".join(unknown[:10])}
            )
        return list({row.pk: row for row in found.values()}.values())


class RunForm(forms.Form):
    """For whom, as of which day, what is shown, and by which way it goes."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    on = DayField(label=_("As of"), help_text=_("Today or a day before: the figures are those of its evening."))
    whom = forms.ChoiceField(label=_("For whom"), choices=Whom.choices, widget=forms.RadioSelect)
    days = forms.IntegerField(
        label=_("Overdue for more than so many days"), required=False, min_value=0, max_value=3650
    )
    above = amount(_("Balance above"), required=False, low="0")
    chosen = CodesField(
        label=_("Codes of the customers"), required=False, help_text=_("For a list: C000012, C000031 and so on.")
    )
    skips_held = forms.BooleanField(
        label=_("Leave out those whose collection is on hold"), required=False, initial=True
    )
    layout = forms.ChoiceField(label=_("What is shown"), choices=Layout.choices, widget=forms.RadioSelect)
    from_on = DayField(label=_("Movements from"), required=False)
    way = forms.ChoiceField(label=_("By which way"), choices=Way.choices, widget=forms.RadioSelect)
    by_post = forms.BooleanField(
        label=_("By post to those whom no mail reaches"),
        required=False,
        initial=True,
        help_text=_("Their letters wait for a print batch. Otherwise they are left out."),
    )

    def __init__(self, typed: Any, *, company: Company, **options: Any) -> None:
        super().__init__(typed, **options)
        codes = self.fields["chosen"]
        if isinstance(codes, CodesField):
            codes.company = company

    def clean(self) -> dict[str, Any]:
        """What the choice needs. Raises ValidationError on the field that is missing."""
        given = super().clean() or self.cleaned_data
        needed = {Whom.OVERDUE: "days", Whom.ABOVE: "above", Whom.CHOSEN: "chosen"}.get(given.get("whom", ""))
        if needed and needed not in self.errors and given.get(needed) in (None, "", []):
            self.add_error(needed, _("Needed for this choice."))
        if given.get("layout") == Layout.MOVEMENTS and not given.get("from_on") and "from_on" not in self.errors:
            self.add_error("from_on", _("Needed for this choice."))
        return given
