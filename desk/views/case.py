"""The page of one case."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from cases.access import get_case_for
from cases.models import Case
from desk.forms.comments import CommentForm
from desk.forms.papers import Upload
from desk.presenting import casefile
from desk.presenting.casefile import Seen
from desk.views.base import CompanyView


class InCaseView(CompanyView):
    """A page about a case; one that the person may not see is not there (404)."""

    area = "cases"
    case: Case

    def enter(self, **kwargs: Any) -> None:
        """Load is authorise."""
        self.case = get_case_for(self.actor, kwargs["number"])

    @property
    def seen(self) -> Seen:
        """Who looks at which case, when."""
        return Seen(self.case, self.actor, self.now, self.on, self.to)

    def case_page(
        self, *, upload: Upload | None = None, comment: CommentForm | None = None, status: int = 200
    ) -> HttpResponse:
        """The case, with forms that may carry errors."""
        whole = self.request.GET.get("timeline") == "all"
        context = casefile.build(self.seen, upload=upload, comment=comment, whole_timeline=whole)
        return self.page("desk/pages/case.html", context, status=status)


class CaseView(InCaseView):
    """Where it stands, what is missing, by when, who is at work, what is known, what happened."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Show it."""
        return self.case_page()
