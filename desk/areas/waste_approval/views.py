"""Pages only a waste approval has: a renewal beside what it renews, approvals that end soon and their renewal."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from cases.access import may, processes_for
from cases.definition import catalogue
from cases.services import bulk_jobs
from cases.services.errors import NotPermitted
from desk.areas.waste_approval import comparing, expiring
from desk.areas.waste_approval.forms import Expiring, Press
from desk.forms.bulk import chosen
from desk.presenting.rows import state_of
from desk.requests import page_number
from desk.views.base import CompanyView
from desk.views.case import InCaseView
from workflows.waste_approval.models import WasteApproval

CODE = "waste_approval"
DUTY = "enter_sheet"


class ComparisonView(InCaseView):
    """A renewal beside the version it renews; of a case that renews nothing there is no such page (404)."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show both; `?show=all` also what is the same."""
        new = self.case.dossier
        if self.case.process_code != CODE or new.renews_id is None:
            raise Http404
        rows = WasteApproval.objects.of(self.company).select_related("case")
        old = get_object_or_404(rows, pk=new.renews_id)
        all_lines = request.GET.get("show") == "all"
        found = comparing.parts(old, new, self.now, all_lines=all_lines)
        context = {
            "case": self.case,
            "case_href": self.to.case(self.case.number),
            "cases_href": self.to.to("cases"),
            "before": self._version(old),
            "after": self._version(new),
            "parts": found,
            "differing": comparing.differing(found),
            "all_lines": all_lines,
        }
        return self.page("desk/areas/waste_approval/comparison.html", context)

    def _version(self, dossier: WasteApproval) -> dict[str, Any]:
        case = dossier.case
        return {
            "number": case.number,
            "href": self.to.case(case.number),
            "revision": dossier.revision,
            "state": state_of(case),
            "valid_from": dossier.valid_from,
            "valid_to": dossier.valid_to,
        }


class ExpiringView(CompanyView):
    """Approvals that end soon; their renewal is begun for many at once, with a result for each."""

    area = "expiring"

    def enter(self, **kwargs: Any) -> None:
        """Who has no duty in waste approvals finds nothing (404)."""
        if not any(process.code == CODE for process in processes_for(self.actor)):
            raise Http404

    @property
    def may_renew(self) -> bool:
        """Whether this person begins renewals."""
        return may(self.actor, catalogue.get(CODE), DUTY)

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """A page of the list."""
        form = Expiring(request.GET, company=self.company)
        asked = form.narrowing()
        found = expiring.expiring(self.actor, asked, self.on, page_number(request))
        rows = expiring.lines(found, self.now, self.on, self.to, may_renew=self.may_renew)
        first = (found.page - 1) * expiring.PAGE + 1
        context = {
            "filters": form,
            "rows": rows,
            "tabs": self.tabs(asked.days),
            "press": Press(initial={"key": uuid4()}),
            "picks": any(row.pick for row in rows),
            "here": self.to.to("expiring"),
            "pager": {
                "shown": len(rows),
                "first": first,
                "last": first + len(rows) - 1,
                "total": found.total,
                "previous": found.page - 1 if found.page > 1 else None,
                "next": found.page + 1 if found.page < found.pages else None,
            },
        }
        return self.page("desk/areas/waste_approval/expiring.html", context)

    def tabs(self, days: int) -> list[dict[str, Any]]:
        """The windows, each with how many end in it."""
        return [
            {
                "label": _("Within %(days)s days") % {"days": window},
                "href": f"?days={window}",
                "current": window == days,
                "count": many,
                "note": "",
                "tone": "wait" if window == expiring.WINDOWS[2] and many.number else "calm",
            }
            for window, many in expiring.windows(self.actor, self.on).items()
        ]

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Begin the renewal of those chosen: the job is written down, done, and shown with a result for each."""
        if not self.may_renew:
            raise NotPermitted(catalogue.get(CODE).duty(DUTY))
        press, pairs = Press(request.POST), chosen(request.POST.getlist("case"))
        if not press.is_valid():
            raise BadRequest("a press without its key")
        if not pairs:
            messages.warning(request, _("Choose some approvals first."))
            return redirect(self.to.to("expiring"))
        key = press.cleaned_data["key"]
        job = bulk_jobs.start(CODE, "renew", pairs, actor=self.actor, now=self.now, key=key)
        bulk_jobs.run(job, self.now)
        return redirect(self.to.to("bulk-job", job.key))
