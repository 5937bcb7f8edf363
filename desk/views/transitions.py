"""One step of a case: its page, and the press of its button."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.access import get_case_for
from cases.definition import Transition, TransitionForm
from cases.models import CaseEvent
from cases.outbox.at_once import deliver_awaited
from cases.queries.rulebook import rulebook
from cases.queries.timeline import timeline
from cases.services.errors import NotPermitted, Refused, StaleCase
from cases.services.judgement import judge
from cases.services.transitions import Command, perform
from desk.areas.finding import pages_of_case
from desk.forms.steps import Ticket
from desk.presenting import events, steps
from desk.presenting.beside import side_by_side
from desk.presenting.casefile import verdicts_of
from desk.reasons import Reason, reasons_of
from desk.views.case import InCaseView


class TransitionView(InCaseView):
    """GET asks what the step needs; POST performs it, once."""

    transition: Transition

    def enter(self, **kwargs: Any) -> None:
        """The case, and the step by its name."""
        super().enter(**kwargs)
        self.transition = self.case.process.transition(kwargs["transition"])

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """The form of the step, or why it is off."""
        process = self.case.process
        facts = process.facts([self.case], self.on)[self.case.pk]
        apart = rulebook(self.company.pk, process.code, self.on).separations(process)
        verdict = judge(process, self.transition, self.case, facts, self.actor, apart)
        if not verdict.offered:
            raise NotPermitted(verdict.transition.duty)
        return self.form_page(self.form(None) if verdict.allowed else None, reasons=self.reasons(verdict.refusals))

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Perform it; a repeated press lands on the same case, whatever came of the first."""
        ticket = Ticket(request.POST)
        if not ticket.is_valid():
            raise BadRequest("a step without its ticket")
        form = self.form(request.POST)
        if form is not None and not form.is_valid():
            return self.form_page(form, ticket=ticket, status=422)
        command = Command(
            actor=self.actor,
            now=self.now,
            command_id=ticket.click,
            version=ticket.seen_version,
            inputs=form.cleaned_data if form is not None else {},
        )
        try:
            done = perform(self.case, self.transition.code, command)
        except Refused as refused:
            return self.form_page(form, ticket=ticket, reasons=self.reasons(refused.refusals), status=409)
        except StaleCase:
            return self.stale_page(form, ticket)
        if not done.repeated:
            label = self.transition.done or self.transition.label
            messages.success(request, f"{label}: {self.case.number}.")
        return redirect(self.to.case(self._followed(done.event) or self.case.number))

    def _followed(self, event: CaseEvent) -> str:
        """The number of a case that the step opened by itself, where the desk waits for it."""
        told = deliver_awaited(event, self.now)
        return next((str(each.result["case"]) for each in told if "case" in each.result), "")

    def form(self, typed: Any) -> TransitionForm | None:
        """The form the process declares for the step, bound to what was typed."""
        if self.transition.form is None:
            return None
        return self.transition.form(typed, company_id=self.company.pk, on=self.on, case=self.case)

    def reasons(self, refusals: Any) -> list[Reason]:
        """Refusals in words, with links that lead back to the case's page."""
        link = steps.linker(self.case, verdicts_of(self.seen), self.to, pages_of_case(self.seen))
        back = self.to.case(self.case.number)

        def outside(target: str) -> tuple[str, str]:
            href, label = link(target)
            return (f"{back}{href}" if href.startswith("#") else href), label

        return reasons_of(refusals, outside)

    def form_page(
        self,
        form: TransitionForm | None,
        *,
        ticket: Ticket | None = None,
        reasons: list[Reason] | None = None,
        status: int = 200,
        **more: Any,
    ) -> HttpResponse:
        """The page of the step: reasons against it on top, then its form with what was typed."""
        context = {
            "case": self.case,
            "case_href": self.to.case(self.case.number),
            "cases_href": self.to.to("cases"),
            "label": str(self.transition.label),
            "tone": steps.TONES.get(self.transition.tone, ""),
            "form": form,
            "reasons": reasons or [],
            "command_id": ticket["command_id"].value() if ticket else uuid4(),
            "version": ticket["version"].value() if ticket else self.case.version,
            "seq": ticket["seq"].value() if ticket else self.case.seq,
            **self.around(form),
            **more,
        }
        return self.page("desk/pages/transition.html", context, status=status)

    def around(self, form: TransitionForm | None) -> dict[str, Any]:
        """For a form, the documents beside it, and the sheet below where the step does not edit it."""
        if form is None:
            return {}
        shown = side_by_side(self.seen, self.request.GET.get("document", ""))
        return {"beside": shown["beside"]} if steps.edits(self.transition) else shown

    def stale_page(self, form: TransitionForm | None, ticket: Ticket) -> HttpResponse:
        """What changed meanwhile, beside what was typed; the next press speaks of the case as it is now."""
        seen_seq = ticket.cleaned_data["seq"]
        self.case = get_case_for(self.actor, self.case.number)
        meanwhile = events.since(timeline(self.case), seen_seq if seen_seq is not None else self.case.seq - 1)
        shown = events.entries(meanwhile, steps.states_of(self.case), self.case)
        gone = Reason("wrong_state", _("The case has moved on: this step does not exist any more."))
        reasons = [] if self.transition.leaves(self.case.state) else [gone]
        return self.form_page(form, reasons=reasons, status=409, stale=True, meanwhile=shown, gone=bool(reasons))
