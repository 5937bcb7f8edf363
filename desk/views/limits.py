"""What a plant accepts of each substance: a limit more, or the end of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.formats import say_number
from desk.forms.plants import EndForm, LimitForm, TableForm
from desk.views.plants import OfPlantView
from registry.models import AcceptanceLimit
from registry.queries.limit_tables import SuppliedLimit, limits_in, tables
from registry.services.limits import end_limit, set_limit, take_over


class NewLimitView(OfPlantView):
    """A limit more, from a day on; the one before it for the same substance ends then."""

    form_class = LimitForm

    def words(self) -> dict[str, Any]:
        """The page in words."""
        return {"heading": _("New limit"), "lead": self.plant.name, "action": _("Record")}

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Write it."""
        limit = set_limit(self.plant, actor=self.actor, **cleaned)
        return _("The limit for %(substance)s is recorded.") % {"substance": limit.analyte}


class LawLimitsView(OfPlantView):
    """Rows of a table the law supplies, taken over for the plant."""

    form_class = TableForm
    table: str

    def load(self, **kwargs: Any) -> None:
        """The plant and the table; what is not there is 404."""
        super().load(**kwargs)
        self.table = kwargs["table"]
        if self.table not in dict(self.tables):
            raise Http404

    @cached_property
    def tables(self) -> list[tuple[str, str]]:
        """Those in force today."""
        return tables(self.on)

    @cached_property
    def rows(self) -> list[SuppliedLimit]:
        """What the table says today."""
        return limits_in(self.table, self.on)

    def form(self, typed: Any) -> TableForm:
        """Every row with its limit, each ticked at first."""
        rows = [(row.code, f"{row.label}: ≤ {say_number(row.most)} {row.unit}") for row in self.rows]
        initial = {"chosen": [row.code for row in self.rows], "valid_from": self.on}
        return TableForm(typed, rows=rows) if typed is not None else TableForm(initial=initial, rows=rows)

    def words(self) -> dict[str, Any]:
        """The page in words, with the other tables beside."""
        lead = _(
            "Limits of the eluate for landfills. Untick what the deed of %(plant)s does not ask for: dissolved solids"
            " (TDS) may stand in for chlorides and sulphates, and some wastes are exempt from DOC. Source: %(source)s."
        )
        return {
            "heading": _("Limits from a table of the law"),
            "lead": lead % {"plant": self.plant.name, "source": self.rows[0].source if self.rows else "-"},
            "action": _("Record"),
            "tabs": [self.tab(code, label) for code, label in self.tables],
            "tabs_label": _("Kind of landfill"),
        }

    def tab(self, code: str, label: str) -> dict[str, Any]:
        """One table."""
        href = self.to.to("law-limits", self.plant.code, code)
        return {"label": label, "href": href, "current": code == self.table, "count": None}

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Write them."""
        done = take_over(self.plant, self.table, actor=self.actor, **cleaned)
        return ngettext("%(n)s limit is recorded.", "%(n)s limits are recorded.", len(done)) % {"n": len(done)}


class EndLimitView(OfPlantView):
    """The last day of a limit."""

    form_class = EndForm
    limit: AcceptanceLimit

    def load(self, **kwargs: Any) -> None:
        """The plant and its limit; another company's are not there (404)."""
        super().load(**kwargs)
        self.limit = get_object_or_404(AcceptanceLimit.objects.of(self.company), plant=self.plant, pk=kwargs["limit"])

    def words(self) -> dict[str, Any]:
        """The page in words."""
        lead = f"{self.limit.analyte} · {self.plant.name}"
        return {"heading": _("End the limit"), "lead": lead, "action": _("End it"), "tone": "reject"}

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """End it."""
        end_limit(self.limit, actor=self.actor, valid_to=cleaned["valid_to"], reason=cleaned["reason"])
        return _("The limit for %(substance)s ends.") % {"substance": self.limit.analyte}
