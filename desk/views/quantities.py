"""What a plant may receive, has promised, expects and has received: per code, operation and year."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from contracts.duties import ASK, PLAN
from contracts.queries.quantities import approvals_of, quantities, years
from desk.presenting.quantities import approval_rows, bars, group_bars
from desk.views.base import CompanyView
from registry.models import Plant


class QuantitiesView(CompanyView):
    """One plant; another company's is not there (404)."""

    area = "plants"
    plant: Plant

    def enter(self, **kwargs: Any) -> None:
        """Load is authorise."""
        self.plant = get_object_or_404(Plant.objects.of(self.company), code=kwargs["code"])

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """The chart, its table and the approvals; `?show=all` also the codes nobody brings."""
        known = years(self.plant, self.on)
        asked = request.GET.get("year", "")
        year = int(asked) if asked.isdecimal() and int(asked) in known else known[0]
        found = quantities(self.plant, year, self.on)
        every = found.codes
        shown = [each for each in every if each.in_use] if request.GET.get("show") != "all" else every
        context = {
            "plant": self.plant,
            "plant_href": self.to.to("plant", self.plant.code),
            "plants_href": self.to.to("plants"),
            "where": " ".join(filter(None, [self.plant.address, self.plant.postal_code, self.plant.city])),
            "year": year,
            "years": known,
            "bars": bars(shown, self.on),
            "groups": group_bars(found.groups),
            "hidden": len(every) - len(shown),
            "approvals": approval_rows(approvals_of(self.plant, year, self.on), self.on, self.to),
            "positions_href": f"{self.to.to('positions')}?plant={self.plant.code}" if self.actor.has(PLAN) else "",
            "gate_href": f"{self.to.to('gate')}?plant={self.plant.code}" if self.actor.has(ASK) else "",
        }
        return self.page("desk/pages/quantities.html", context)
