"""Opening a case: which process, for which customer, then the form of the process."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.definition import Process, TransitionForm
from cases.services.errors import NotPermitted, Refused
from cases.services.intake import open_case
from cases.services.transitions import Command
from desk.forms.steps import Ticket
from desk.opening import openable
from desk.queries.customers import customers
from desk.reasons import Reason, reasons_of
from desk.views.base import CompanyView
from registry.duties import EDIT_CUSTOMER
from registry.models import Customer
from registry.queries.customers import by_code


class NewCaseView(CompanyView):
    """Which kind of case; with one there is nothing to choose."""

    area = "cases"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """The processes one may open, each with its address."""
        mine = openable(self.actor)
        if not mine:
            raise NotPermitted("open")
        query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
        choices = [
            {
                "label": str(process.label),
                "icon": process.icon,
                "opening": str(process.opening.label),
                "href": self.to.to("open-case", process.code) + query,
            }
            for process in mine
        ]
        if len(choices) == 1:
            return redirect(choices[0]["href"])
        return self.page("desk/pages/new_case.html", {"choices": choices})


class OpenCaseView(CompanyView):
    """For whom, then the form of the process."""

    area = "cases"
    process: Process

    def enter(self, **kwargs: Any) -> None:
        """A process that the person may not open is answered with 403, one he has nothing to do with with 404."""
        found = next((p for p in openable(self.actor) if p.code == kwargs["process"]), None)
        if found is None:
            raise NotPermitted(f"{kwargs['process']}.open")
        self.process = found

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Ask for the customer, or show the form."""
        code = request.GET.get("customer", "")
        if not code:
            return self.choose_customer(request.GET.get("q", "").strip())
        customer = self.customer(code)
        return self.form_page(self.form(None, customer), customer)

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Open it, once."""
        ticket = Ticket(request.POST)
        if not ticket.is_valid():
            raise BadRequest("a step without its ticket")
        customer = self.customer(request.GET.get("customer", ""))
        form = self.form(request.POST, customer)
        if form is not None and not form.is_valid():
            return self.form_page(form, customer, ticket=ticket, status=422)
        inputs = form.cleaned_data if form is not None else {}
        command = Command(actor=self.actor, now=self.now, command_id=ticket.click, inputs=inputs)
        try:
            done = open_case(self.process.code, self.company, customer, command)
        except Refused as refused:
            reasons = reasons_of(refused.refusals)
            return self.form_page(form, customer, ticket=ticket, reasons=reasons, status=409)
        if not done.repeated:
            messages.success(request, _("%(number)s is open.") % {"number": done.case.number})
        return redirect(self.to.case(done.case.number))

    def customer(self, code: str) -> Customer:
        """The customer named in the address."""
        found = by_code(self.company, code)
        if found is None:
            raise Http404
        return found

    def form(self, typed: Any, customer: Customer) -> TransitionForm | None:
        """The form of the opening."""
        if self.process.opening.form is None:
            return None
        return self.process.opening.form(typed, company_id=self.company.pk, on=self.on, customer=customer)

    def choose_customer(self, words: str) -> HttpResponse:
        """Who is it about."""
        here = self.to.to("open-case", self.process.code)
        context = {
            "label": str(self.process.opening.label),
            "q": words,
            "here": here,
            "hits": [
                {"hit": hit, "href": f"{here}?customer={hit.code}"}
                for hit in customers(self.company, words, on=self.on).hits
            ],
            "new_customer_href": self.to.to("new-customer") if self.actor.has(EDIT_CUSTOMER) else "",
        }
        template = "desk/customer_choices.html" if self.request.headers.get("HX-Request") else ""
        return self.fragment(template, context) if template else self.page("desk/pages/choose_customer.html", context)

    def form_page(
        self,
        form: TransitionForm | None,
        customer: Customer,
        *,
        ticket: Ticket | None = None,
        reasons: list[Reason] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        """The form of the process for this customer."""
        context = {
            "label": str(self.process.opening.label),
            "process": str(self.process.label),
            "customer": customer,
            "other_href": self.to.to("open-case", self.process.code),
            "cases_href": self.to.to("cases"),
            "form": form,
            "reasons": reasons or [],
            "command_id": ticket["command_id"].value() if ticket else uuid4(),
        }
        return self.page("desk/pages/open_case.html", context, status=status)
