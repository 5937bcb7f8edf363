"""Taking work and giving it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.access import may_see
from cases.models import WorkItem
from cases.services import work
from desk.requests import safe_next
from desk.views.base import CompanyView


class WorkView(CompanyView):
    """An item of work; one of a case that the person may not see is not there (404)."""

    area = "work"
    item: WorkItem

    def enter(self, **kwargs: Any) -> None:
        """Load is authorise."""
        found = WorkItem.objects.of(self.company).select_related("case", "assignee").filter(pk=kwargs["item"]).first()
        if found is None or not may_see(self.actor, found.case):
            raise Http404
        self.item = found

    def back(self) -> HttpResponse:
        """To where the button was, or to the case."""
        return redirect(safe_next(self.request, self.to.case(self.item.case.number)))


class TakeView(WorkView):
    """From the queue to me."""

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Take it."""
        work.take(self.item, actor=self.actor, now=self.now)
        messages.success(request, _("%(number)s is yours.") % {"number": self.item.case.number}, extra_tags="good")
        return self.back()


class ReleaseView(WorkView):
    """From me back to the queue."""

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Give it back."""
        work.release(self.item, actor=self.actor, now=self.now)
        text = _("%(number)s is back in its queue.") % {"number": self.item.case.number}
        messages.success(request, text, extra_tags="good")
        return self.back()
