"""The sheet of a case and its documents side by side, for whoever reads one against the other."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from cases.queries.work import work_of
from desk.presenting.beside import side_by_side
from desk.presenting.work import work
from desk.views.base import CompanyView
from desk.views.case import InCaseView
from documents.queries import one
from documents.services.extraction import first_page


class ReadingView(InCaseView):
    """What the sheet says on the left, the chosen document on the right, and the checks that wait for an outcome."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show them."""
        case = self.case
        items = [work(item, self.actor, self.on, self.to) for item in work_of(case) if item.ended_at is None]
        context = {
            "case": case,
            "case_href": self.to.case(case.number),
            "cases_href": self.to.to("cases"),
            "checks": [item for item in items if item.end],
            **side_by_side(self.seen, request.GET.get("document", "")),
        }
        return self.page("desk/pages/reading.html", context)


class PageView(CompanyView):
    """The first page of a document as a picture; one that the person may not see is not there (404)."""

    def get(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponse:
        """Draw it, once."""
        drawn = first_page(one(self.actor, kwargs["uuid"]).file)
        if drawn is None:
            raise Http404
        return HttpResponse(drawn, content_type="image/png", headers={"Cache-Control": "private, no-store"})
