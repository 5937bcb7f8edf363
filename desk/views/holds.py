"""Stopping the clocks of a case, and letting them run again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from cases.models import Hold
from cases.services import holds
from cases.services.errors import NotPermitted
from desk import formats
from desk.forms.acts import HoldForm, Reason
from desk.views.asking import AskingView
from desk.views.case import InCaseView


class HoldingView(AskingView, InCaseView):
    """Only for who may hold."""

    def permitted(self) -> None:
        """The duty of holds."""
        if not self.actor.has(holds.DUTY):
            raise NotPermitted(holds.DUTY)

    def back(self) -> str:
        """The deadlines of the case."""
        return self.to.case(self.case.number) + "#terms"


class PlaceView(HoldingView):
    """Places a hold."""

    def form(self, typed: Any) -> forms.Form:
        """The clocks that can be stopped: those that count, not those that end on a date."""
        return HoldForm(typed, clocks=[clock for clock in self.case.process.clocks if clock.ends is None])

    def words(self) -> Mapping[str, Any]:
        """The page."""
        lead = f"{self.case.number} · {self.case.subject}"
        return {"heading": _("Stop the clocks"), "lead": lead, "action": _("Stop the clocks")}

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Stop them today."""
        stop = holds.Stop(reason=cleaned["reason"], covers=cleaned["covers"], until_on=cleaned["until_on"])
        holds.place(self.case, stop, actor=self.actor, now=self.now)
        return _("The clocks of %(number)s are stopped.") % {"number": self.case.number}


class LiftView(HoldingView):
    """Lifts a hold."""

    hold: Hold

    def enter(self, **kwargs: Any) -> None:
        """A hold of this case."""
        super().enter(**kwargs)
        self.hold = get_object_or_404(Hold.objects.of(self.company).filter(case=self.case), pk=kwargs["hold"])
        self.hold.case = self.case

    def form(self, typed: Any) -> forms.Form:
        """Why."""
        return Reason(typed)

    def words(self) -> Mapping[str, Any]:
        """The page."""
        since = formats.say_day(self.hold.from_on, self.on)
        lead = _("%(number)s · stopped since %(day)s: %(reason)s") % {
            "number": self.case.number,
            "day": since,
            "reason": self.hold.reason,
        }
        return {"heading": _("Let the clocks run again"), "lead": lead, "action": _("Lift the hold")}

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """End it; the days are derived anew."""
        holds.lift(self.hold, reason=cleaned["reason"], actor=self.actor, now=self.now)
        return _("The clocks of %(number)s run again.") % {"number": self.case.number}
