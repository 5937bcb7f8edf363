"""How the list of cases is narrowed; every field may be empty, and nonsense narrows nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.definition import Process
from cases.queries.caseload import Filters

SHOWS = (("open", _("Open cases")), ("mine", _("Taken by me")), ("all", _("All, closed ones too")))
ORDERS = (("newest", _("newest first")), ("oldest", _("oldest first")), ("moved", _("last moved first")))


class CaseFilters(forms.Form):
    """Words, process, state, whose."""

    q = forms.CharField(label=_("Number, customer, subject"), required=False, max_length=100, widget=forms.SearchInput)
    process = forms.ChoiceField(label=_("Process"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    show = forms.ChoiceField(label=_("Show"), required=False, choices=SHOWS)
    order = forms.ChoiceField(label=_("Order"), required=False, choices=ORDERS)

    def __init__(self, asked: Mapping[str, Any], *, processes: Sequence[Process]) -> None:
        super().__init__(asked, label_suffix="")
        self._offer("process", [("", _("All processes")), *((each.code, each.label) for each in processes)])
        wanted = self["process"].value()
        narrowed = [each for each in processes if each.code == wanted] or list(processes)
        states = {state: label for process in narrowed for state, label in process.states.choices}
        self._offer("state", [("", _("All states")), *states.items()])

    def _offer(self, name: str, choices: list[Any]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = choices

    @property
    def narrowed(self) -> bool:
        """Whether anything is asked beyond the plain list."""
        return any(self.data.get(name) for name in ("q", "process", "state", "show"))

    def filters(self) -> Filters:
        """What the query understands."""
        self.is_valid()
        asked = self.cleaned_data
        show = asked.get("show") or "open"
        return Filters(
            words=asked.get("q", ""),
            process=asked.get("process", ""),
            state=asked.get("state", ""),
            open_only=show == "open" and not asked.get("state"),
            mine_only=show == "mine",
            order=asked.get("order") or "newest",
        )
