"""Putting the data of a case right, with a reason: the old value beside the new one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.access import get_case_for
from cases.definition import TransitionForm
from cases.queries.timeline import timeline
from cases.services import corrections
from cases.services.errors import NotPermitted, Refused, StaleCase
from desk.forms.corrections import Why, changed, data_form, renewed
from desk.presenting import events, steps
from desk.presenting.corrections import beside
from desk.views.asking import show_refusals
from desk.views.case import InCaseView


class CorrectView(InCaseView):
    """Only for who has the duty, and only the fields the process declares correctable."""

    def enter(self, **kwargs: Any) -> None:
        """The case; a process that lets nothing be corrected has no such page (404)."""
        super().enter(**kwargs)
        if not self.actor.has(corrections.DUTY):
            raise NotPermitted(corrections.DUTY)
        if self.case.process.correctable is None:
            raise Http404

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Ask what is wrong, and why."""
        return self.ask(data_form(self.case, None, self.on), self.why())

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Write what was changed; a case that moved on meanwhile is shown anew with what was typed."""
        form, why = data_form(self.case, request.POST, self.on), Why(request.POST)
        if not (form.is_valid() & why.is_valid()):
            return self.ask(form, why, status=422)
        words, seen = why.cleaned_data["reason"], why.cleaned_data["version"]
        try:
            corrections.correct(self.case, changed(form), words, actor=self.actor, now=self.now, version=seen)
        except Refused as refused:
            show_refusals(why, refused.refusals)
            return self.ask(form, why, status=409)
        except StaleCase:
            return self.stale(form, why)
        messages.success(request, _("Corrected: %(number)s.") % {"number": self.case.number})
        return redirect(self.to.case(self.case.number) + "#dossier")

    def why(self, reason: str = "") -> Why:
        """The reason, not yet given or kept from the last try, over the case as it is."""
        return Why(initial={"reason": reason, "version": self.case.version, "seq": self.case.seq})

    def stale(self, form: TransitionForm, why: Why) -> HttpResponse:
        """What changed meanwhile, and the form over what stands there now."""
        seen = why.cleaned_data["seq"]
        self.case = get_case_for(self.actor, self.case.number)
        meanwhile = events.since(timeline(self.case), seen)
        shown = events.entries(meanwhile, steps.states_of(self.case), self.case)
        again = self.why(why.cleaned_data["reason"])
        return self.ask(renewed(form, self.case, self.on), again, status=409, stale=True, meanwhile=shown)

    def ask(self, form: TransitionForm, why: Why, status: int = 200, **more: Any) -> HttpResponse:
        """The page."""
        context = {
            "case": self.case,
            "case_href": self.to.case(self.case.number),
            "cases_href": self.to.to("cases"),
            "form": form,
            "rows": beside(form, self.case),
            "why": why,
            **more,
        }
        return self.page("desk/pages/correction.html", context, status=status)
