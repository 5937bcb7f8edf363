"""Papers of transport: the list, one of them, and voiding it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from contracts.duties import ASK, PLAN
from contracts.models import TransportDocument
from contracts.queries.transport_papers import PAGE, paper_of, papers
from contracts.services.transport.issuing import may_issue, require_issuer, void
from contracts.services.transport.xfir import attach_xfir
from desk.forms.transport import Papers, VoidReason, XfirFile
from desk.presenting import transport as presenting
from desk.presenting.pager import pager
from desk.requests import page_number
from desk.views.asking import AskingView
from desk.views.base import CompanyView
from desk.views.papers import sent
from documents.queries import open_own
from registry.duties import CONFIGURE

PDF, XFIR = "pdf", "xfir"


class TransportView(CompanyView):
    """Pages for who plans, weighs or issues."""

    area = "transport"

    def enter(self, **kwargs: Any) -> None:
        """The duty is asked for before anything is loaded."""
        if not (self.actor.has(ASK) or self.actor.has(PLAN) or may_issue(self.actor)):
            raise PermissionDenied


class PapersView(TransportView):
    """Everything that was issued, the newest first; what was voided stays."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """A page of the list."""
        form = Papers(request.GET)
        found = papers(self.company.pk, form.filters(), page=page_number(request))
        context = {
            "filters": form,
            "rows": presenting.rows(found.papers, self.to),
            "list_href": self.to.to("transport"),
            "series_href": self.to.to("note-series") if self.actor.has(CONFIGURE) else "",
            "pager": pager(found.page, found.pages, shown=len(found.papers), total=found.total, size=PAGE),
        }
        return self.page("desk/transport/list.html", context)


class InPaperView(TransportView):
    """A page about one paper; another company's is not there (404)."""

    paper: TransportDocument

    def enter(self, **kwargs: Any) -> None:
        """Load is authorise."""
        super().enter(**kwargs)
        found = paper_of(self.company.pk, str(kwargs["number"]))
        if found is None:
            raise Http404
        self.paper = found

    def back(self) -> str:
        """The paper."""
        return self.to.to("transport-paper", self.paper.number)


class PaperView(InPaperView):
    """What it says, its PDF, the .xfir, and what became of it."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show it."""
        is_issued = self.paper.state == TransportDocument.State.ISSUED
        is_fir = self.paper.kind == TransportDocument.Kind.FIR
        context = {
            **presenting.paper(self.paper, self.to, self.on),
            "void_href": self.to.to("void-transport", self.paper.number) if is_issued and may_issue(self.actor) else "",
            "xfir_href": self.to.to("transport-xfir", self.paper.number)
            if is_issued and is_fir and may_issue(self.actor)
            else "",
        }
        return self.page("desk/transport/paper.html", context)


class PaperFileView(InPaperView):
    """Its PDF, or the signed .xfir: for everybody who sees the paper, also at the gate where no case is seen."""

    def get(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponseBase:
        """Send it; not there yet is 404."""
        document = self.paper.document if kwargs["part"] == PDF else self.paper.xfir
        if document is None:
            raise Http404
        return sent(open_own(document))


class VoidView(InPaperView, AskingView):
    """Void it, with the reason; the number stays."""

    def enter(self, **kwargs: Any) -> None:
        """The paper, then the duty."""
        super().enter(**kwargs)
        require_issuer(self.actor)

    def form(self, typed: Any) -> forms.Form:
        """The reason."""
        return VoidReason(typed)

    def words(self) -> Mapping[str, Any]:
        """What the page says."""
        return {
            "heading": _("Void %(number)s") % {"number": self.paper.number},
            "lead": _("It counts no more. Its number stays and is not given again."),
            "action": _("Void"),
            "tone": "reject",
        }

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Do it."""
        void(self.paper, reason=cleaned["reason"], actor=self.actor, now=self.now)
        return _("Voided: %(number)s.") % {"number": self.paper.number}


class XfirView(InPaperView, AskingView):
    """Keep the signed digital form with its data sheet."""

    def enter(self, **kwargs: Any) -> None:
        """The paper, which must be of a FIR, then the duties."""
        super().enter(**kwargs)
        if self.paper.kind != TransportDocument.Kind.FIR:
            raise Http404
        require_issuer(self.actor)

    def form(self, typed: Any) -> forms.Form:
        """The file."""
        return XfirFile(typed, self.request.FILES if typed is not None else None)

    def words(self) -> Mapping[str, Any]:
        """What the page says."""
        return {
            "heading": _("Signed form of FIR %(number)s") % {"number": self.paper.fir_number},
            "lead": _("The .xfir signed in RENTRI is the legal document. It is kept here, not made."),
            "action": _("Upload"),
        }

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Do it."""
        file = cleaned["file"]
        attach_xfir(self.paper, file, file.name, actor=self.actor, now=self.now)
        return _("The .xfir is kept with its data sheet.")
