"""Work passed on, put off, taken up again, or closed because it is not needed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from cases.models import WorkItem
from cases.services import handing, reactions, snooze, work
from desk import formats
from desk.forms.acts import HandOverForm, PutOffForm, Reason
from desk.presenting.work import machine_words
from desk.queries.colleagues import able
from desk.requests import safe_next
from desk.views.asking import AskingView
from desk.views.work import WorkView
from registry.models import User


class AskingAboutWork(AskingView, WorkView):
    """A page about one item of work."""

    def back(self) -> str:
        """The work of the case."""
        return self.to.case(self.item.case.number) + "#work"

    def lead(self) -> str:
        """Which work of which case; of work that the machine left, in words and with its reasons."""
        case, item = self.item.case, self.item
        label = item.label if item.state else machine_words(case.process, item.step)
        why = " ".join(item.reason.split()) if not item.state else ""
        return f"{case.number} · {label}" + (f": {why}" if why else "")


class HandOverView(AskingAboutWork):
    """To a colleague who has the duty; he is told."""

    def form(self, typed: Any) -> forms.Form:
        """Whom, and why."""
        return HandOverForm(typed, colleagues=able(self.item, self.on))

    def words(self) -> Mapping[str, Any]:
        """The page."""
        return {"heading": _("Hand the work over"), "lead": self.lead(), "action": _("Hand over")}

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Hand it over."""
        to = get_object_or_404(User, pk=cleaned["to"])
        handing.hand_over(self.item, to, cleaned["reason"], actor=self.actor, now=self.now)
        return _("%(name)s has the work now.") % {"name": to.name}


class PutOffView(AskingAboutWork):
    """To a later day."""

    def form(self, typed: Any) -> forms.Form:
        """Until when."""
        return PutOffForm(typed)

    def words(self) -> Mapping[str, Any]:
        """The page."""
        return {"heading": _("Put the work off"), "lead": self.lead(), "action": _("Put off")}

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Put it off."""
        snooze.put_off(self.item, cleaned["until"], cleaned["reason"], actor=self.actor, now=self.now)
        return _("Put off: it is back %(day)s.") % {"day": formats.say_day(cleaned["until"], self.on)}


class CallBackView(WorkView):
    """Up again before its day."""

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Take it up."""
        snooze.call_back(self.item, actor=self.actor, now=self.now)
        messages.success(request, _("The work is back in the lists."))
        return redirect(safe_next(request, self.to.case(self.item.case.number)))


class DismissView(AskingAboutWork):
    """Work that the machine left and that was seen to, or is not needed."""

    def form(self, typed: Any) -> forms.Form:
        """Why."""
        return Reason(typed)

    def words(self) -> Mapping[str, Any]:
        """The page."""
        return {"heading": _("Close the work"), "lead": self.lead(), "action": _("Close the work")}

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Dismiss it; what a reaction asked for and was refused counts as settled by hand."""
        if self.item.step == reactions.REFUSED_STEP:
            reactions.settle(self.item, actor=self.actor, now=self.now, words=cleaned["reason"])
        else:
            work.dismiss(self.item, cleaned["reason"], actor=self.actor, now=self.now)
        return _("The work is closed.")


class AgainView(WorkView):
    """What a reaction asked for and was refused, asked once more after its cause is mended."""

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Ask, and say what came of it."""
        result = reactions.again(self.item, actor=self.actor, now=self.now)
        back = safe_next(request, self.to.case(self.item.case.number) + "#work")
        if "refused" in result:
            anew = WorkItem.objects.of(self.company).get(pk=result["work_item"])
            said = _("Refused again: %(why)s") % {"why": anew.reason.replace("\n", " ")}
            messages.warning(request, said)
        elif "case" in result:
            said = _("It was done this time: see %(number)s.") % {"number": result["case"]}
            messages.success(request, said)
        else:
            messages.success(request, _("It was done this time."))
        return redirect(back)
