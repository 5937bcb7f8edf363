"""In which series delivery notes are numbered, by plant: those in force, and another from a day on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from contracts.queries.note_series import history, in_force
from contracts.services.note_series import set_series
from desk.forms.transport import SeriesForm
from desk.views.service_form import ServiceFormView
from registry.duties import CONFIGURE
from registry.models import Plant
from registry.queries.plants import plants_of


class NoteSeriesView(ServiceFormView):
    """The series of the company."""

    area = "transport"
    duty = CONFIGURE
    form_class = SeriesForm
    template = "desk/transport/series.html"

    def form(self, typed: Any) -> SeriesForm:
        """The form, with the company's plants."""
        return SeriesForm(typed, plants=self.plants(), initial={"valid_from": self.on})

    def plants(self) -> list[Plant]:
        """Those of the company."""
        return list(plants_of(self.company))

    def words(self) -> dict[str, Any]:
        """What applies today, and every choice that was made."""
        return {"series": in_force(self.company.pk, self.on), "rows": history(self.company.pk)}

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Set it."""
        by_pk = {str(plant.pk): plant for plant in self.plants()}
        plant = by_pk.get(cleaned["plant"])
        set_series(actor=self.actor, today=self.on, valid_from=cleaned["valid_from"], code=cleaned["code"], plant=plant)
        return _("Delivery notes are numbered in that series from that day.")

    def back(self) -> str:
        """This page."""
        return self.to.to("note-series")
