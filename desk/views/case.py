"""The page of one case."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from cases.access import get_case_for, visible_to
from cases.models import Case
from desk import acting
from desk.forms.comments import CommentForm
from desk.forms.papers import Upload
from desk.presenting import casefile
from desk.presenting.casefile import Seen
from desk.reading import mark_read
from desk.views.base import CompanyView


class InCaseView(CompanyView):
    """A page about a case; one that the person may not see is not there (404)."""

    area = "cases"
    case: Case

    def enter(self, **kwargs: Any) -> None:
        """Load is authorise; what only a person one stands in for may see is opened in his place."""
        try:
            self.case = get_case_for(self.actor, kwargs["number"])
        except Http404:
            self.case = self.in_place_of_another(kwargs["number"])

    def in_place_of_another(self, number: str) -> Case:
        """The case as the first of those one stands in for sees it. Raises Http404 when none does."""
        for other in acting.substitutes(self.own, self.on):
            case = visible_to(other).filter(number=number).first()
            if case is not None:
                self.actor = other
                return get_case_for(other, number)
        raise Http404

    @property
    def seen(self) -> Seen:
        """Who looks at which case, when."""
        return Seen(self.case, self.actor, self.now, self.on, self.to)

    def case_page(
        self, *, upload: Upload | None = None, comment: CommentForm | None = None, status: int = 200
    ) -> HttpResponse:
        """The case, with forms that may carry errors."""
        whole = self.request.GET.get("timeline") == "all"
        asked = {name: self.request.GET.get(name, "") for name in ("kind", "replaces")}
        context = casefile.build(self.seen, upload=upload, comment=comment, whole_timeline=whole, asked=asked)
        return self.page("desk/pages/case.html", context, status=status)


class CaseView(InCaseView):
    """Where it stands, what is missing, by when, who is at work, what is known, what happened."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Show it; what one was told of it is read by that."""
        mark_read(self.case, self.own, self.now)
        return self.case_page()
