"""Documents: adding one to a case, deciding about it, reading it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from desk.forms.papers import Rejection, Upload, replaceable
from desk.reasons import reasons_of
from desk.requests import safe_next
from desk.views.base import CompanyView
from desk.views.case import InCaseView
from desk.views.customers import InCustomerView
from documents.duties import RECEIVE
from documents.models import Document
from documents.queries import (
    DocumentLine,
    Download,
    of_case,
    of_customer,
    one,
    open_for_download,
    open_for_preview,
)
from documents.services import decisions, uploads
from documents.services.refusals import DocumentRefused, UploadRefused
from registry.duties import require


class UploadView(InCaseView):
    """Files for a case: from its page, or from the work that is being done on it."""

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Take them in, or show the case with every reason against each file that stays out."""
        form = Upload(request.POST, request.FILES, older=replaceable(of_case(self.case)))
        if not form.is_valid():
            return self.case_page(upload=form, status=422)
        if not received(form, self, case=self.case):
            return self.case_page(upload=form, status=409)
        return redirect(safe_next(request, self.to.case(self.case.number) + "#documents"))


class CustomerUploadView(InCustomerView):
    """Files about a customer that belong to no case."""

    def enter(self, **kwargs: Any) -> None:
        """The customer first (404), then the duty (403)."""
        super().enter(**kwargs)
        require(self.actor, RECEIVE)

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """The form."""
        return self.ask(Upload(older=self.older()))

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Take them in, or show every reason against each file that stays out."""
        form = Upload(request.POST, request.FILES, older=self.older())
        if not form.is_valid():
            return self.ask(form, status=422)
        if not received(form, self, customer=self.customer):
            return self.ask(form, status=409)
        return redirect(self.to.customer(self.customer.code) + "#documents")

    def older(self) -> list[DocumentLine]:
        """What a newer version may take the place of: the documents of the customer that belong to no case."""
        lines = of_customer(self.customer, actor=self.actor)
        return replaceable(line for line in lines if not line.case_number)

    def ask(self, form: Upload, status: int = 200) -> HttpResponse:
        """The page with the form."""
        back = self.to.customer(self.customer.code)
        context = {
            "form": form,
            "lead": self.customer.name,
            "back": back,
            "heading": _("Add documents"),
            "action": _("Add the document"),
        }
        return self.page("desk/pages/simple_form.html", context, status=status)


def received(form: Upload, view: CompanyView, **belongs: Any) -> bool:
    """Take in each file of a form for a case or a customer; what is refused stands on the form, the rest is kept."""
    asked, refused = form.cleaned_data, False
    replaced = one(view.actor, UUID(asked["replaces"])) if asked.get("replaces") else None
    for file in asked["file"]:
        try:
            uploads.receive(
                company=view.company,
                actor=view.actor,
                now=view.now,
                stream=file,
                name=file.name,
                kind=asked["kind"],
                issued_on=asked["issued_on"],
                valid_until=asked["valid_until"],
                supersedes=replaced,
                **belongs,
            )
        except (UploadRefused, DocumentRefused) as against:
            refused = True
            for reason in reasons_of(against.refusals):
                form.add_error("file", f"{file.name}: {reason.message} {reason.hint}".strip())
        else:
            messages.success(view.request, _("Received: %(name)s.") % {"name": file.name})
    return not refused


class PaperView(CompanyView):
    """A page about one document; one that the person may not see is not there (404)."""

    area = "cases"
    paper: Document

    def enter(self, **kwargs: Any) -> None:
        """Load is authorise."""
        self.paper = one(self.actor, kwargs["uuid"])

    def home(self) -> str:
        """The page the document belongs to."""
        if self.paper.case is not None:
            return self.to.case(self.paper.case.number) + "#documents"
        if self.paper.customer is not None:
            return self.to.customer(self.paper.customer.code)
        raise Http404


class VerifyView(PaperView):
    """The document says what it should."""

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Mark it."""
        decisions.verify(self.paper, actor=self.actor, now=self.now)
        messages.success(request, _("Verified: %(name)s.") % {"name": self.paper})
        return redirect(safe_next(request, self.home()))


class RejectView(PaperView):
    """The document will not do."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Ask why."""
        return self.ask(Rejection())

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Reject it with the reason."""
        form = Rejection(request.POST)
        if not form.is_valid():
            return self.ask(form, status=422)
        decisions.reject(self.paper, actor=self.actor, now=self.now, reason=form.cleaned_data["reason"])
        messages.success(request, _("Rejected: %(name)s.") % {"name": self.paper})
        return redirect(self.home())

    def ask(self, form: Rejection, status: int = 200) -> HttpResponse:
        """The page with the reason."""
        context = {
            "form": form,
            "lead": str(self.paper),
            "back": self.home(),
            "heading": _("Reject the document"),
            "action": _("Reject"),
            "tone": "reject",
        }
        return self.page("desk/pages/simple_form.html", context, status=status)


class FileView(CompanyView):
    """The file itself: shown where a browser may show it, handed over where not, or with `?download`."""

    def get(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponseBase:
        """Send it with the headers that the documents package asks for."""
        if "download" in request.GET:
            return sent(open_for_download(self.actor, kwargs["uuid"]))
        try:
            return sent(open_for_preview(self.actor, kwargs["uuid"]))
        except Http404:
            return sent(open_for_download(self.actor, kwargs["uuid"]))


def sent(download: Download) -> FileResponse:
    """The headers come last: Django guesses type and disposition from the name in the store, which says nothing."""
    response = FileResponse(download.path.open("rb"))
    for name, value in download.headers.items():
        response.headers[name] = value
    return response
