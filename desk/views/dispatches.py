"""What others must still be told: seen, tried again, or given up with a reason, by who repairs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cases.models import Dispatch
from cases.queries.capped import Count
from cases.queries.dispatches import PAUSING, consumers_known, counts, dispatches, rows_of, waiting_behind
from cases.services import dispatches as services
from cases.services.errors import NotPermitted
from desk.forms.acts import Reason
from desk.presenting.dispatches import STATES, one, owed, with_work
from desk.presenting.journal_words import receiver
from desk.requests import page_number, safe_next
from desk.views.asking import AskingView
from desk.views.base import CompanyView


class RepairView(CompanyView):
    """Only for who has the duty to repair."""

    area = "dispatches"

    def enter(self, **kwargs: Any) -> None:
        """The duty is asked for before anything is loaded."""
        if not self.actor.has(services.REPAIR):
            raise NotPermitted(services.REPAIR)


class DispatchesView(RepairView):
    """By status and receiver, newest first."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show a page of them; without a choice what is parked, where something is."""
        figures = counts(self.actor)
        asked = request.GET.get("status", Dispatch.PARKED if figures.parked.number else "")
        status = asked if asked in STATES else ""
        consumer = request.GET.get("consumer", "")
        found = dispatches(self.actor, status=status, consumer=consumer, page=page_number(request))
        context = {
            "tabs": self.tabs(status, figures.waiting, figures.pausing, figures.parked),
            "status": asked,
            "consumer": consumer,
            "consumers": [(name, receiver(name)) for name in consumers_known(self.company.pk)],
            "rows": owed(found.rows, self.to),
            "total": found.total,
            "first": (found.page - 1) * 25 + 1,
            "last": (found.page - 1) * 25 + len(found.rows),
            "previous": found.page - 1 if found.page > 1 else None,
            "next": found.page + 1 if found.page < found.pages else None,
        }
        return self.page("desk/pages/dispatches.html", context)

    def tabs(self, status: str, waiting: Count, pausing: Count, parked: Count) -> list[dict[str, Any]]:
        """One tab per status."""
        figures = {Dispatch.WAITING: waiting, PAUSING: pausing, Dispatch.PARKED: parked}
        shown = [("", pgettext("dispatch", "All")), *((code, str(label)) for code, (label, _tone) in STATES.items())]
        return [
            {
                "label": label,
                "href": f"?status={code}",
                "current": code == status,
                "count": figures[code] if code in figures and figures[code].number else None,
                "tone": "bad" if code == Dispatch.PARKED else "calm",
            }
            for code, label in shown
        ]


class OneDispatchView(RepairView):
    """A dispatch of this company."""

    row: Dispatch

    def enter(self, **kwargs: Any) -> None:
        """Load it."""
        super().enter(**kwargs)
        mine = Dispatch.objects.of(self.company).select_related("event__case")
        self.row = get_object_or_404(mine, pk=kwargs["dispatch"])


class DispatchView(OneDispatchView):
    """One dispatch: what is wrong with it, and what waits behind it."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show it."""
        shown = with_work(one(rows_of(self.company.pk, [self.row])[0], self.to), self.row, self.actor, self.on, self.to)
        behind = owed(rows_of(self.company.pk, waiting_behind(self.row)), self.to) if shown.retry else []
        context = {"one": shown, "behind": behind, "list_href": self.to.to("dispatches"), "error": self.row.last_error}
        return self.page("desk/pages/dispatch.html", context)


class RetryView(OneDispatchView):
    """Tried again at once."""

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Ask for another try."""
        services.retry(self.row, actor=self.actor, now=self.now)
        messages.success(request, _("It will be tried again in a moment."))
        return redirect(safe_next(request, self.to.to("dispatch", self.row.pk)))


class DropView(AskingView, OneDispatchView):
    """Given up, with a reason."""

    def form(self, typed: Any) -> forms.Form:
        """Why."""
        return Reason(typed)

    def words(self) -> Mapping[str, Any]:
        """The page."""
        shown = one(rows_of(self.company.pk, [self.row])[0], self.to)
        lead = f"{shown.what} → {shown.consumer}"
        return {"heading": _("Give the dispatch up"), "lead": lead, "action": _("Give it up"), "tone": "reject"}

    def back(self) -> str:
        """The list."""
        return self.to.to("dispatches")

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Drop it; what waits behind goes on."""
        services.drop(self.row, actor=self.actor, now=self.now, reason=cleaned["reason"])
        return _("Given up: what waited behind it goes on.")
