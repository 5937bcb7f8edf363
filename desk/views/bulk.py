"""One step on the cases chosen from the list, or on all that match it, and what became of each."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from cases.access import visible_to
from cases.definition import Transition, catalogue
from cases.models import BulkJob, BulkResult, Case
from cases.queries.caseload import Filters, narrowed
from cases.services import bulk_jobs
from desk.forms.bulk import MOST, StepForm, chosen
from desk.presenting.bulk import STATES, became, label_of, offered_for_all, shared
from desk.presenting.rows import AtWork, case_row
from desk.queries.dossiers import with_dossiers
from desk.requests import page_number
from desk.views.base import CompanyView
from desk.views.cases import ListedView

AT_ONCE = 200
"""What a press does before it answers; the worker goes on with the rest."""
SLOW_AT_ONCE = 5
"""The same of what takes longer than a step, letters say."""
LINES = 50


class BulkView(CompanyView):
    """Asks for a step and starts the job; below: which cases, and the steps they share."""

    area = "cases"

    def nothing(self) -> bool:
        """Whether there is no case to take a step on."""
        raise NotImplementedError

    def steps(self) -> list[tuple[Transition, str]]:
        """What the cases share."""
        raise NotImplementedError

    def start(self, form: StepForm, inputs: dict[str, Any]) -> BulkJob:
        """Write the job down."""
        raise NotImplementedError

    def shown(self) -> dict[str, Any]:
        """What the page shows of the cases."""
        raise NotImplementedError

    def initial(self) -> dict[str, Any]:
        """What the form carries along."""
        return {"key": uuid4()}

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Ask for the step."""
        if self.nothing():
            messages.warning(request, _("Choose some cases first."))
            return redirect(self.to.to("cases"))
        return self.ask(StepForm(initial=self.initial(), steps=self.steps()))

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Write the job down, begin it, show what became of it."""
        form = StepForm(request.POST, steps=self.steps())
        if self.nothing() or not form.is_valid():
            return self.ask(form, status=422)
        inputs = form.inputs(self.company.pk, self.on)
        if inputs is None:
            return self.ask(form, status=422)
        job = self.start(form, inputs)
        bulk_jobs.run(job, self.now, AT_ONCE)
        return redirect(self.to.to("bulk-job", job.key))

    def ask(self, form: StepForm, status: int = 200, **more: Any) -> HttpResponse:
        """The page."""
        context = {
            "form": form,
            "steps": bool(form.steps),
            "back": self.to.to("cases"),
            "acting_for": self.actor.acting_for_name,
            **self.shown(),
            **more,
        }
        return self.page("desk/pages/selected.html", context, status=status)


class SelectedView(BulkView):
    """The chosen cases and the steps they share; in whose place one acts, the job does too."""

    pairs: list[tuple[int, int]]
    cases: list[Case]

    def enter(self, **kwargs: Any) -> None:
        """The cases one may see among those chosen."""
        asked = self.request.POST if self.request.method == "POST" else self.request.GET
        self.pairs = chosen(asked.getlist("case"))
        mine = visible_to(self.actor).filter(pk__in=[pk for pk, _version in self.pairs])
        self.cases = list(mine.select_related("customer").order_by("-id"))

    def nothing(self) -> bool:
        """Whether none was chosen."""
        return not self.cases

    def steps(self) -> list[tuple[Transition, str]]:
        """What they share; cases of several processes share nothing."""
        processes = {case.process_code: case.process for case in self.cases}
        if len(processes) != 1:
            return []
        process = next(iter(processes.values()))
        with_dossiers(process, self.cases)
        return shared(process, self.cases, self.actor, self.on)

    def start(self, form: StepForm, inputs: dict[str, Any]) -> BulkJob:
        """On those chosen, as they were seen."""
        code, step = self.cases[0].process_code, form.cleaned_data["step"]
        return bulk_jobs.start(code, step, self.pairs, actor=self.actor, now=self.now, key=form.click, inputs=inputs)

    def shown(self) -> dict[str, Any]:
        """Each of them."""
        return {
            "rows": [case_row(case, AtWork(), self.to) for case in self.cases],
            "count": len(self.cases),
            "pairs": [f"{pk}:{version}" for pk, version in self.pairs],
            "mixed": len({case.process_code for case in self.cases}) > 1,
            "full": len(self.pairs) == MOST,
        }


class MatchingView(BulkView, ListedView):
    """Every case that matches the list as the address narrows it, however many."""

    filters: Filters
    states: dict[str, dict[str, int]]

    def enter(self, **kwargs: Any) -> None:
        """How many there are, by process and state, in one statement."""
        _form, self.filters = self.asked()
        self.states = {}
        found = narrowed(self.actor, self.filters).order_by().values_list("process_code", "state")
        for process, state, count in found.annotate(Count("pk")):
            self.states.setdefault(process, {})[state] = count

    @property
    def count(self) -> int:
        """All of them."""
        return sum(sum(of.values()) for of in self.states.values())

    def nothing(self) -> bool:
        """Whether nothing matches."""
        return not self.states

    def initial(self) -> dict[str, Any]:
        """How many the page told of, so that no other number is acted on."""
        return {**super().initial(), "expected": self.count}

    def steps(self) -> list[tuple[Transition, str]]:
        """What some of them can do; cases of several processes share nothing."""
        if len(self.states) != 1:
            return []
        code, states = next(iter(self.states.items()))
        return offered_for_all(catalogue.get(code), states, self.actor)

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """As asked; when more or fewer match than the page said, ask again."""
        expected = request.POST.get("expected", "")
        if expected.isdecimal() and int(expected) != self.count and not self.nothing():
            form = StepForm(initial=self.initial(), steps=self.steps())
            return self.ask(form, status=409, changed=True)
        return super().post(request, *args, **kwargs)

    def start(self, form: StepForm, inputs: dict[str, Any]) -> BulkJob:
        """On all of them, as they are now."""
        code, step = next(iter(self.states)), form.cleaned_data["step"]
        return bulk_jobs.start_all(
            code, step, self.filters, actor=self.actor, now=self.now, key=form.click, inputs=inputs
        )

    def shown(self) -> dict[str, Any]:
        """How many stand in each state."""
        by_state = [
            (catalogue.get(code).state_label(state), count)
            for code, states in self.states.items()
            for state, count in sorted(states.items())
        ]
        return {"count": self.count, "by_state": by_state, "mixed": len(self.states) > 1}


class JobView(CompanyView):
    """What became of each case of a bulk action of one's own."""

    area = "cases"
    job: BulkJob

    def enter(self, **kwargs: Any) -> None:
        """Another person's job is not there (404)."""
        mine = BulkJob.objects.of(self.company).filter(asked_by_id=self.own.user_id).select_related("acting_for")
        self.job = get_object_or_404(mine, key=kwargs["key"])

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show it, a page at a time; on a page what did not go through comes first."""
        rows = BulkResult.objects.of(self.company).filter(job=self.job)
        counts = dict(rows.order_by().values_list("status").annotate(Count("pk")))
        status = request.GET.get("status", "")
        status = status if status in STATES else ""
        total = counts.get(status, 0) if status else sum(counts.values())
        pages = max(1, -(-total // LINES))
        page = min(page_number(request), pages)
        listed = (rows.filter(status=status) if status else rows).select_related("case__customer").order_by("pk")
        results = became(self.job, list(listed[(page - 1) * LINES : page * LINES]), self.to)
        context = {
            "label": label_of(self.job),
            "acting_for": self.job.acting_for.name if self.job.acting_for else "",
            "tabs": self.tabs(counts, status),
            "results": results,
            "goes_on": counts.get(bulk_jobs.WAITING, 0) or any(each.is_opening for each in results),
            "total": sum(counts.values()),
            "moved": counts.get(bulk_jobs.MOVED, 0),
            "waiting": counts.get(bulk_jobs.WAITING, 0),
            "refused": counts.get(bulk_jobs.REFUSED, 0) + counts.get(bulk_jobs.STALE_CASE, 0),
            "shown": total,
            "first": (page - 1) * LINES + 1,
            "last": (page - 1) * LINES + len(results),
            "previous": page - 1 if page > 1 else None,
            "next": page + 1 if page < pages else None,
            "back": self.to.to("cases"),
        }
        return self.page("desk/pages/bulk_job.html", context)

    def tabs(self, counts: dict[str, int], status: str) -> list[dict[str, Any]]:
        """One list per result that there is."""
        every = [("", _("All cases"), sum(counts.values()))]
        found = [(code, str(label), counts[code]) for code, (label, _tone) in STATES.items() if counts.get(code)]
        return [
            {"label": label, "href": f"?status={code}", "current": code == status, "count": count}
            for code, label, count in [*every, *found]
        ]

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Go on where it stopped; what has its result keeps it."""
        bulk_jobs.run(self.job, self.now, 0 if self.job.kind == bulk_jobs.STEP else SLOW_AT_ONCE)
        return redirect(self.to.to("bulk-job", self.job.key))
