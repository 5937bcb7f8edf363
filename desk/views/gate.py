"""The gate: may this load come in? Then it is reserved, weighed, and if need be taken back."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.rules.days import day_of
from cases.services.errors import Refused
from contracts.approvals import Answer, consume, may_deliver, release, reserve, reverse
from contracts.duties import ASK, PLAN, RESERVE, WEIGH
from contracts.models import Reservation
from contracts.queries.positions import PAGE, expected, positions
from contracts.queries.transport_papers import papers_of_load
from desk.forms.gate import GateQuestion, Positions, ReservationKey, ReversalReason, Weight
from desk.presenting import gate as presenting
from desk.presenting.pager import pager
from desk.presenting.transport import about_href
from desk.presenting.transport import rows as transport_rows
from desk.reasons import reasons_of
from desk.requests import page_number
from desk.views.base import CompanyView


class GateView(CompanyView):
    """A question, and its answer as large as the page."""

    area = "gate"

    def enter(self, **kwargs: Any) -> None:
        """Only for who asks at the gate."""
        if not self.actor.has(ASK):
            raise PermissionDenied

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """The form; with everything filled in, the answer. A link may fill in a part of it."""
        if "quantity" not in request.GET:
            known = {name: request.GET[name] for name in GateQuestion.base_fields if name in request.GET}
            return self.show(GateQuestion(None, company=self.company, on=self.on, known=known), None)
        form = GateQuestion(request.GET, company=self.company, on=self.on)
        if not form.is_valid():
            return self.show(form, None, status=422)
        return self.show(form, may_deliver(self.company.pk, form.question()))

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Reserve what was asked; a no meanwhile is shown with its reasons."""
        form = GateQuestion(request.POST, company=self.company, on=self.on)
        ticket = ReservationKey(request.POST)
        if not (form.is_valid() and ticket.is_valid()):
            return self.show(form, None, status=422)
        reserved = reserve(str(ticket.cleaned_data["key"]), form.question(), actor=self.actor, now=self.now)
        if reserved.reservation is None:
            return self.show(form, reserved.answer, status=409)
        messages.success(request, _("The quantity is reserved."))
        return redirect(self.to.to("gate-load", reserved.reservation.key))

    def show(self, form: GateQuestion, answer: Answer | None, status: int = 200) -> HttpResponse:
        """The page."""
        context = {
            "form": form,
            "answer": presenting.shown(answer, self.on) if answer else None,
            "ticket": ReservationKey(initial={"key": uuid4()}),
            "may_reserve": self.actor.has(RESERVE),
            "loads": presenting.load_rows(expected(self.company.pk, on=day_of(self.now)), self.to),
            "gate_href": self.to.to("gate"),
        }
        return self.page("desk/gate/gate.html", context, status=status)


class LoadView(CompanyView):
    """One reserved load: weigh it, release it, take its movement back."""

    area = "gate"
    reservation: Reservation

    def enter(self, **kwargs: Any) -> None:
        """Load is authorise."""
        if not self.actor.has(ASK):
            raise PermissionDenied
        related = ("approval__customer", "approval__plant", "approval__site", "carrier", "vehicle")
        rows = Reservation.objects.of(self.company).select_related(*related)
        found = rows.filter(key=kwargs["key"]).first()
        if found is None:
            raise Http404
        self.reservation = found

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show it."""
        return self.show()

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """One step, by name; what the domain refuses is shown with its reasons."""
        steps = {"weigh": self.weigh, "release": self.release, "reverse": self.reverse}
        step = steps.get(request.POST.get("step", ""))
        if step is None:
            raise Http404
        try:
            return step(request)
        except Refused as refused:
            return self.show(refused=refused, status=409)

    def weigh(self, request: HttpRequest) -> HttpResponse:
        """Record the weight."""
        form = Weight(request.POST)
        if not form.is_valid():
            return self.show(weight=form, status=422)
        consume(self.reservation.key, form.cleaned_data["weight"], actor=self.actor, now=self.now)
        return self.done(_("The load is recorded."))

    def release(self, request: HttpRequest) -> HttpResponse:
        """Nobody comes: the quantity is free again."""
        release(self.reservation.key, actor=self.actor, now=self.now)
        return self.done(_("The reservation is released."))

    def reverse(self, request: HttpRequest) -> HttpResponse:
        """Take the movement back, with the reason."""
        form = ReversalReason(request.POST)
        movement = self.reservation.movements.filter(reversed_at__isnull=True).first()
        if movement is None or not form.is_valid():
            return self.show(reason=form, status=422)
        reverse(movement, actor=self.actor, now=self.now, reason=form.cleaned_data["reason"])
        return self.done(_("The movement is taken back: its quantity is free again."))

    def done(self, words: str) -> HttpResponse:
        """Back to the load, saying what happened."""
        messages.success(self.request, words)
        return redirect(self.to.to("gate-load", self.reservation.key))

    def show(
        self,
        *,
        weight: Weight | None = None,
        reason: ReversalReason | None = None,
        refused: Refused | None = None,
        status: int = 200,
    ) -> HttpResponse:
        """The page of the load."""
        load = self.reservation
        movement = load.movements.order_by("-pk").first()
        context = {
            "load": load,
            "facts": presenting.load_facts(load, movement, self.on),
            "prescriptions": load.approval.prescriptions.order_by("position"),
            "weight": weight or Weight(),
            "reason": reason or ReversalReason(),
            "reasons": reasons_of(refused.refusals) if refused else (),
            "may_weigh": self.actor.has(WEIGH) and load.state == Reservation.State.RESERVED,
            "may_release": self.actor.has(RESERVE) and load.state == Reservation.State.RESERVED,
            "may_reverse": self.actor.has(WEIGH) and load.state == Reservation.State.CONSUMED,
            "gate_href": self.to.to("gate"),
            "transport_href": about_href(load.approval, load, self.to),
            "papers": transport_rows(papers_of_load(load), self.to),
        }
        return self.page("desk/gate/load.html", context, status=status)


class PositionsView(CompanyView):
    """What may be collected and accepted today, by customer, site and code."""

    area = "positions"

    def enter(self, **kwargs: Any) -> None:
        """Only for who plans."""
        if not self.actor.has(PLAN):
            raise PermissionDenied

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """A page of the list."""
        form = Positions(request.GET, company=self.company)
        found = positions(self.company.pk, form.filters(), on=self.on, page=page_number(request))
        gate = self.to.to("gate") if self.actor.has(ASK) else ""
        context = {
            "filters": form,
            "rows": presenting.position_rows(found.positions, self.to, on=self.on, gate=gate),
            "positions_href": self.to.to("positions"),
            "pager": pager(found.page, found.pages, shown=len(found.positions), total=found.total, size=PAGE),
        }
        return self.page("desk/gate/positions.html", context)
