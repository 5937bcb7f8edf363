"""Documents found by the words in them, over all cases and customers."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from desk.presenting.found_documents import LONGEST, hit
from desk.presenting.pager import pager
from desk.queries.expiring import PAGE, page_of
from desk.requests import page_number
from desk.views.base import CompanyView
from documents.queries.search import found, newest


class FoundDocumentsView(CompanyView):
    """The newest, or those that say what was typed."""

    area = "found-documents"

    def get(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponse:
        """A page of them."""
        typed = request.GET.get("q", "").strip()[:LONGEST]
        shown = page_of(found(self.actor, typed) if typed else newest(self.actor), page_number(request))
        context = {
            "rows": [hit(each, typed, self.to) for each in shown.documents],
            "q": typed,
            "here": self.to.to("found-documents"),
            "pager": pager(shown.page, shown.pages, shown=len(shown.documents), total=shown.total, size=PAGE),
        }
        return self.page("desk/pages/found_documents.html", context)
