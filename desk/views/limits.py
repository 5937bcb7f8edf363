"""What a plant accepts of each substance: a limit more, or the end of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from desk.forms.plants import EndForm, LimitForm
from desk.views.plants import OfPlantView
from registry.models import AcceptanceLimit
from registry.services.limits import end_limit, set_limit


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
