"""Forms of hand-overs: how the list is narrowed, the sums a person states, who bills."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from billing.models.handover import SystemKind
from billing.queries.handovers import Asked
from cases.definition.fields import DayField, NumberField
from desk.forms.acts import reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class HandoverFilters(forms.Form):
    """How hand-overs are narrowed; nonsense narrows nothing."""

    q = forms.CharField(label=_("Case, customer"), required=False, max_length=100, widget=forms.SearchInput)
    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=(
            ("", _("All")),
            ("differences", _("Differences only")),
            ("taken", _("At billing")),
            ("waiting", _("On their way")),
            ("person", _("For a person")),
            ("amounts", _("Sums that differ")),
            ("repaired", _("Repaired")),
            ("dropped", _("Given up")),
        ),
    )
    system = forms.ChoiceField(label=_("Billing system"), required=False, choices=[("", _("Any")), *SystemKind.choices])
    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("To"), required=False)

    def __init__(self, asked: Mapping[str, Any]) -> None:
        super().__init__(asked, label_suffix="")

    def asked(self) -> Asked:
        """What is asked, empty where it is nonsense."""
        self.is_valid()
        found = self.cleaned_data
        return Asked(
            show=found.get("show") or "",
            system=found.get("system") or "",
            words=found.get("q") or "",
            since=found.get("since"),
            until=found.get("until"),
        )


class RepairForm(forms.Form):
    """The sums the tariff asks for and the case does not state, with the reason."""

    reason = reason(_("Who said so, and where it is written."))
    field_order = ()

    def __init__(self, typed: Any, *, names: Sequence[str], **options: Any) -> None:
        super().__init__(typed, **options)
        for name in names:
            self.fields[name] = NumberField(label=gettext(name), max_digits=12, decimal_places=2)
        self.order_fields([*names, "reason"])


class SystemForm(forms.Form):
    """Who bills from a day on; a token that was entered is never shown again."""

    valid_from = DayField(label=_("From"))
    kind = forms.ChoiceField(label=_("Billing system"), choices=SystemKind.choices)
    url = forms.CharField(
        label=_("Address"), required=False, max_length=300, help_text=_("For HTTP: https://..., public hosts only.")
    )
    secret = forms.CharField(
        label=_("Token"),
        required=False,
        max_length=400,
        strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Kept encrypted and never shown. Empty: the one entered before for the same address stays."),
    )

    def clean(self) -> dict[str, Any]:
        """HTTP needs an address."""
        found = super().clean() or {}
        if found.get("kind") == SystemKind.HTTP and not found.get("url"):
            self.add_error("url", _("Say where the hand-overs go."))
        return found
