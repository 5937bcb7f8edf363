"""How the list of cases is narrowed; every field may be empty, and nonsense narrows nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from cases.definition import Process
from cases.definition.fields import DayField
from cases.queries.caseload import Filters

SHOWS = (("open", _("Open cases")), ("mine", _("Taken by me")), ("all", _("All, closed ones too")))
DUES = (("", _("Any")), ("overdue", _("Overdue")), ("soon", _("Within 48 hours")))
MORE = ("due", "assignee", "opened_from", "opened_to", "customer")
NOBODY = -1
ORDERS = (("newest", _("newest first")), ("oldest", _("oldest first")), ("moved", _("last moved first")))


class CaseFilters(forms.Form):
    """Words, process, state, whose."""

    q = forms.CharField(label=_("Number, customer, subject"), required=False, max_length=100, widget=forms.SearchInput)
    process = forms.ChoiceField(label=_("Process"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    show = forms.ChoiceField(label=_("Show"), required=False, choices=SHOWS)
    order = forms.ChoiceField(label=_("Order"), required=False, choices=ORDERS)
    due = forms.ChoiceField(label=_("Deadline"), required=False, choices=DUES)
    assignee = forms.TypedChoiceField(label=_("At work"), required=False, coerce=int, empty_value=None)
    opened_from = DayField(label=_("Opened from"), required=False)
    opened_to = DayField(label=_("Opened to"), required=False)
    customer = forms.CharField(label=_("Customer code"), required=False, max_length=20)

    def __init__(
        self, asked: Mapping[str, Any], *, processes: Sequence[Process], colleagues: Sequence[tuple[int, str]]
    ) -> None:
        super().__init__(asked, label_suffix="")
        self._offer("assignee", [("", _("Anybody")), *colleagues])
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
        return any(self.data.get(name) for name in ("q", "process", "state", "show", *MORE))

    @property
    def narrowed_more(self) -> bool:
        """Whether one of the rarer fields is asked."""
        return any(self.data.get(name) for name in MORE)

    @property
    def more(self) -> list[BoundField]:
        """The rarer fields."""
        return [self[name] for name in MORE]

    def filters(self, now: datetime, customer_id_of: Callable[[str], int | None]) -> Filters:
        """What the query understands; a customer nobody knows has no cases."""
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
            due=asked.get("due", ""),
            assignee_id=asked.get("assignee"),
            opened_from=asked.get("opened_from"),
            opened_to=asked.get("opened_to"),
            customer_id=(customer_id_of(asked["customer"]) or NOBODY) if asked.get("customer") else None,
            now=now,
        )


def query_of(filters: Filters, customer_code: str = "") -> dict[str, str]:
    """The address of a list that shows what the filters narrow to: the way back from a saved view."""
    show = "mine" if filters.mine_only else "" if filters.open_only or filters.state else "all"
    asked = {
        "q": filters.words,
        "process": filters.process,
        "state": filters.state,
        "show": show,
        "order": "" if filters.order == "newest" else filters.order,
        "due": filters.due,
        "assignee": filters.assignee_id,
        "opened_from": filters.opened_from,
        "opened_to": filters.opened_to,
        "customer": customer_code,
    }
    return {name: str(value) for name, value in asked.items() if value}
