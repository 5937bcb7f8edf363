"""Documents found by the words in them, over all cases and customers."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from desk.presenting.found_documents import LONGEST, hit
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
        first = (shown.page - 1) * PAGE + 1
        context = {
            "rows": [hit(each, typed, self.to) for each in shown.documents],
            "q": typed,
            "here": self.to.to("found-documents"),
            "pager": {
                "shown": len(shown.documents),
                "first": first,
                "last": first + len(shown.documents) - 1,
                "total": shown.total,
                "previous": shown.page - 1 if shown.page > 1 else None,
                "next": shown.page + 1 if shown.page < shown.pages else None,
            },
        }
        return self.page("desk/pages/found_documents.html", context)
