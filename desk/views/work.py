"""Taking work, giving it back, and ending a check."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.access import get_case_for, may_see
from cases.models import WorkItem
from cases.queries.substitutions import fitting
from cases.services import work
from desk import acting
from desk.forms.work import Ending
from desk.presenting.beside import side_by_side
from desk.presenting.casefile import Seen, uploading
from desk.requests import safe_next
from desk.views.base import CompanyView
from documents.queries import of_case


class WorkView(CompanyView):
    """An item of work; one of a case that the person may not see is not there (404)."""

    area = "work"
    item: WorkItem

    def enter(self, **kwargs: Any) -> None:
        """Load is authorise."""
        found = (
            WorkItem.objects.of(self.company)
            .select_related("case", "assignee", "stage_task")
            .filter(pk=kwargs["item"])
            .first()
        )
        if found is None:
            raise Http404
        self.actor = fitting(found, self.actor, self.on)
        if not may_see(self.actor, found.case):
            raise Http404
        self.item = found

    def go_back(self) -> HttpResponse:
        """To where the button was, or to the case."""
        return redirect(safe_next(self.request, self.to.case(self.item.case.number)))


class TakeView(WorkView):
    """From the queue to me."""

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Take it."""
        work.take(self.item, actor=self.actor, now=self.now)
        if self.actor.acting_for_id is not None:
            acting.choose(request, self.actor)
        messages.success(request, _("%(number)s is yours.") % {"number": self.item.case.number})
        return self.go_back()


class ReleaseView(WorkView):
    """From me back to the queue."""

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Give it back."""
        work.release(self.item, actor=self.actor, now=self.now)
        text = _("%(number)s is back in its queue.") % {"number": self.item.case.number}
        messages.success(request, text)
        return self.go_back()


class EndView(WorkView):
    """A check inside a state ends with its outcome."""

    def enter(self, **kwargs: Any) -> None:
        """Work that ends with a step of the case has no page here."""
        super().enter(**kwargs)
        if self.item.stage_task is None:
            raise Http404

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Ask how it ended."""
        return self.ask(Ending(item=self.item))

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """End it."""
        form = Ending(request.POST, item=self.item)
        if not form.is_valid():
            return self.ask(form, status=422)
        ending = form.cleaned_data
        work.complete(self.item, ending["outcome"], ending["reason"], actor=self.actor, now=self.now)
        messages.success(request, _("Ended: %(label)s.") % {"label": self.item.label})
        return redirect(self.to.case(self.item.case.number))

    def ask(self, form: Ending, status: int = 200) -> HttpResponse:
        """The page with the outcomes."""
        context = {
            "form": form,
            "lead": f"{self.item.case.number} · {self.item.case.subject}",
            "back": self.to.case(self.item.case.number),
            "heading": str(self.item.label),
            "action": _("End the check"),
        }
        case = get_case_for(self.actor, self.item.case.number)
        seen = Seen(case, self.actor, self.now, self.on, self.to)
        shown = side_by_side(seen, self.request.GET.get("document", ""))
        upload = uploading(seen, lines=of_case(case), to=self.to.to("end", self.item.pk))
        return self.page("desk/pages/check.html", {**context, **shown, "upload": upload}, status=status)
