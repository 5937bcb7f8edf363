"""One step on the cases chosen from the list, and what became of each."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from cases.access import visible_to
from cases.definition import Transition
from cases.definition.catalogue import get as process_of
from cases.models import BulkJob, BulkResult, Case
from cases.services import bulk_jobs
from desk.forms.bulk import MOST, StepForm, chosen
from desk.presenting.bulk import STATES, became, shared
from desk.presenting.rows import AtWork, case_row
from desk.queries.dossiers import with_dossiers
from desk.views.base import CompanyView


class SelectedView(CompanyView):
    """The chosen cases and the steps they share; a bulk action is always one's own, never in another's place."""

    area = "cases"
    pairs: list[tuple[int, int]]
    cases: list[Case]

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Ask for the step."""
        self.load(request.GET.getlist("case"))
        if not self.cases:
            messages.warning(request, _("Choose some cases first."), extra_tags="wait")
            return redirect(self.to.to("cases"))
        return self.ask(StepForm(initial={"key": uuid4()}, steps=self.steps()))

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Write the job down, do it, show what became of it."""
        self.load(request.POST.getlist("case"))
        form = StepForm(request.POST, steps=self.steps())
        if not self.cases or not form.is_valid():
            return self.ask(form, status=422)
        inputs = form.inputs(self.company.pk, self.on)
        if inputs is None:
            return self.ask(form, status=422)
        step = form.cleaned_data["step"]
        code = self.cases[0].process_code
        job = bulk_jobs.start(code, step, self.pairs, actor=self.own, now=self.now, key=form.click, inputs=inputs)
        bulk_jobs.run(job, self.now)
        return redirect(self.to.to("bulk-job", job.key))

    def load(self, values: list[str]) -> None:
        """The cases one may see among those chosen."""
        self.pairs = chosen(values)
        mine = visible_to(self.own).filter(pk__in=[pk for pk, _version in self.pairs])
        self.cases = list(mine.select_related("customer").order_by("-id"))

    def steps(self) -> list[tuple[Transition, str]]:
        """What they share; cases of several processes share nothing."""
        processes = {case.process_code: case.process for case in self.cases}
        if len(processes) != 1:
            return []
        process = next(iter(processes.values()))
        with_dossiers(process, self.cases)
        return shared(process, self.cases, self.own, self.on)

    def ask(self, form: StepForm, status: int = 200) -> HttpResponse:
        """The page."""
        context = {
            "form": form,
            "rows": [case_row(case, AtWork(), self.to) for case in self.cases],
            "pairs": [f"{pk}:{version}" for pk, version in self.pairs],
            "steps": bool(form.steps),
            "mixed": len({case.process_code for case in self.cases}) > 1,
            "full": len(self.pairs) == MOST,
            "back": self.to.to("cases"),
        }
        return self.page("desk/pages/selected.html", context, status=status)


class JobView(CompanyView):
    """What became of each case of a bulk action of one's own."""

    area = "cases"
    job: BulkJob

    def enter(self, **kwargs: Any) -> None:
        """Another person's job is not there (404)."""
        mine = BulkJob.objects.of(self.company).filter(asked_by_id=self.own.user_id)
        self.job = get_object_or_404(mine, key=kwargs["key"])

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show it."""
        rows = BulkResult.objects.of(self.company).filter(job=self.job)
        results = list(rows.select_related("case__customer").order_by("pk")[:MOST])
        process = process_of(self.job.process_code)
        counts = {status: sum(each.status == status for each in results) for status in STATES}
        context = {
            "label": str(process.transition(self.job.transition).label),
            "results": became(results, self.to),
            "total": len(results),
            "moved": counts[bulk_jobs.MOVED],
            "waiting": counts[bulk_jobs.WAITING],
            "refused": counts[bulk_jobs.REFUSED] + counts[bulk_jobs.STALE_CASE],
            "back": self.to.to("cases"),
        }
        return self.page("desk/pages/bulk_job.html", context)

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Go on where it stopped; what has its result keeps it."""
        bulk_jobs.run(self.job, self.now)
        return redirect(self.to.to("bulk-job", self.job.key))
