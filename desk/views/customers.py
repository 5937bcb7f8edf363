"""Customers and their sites."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.queries.caseload import Filters, caseload
from contracts.services.transport.issuing import may_issue
from desk.forms.customers import CustomerForm
from desk.opening import opening_href
from desk.presenting import customers as presenting
from desk.presenting.belongings import approvals, belongings
from desk.presenting.billing.credit import credit_of
from desk.presenting.billing.handovers import handed_over_for
from desk.presenting.duplicates import as_typed, hits
from desk.presenting.messages import of_customer as correspondence
from desk.presenting.pager import pager
from desk.presenting.papers import papers
from desk.presenting.rows import AtWork, at_work_on, case_row
from desk.queries.customers import PAGE, SHOWN, approvals_of, customers
from desk.requests import page_number
from desk.views.asking import show_errors
from desk.views.base import CompanyView
from documents.duties import RECEIVE, SEND, VERIFY
from documents.queries import of_customer
from documents.queries.messages import of_customer as messages_of
from registry.duties import EDIT_CUSTOMER, IMPORT, MERGE_CUSTOMERS, require
from registry.models import Customer
from registry.queries.customers import by_code
from registry.queries.duplicates import alike, typed
from registry.services.customers import change_customer, register_customer


class CustomersView(CompanyView):
    """Everybody the company deals with."""

    area = "customers"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """A page of the list, or what the search finds."""
        words = request.GET.get("q", "").strip()
        show = request.GET.get("show", "")
        found = customers(self.company, words, page_number(request), on=self.on, show=show)
        context = {
            "q": words,
            "rows": [{"hit": hit, "href": self.to.customer(hit.code)} for hit in found.hits],
            "shows": self.shows("" if words else show),
            "show": "" if words else show,
            "pager": pager(found.page, found.pages, shown=len(found.hits), total=found.total, size=PAGE),
            "new_href": self.to.to("new-customer") if self.actor.has(EDIT_CUSTOMER) else "",
            "duplicates_href": self.to.to("duplicates") if self.actor.has(MERGE_CUSTOMERS) else "",
            "imports_href": self.to.to("imports") if self.actor.has(IMPORT) else "",
        }
        return self.page("desk/pages/customers.html", context)

    def shows(self, current: str) -> list[dict[str, Any]]:
        """What the list may be narrowed to."""
        labels = {"": _("All"), "prospects": _("Prospects"), "incomplete": _("Something is missing")}
        here = self.to.to("customers")
        return [
            {"label": labels[show], "href": f"{here}?show={show}" if show else here, "current": show == current}
            for show in SHOWN
        ]


class InCustomerView(CompanyView):
    """A page about a customer of this company."""

    area = "customers"
    customer: Customer

    def enter(self, **kwargs: Any) -> None:
        """Load is authorise."""
        found = by_code(self.company, kwargs["code"])
        if found is None:
            raise Http404
        self.customer = found


class CustomerView(InCustomerView):
    """Who it is, where it is, and everything there is with it."""

    def get(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponseBase:
        """Show it; the code of a customer merged into it leads here."""
        customer = self.customer
        if kwargs["code"] != customer.code:
            messages.info(request, _("%(code)s was merged into this customer.") % {"code": kwargs["code"]})
            return redirect(self.to.customer(customer.code))
        found = caseload(self.actor, Filters(customer_id=customer.pk))
        at_work = at_work_on(found.cases, self.company.pk) if found.cases else {}
        opening = opening_href(self.actor, self.to)
        context = {
            "customer": customer,
            "groups": presenting.groups(customer),
            **belongings(customer, self.actor, self.to, self.on),
            "rows": [case_row(case, at_work.get(case.pk, AtWork()), self.to) for case in found.cases],
            "total": found.total,
            "approvals": approvals(approvals_of(customer), self.to, with_papers=may_issue(self.actor)),
            "note_href": self.to.to("customer-note", customer.code) if may_issue(self.actor) else "",
            "papers": papers(of_customer(customer, actor=self.actor), self.to, may_decide=self.actor.has(VERIFY)),
            "add_href": self.to.to("customer-upload", customer.code) if self.actor.has(RECEIVE) else "",
            "correspondence": correspondence(messages_of(customer, actor=self.actor), self.to),
            "send_href": self.to.to("write-to-customer", customer.code) if self.actor.has(SEND) else "",
            "handovers": handed_over_for(customer, self.actor, self.to),
            **credit_of(customer, self.actor, self.to, self.on),
            "customers_href": self.to.to("customers"),
            "new_case_href": f"{opening}?customer={customer.code}" if opening else "",
        }
        return self.page("desk/pages/customer.html", context)


class NewCustomerView(CompanyView):
    """Registering a customer."""

    area = "customers"

    def enter(self, **kwargs: Any) -> None:
        """Who may not write it is not shown the form either (403)."""
        require(self.actor, EDIT_CUSTOMER)

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """The empty form."""
        return self.ask(CustomerForm())

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Register, or show every wrong field."""
        form = CustomerForm(request.POST)
        if form.is_valid():
            try:
                customer = register_customer(actor=self.actor, **form.written())
            except ValidationError as refused:
                show_errors(form, refused)
            else:
                messages.success(request, _("%(name)s is registered.") % {"name": customer.name})
                return redirect(self.to.customer(customer.code))
        return self.ask(form, status=422)

    def ask(self, form: CustomerForm, status: int = 200) -> HttpResponse:
        """The page with the form."""
        context = {
            "form": form,
            "back": self.to.to("customers"),
            "similar_href": self.to.to("similar"),
            "hits": hits(alike(self.company, typed(**as_typed(form.data))), self.to) if form.is_bound else [],
        }
        return self.page("desk/registry/new_customer.html", context, status=status)


class EditCustomerView(InCustomerView):
    """Changing what is known of a customer."""

    def enter(self, **kwargs: Any) -> None:
        """The customer first (404), then the duty (403)."""
        super().enter(**kwargs)
        require(self.actor, EDIT_CUSTOMER)

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """The form with what is known."""
        return self.ask(CustomerForm(initial=CustomerForm.of(self.customer)))

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Change, or show every wrong field."""
        form = CustomerForm(request.POST)
        if form.is_valid():
            try:
                change_customer(self.customer, actor=self.actor, **form.written())
            except ValidationError as refused:
                show_errors(form, refused)
            else:
                messages.success(request, _("%(name)s is changed.") % {"name": self.customer.name})
                return redirect(self.to.customer(self.customer.code))
        return self.ask(form, status=422)

    def ask(self, form: CustomerForm, status: int = 200) -> HttpResponse:
        """The page with the form."""
        back = self.to.customer(self.customer.code)
        context = {"form": form, "heading": self.customer.name, "action": _("Save"), "back": back}
        return self.page("desk/pages/simple_form.html", context, status=status)
