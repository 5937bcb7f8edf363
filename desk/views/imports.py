"""Customers, plants and approvals brought in from files, and given out in the same columns."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from desk.forms.imports import ImportForm
from desk.registry_exporting import as_csv, as_xlsx
from desk.shown import State
from desk.spreadsheets import FORMATS, sent
from desk.views.base import CompanyView
from registry.duties import IMPORT, require
from registry.models import ImportJob
from registry.services.importing import jobs, kinds

SHOWN = 100


class ImportsView(CompanyView):
    """Bring a file, take one out, see what became of the last ones."""

    area = "imports"

    def enter(self, **kwargs: Any) -> None:
        """Only for who may import."""
        require(self.actor, IMPORT)

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """The page."""
        return self.ask(ImportForm())

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Read and check the file; nothing is written yet."""
        form = ImportForm(request.POST, request.FILES)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                job = jobs.start(form.cleaned_data["kind"], file.name, file.read(), actor=self.actor, now=self.now)
            except ValidationError as refused:
                form.add_error("file", refused)
            else:
                return redirect(self.to.to("import", job.key))
        return self.ask(form, status=422)

    def ask(self, form: ImportForm, status: int = 200) -> HttpResponse:
        """The page with the form."""
        context = {
            "form": form,
            "kinds": [self._kind(kind) for kind in kinds.kinds()],
            "jobs": [
                {"job": job, "href": self.to.to("import", job.key), "state": state_of(job), "label": label_of(job)}
                for job in jobs.recent(self.company.pk)
            ],
        }
        return self.page("desk/registry/imports.html", context, status)

    def _kind(self, kind: kinds.Kind) -> dict[str, Any]:
        return {
            "label": str(kind.label),
            "columns": kind.columns,
            "exports": [
                {"label": label, "href": self.to.to("export-registry", kind.code, ext)}
                for ext, label in FORMATS.items()
            ],
        }


class ImportView(CompanyView):
    """What a file would do, or did."""

    area = "imports"
    job: ImportJob

    def enter(self, **kwargs: Any) -> None:
        """Another company's is not there (404); then the duty (403)."""
        self.job = get_object_or_404(ImportJob.objects.of(self.company).defer("rows"), key=kwargs["key"])
        require(self.actor, IMPORT)

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """The report."""
        job = self.job
        errors = job.report.get("errors", [])
        context = {
            "job": job,
            "label": label_of(job),
            "state": state_of(job),
            "report": job.report,
            "errors": errors[:SHOWN],
            "more": max(0, len(errors) - SHOWN),
            "waits": job.stage in jobs.WAITING,
            "may_apply": job.stage == ImportJob.Stage.CHECKED and not errors and touched(job),
            "back": self.to.to("imports"),
        }
        return self.page("desk/registry/import.html", context)

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Take it over."""
        try:
            jobs.ask_to_apply(self.job, actor=self.actor, now=self.now)
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
        return redirect(self.to.to("import", self.job.key))


class ExportRegistryView(CompanyView):
    """Everything of a kind, in the columns an import reads."""

    def enter(self, **kwargs: Any) -> None:
        """Only for who may import: it is everything at once."""
        require(self.actor, IMPORT)

    def get(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponseBase:
        """Send the file; another kind of file is not there (404)."""
        if kwargs["kind"] not in {kind.code for kind in kinds.kinds()}:
            raise Http404
        kind = kinds.get(kwargs["kind"])
        columns, rows = [column.name for column in kind.columns], kind.rows(self.company.pk)
        name = f"{kind.code}-{self.company.slug}-{self.on.isoformat()}"
        return sent(kwargs["format"], name, csv=lambda: as_csv(columns, rows), xlsx=lambda: as_xlsx(columns, rows))


def label_of(job: ImportJob) -> str:
    """What was brought."""
    return str(kinds.get(job.kind).label)


def touched(job: ImportJob) -> bool:
    """Whether it would change anything."""
    return bool(job.report.get("added") or job.report.get("changed"))


def state_of(job: ImportJob) -> State:
    """Where it stands, in a word."""
    if job.stage in jobs.WAITING:
        return State(_("in progress"), "run")
    if job.report.get("errors"):
        return State(_("to be put right"), "bad")
    if job.stage == ImportJob.Stage.APPLIED:
        return State(_("imported"), "good")
    return State(_("checked"), "wait") if touched(job) else State(_("nothing to change"), "calm")
