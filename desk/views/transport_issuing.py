"""Issuing a paper of transport: from an approval, from a booked delivery of it, or for a customer alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.models import Approval, Reservation, TransportDocument
from contracts.queries.note_series import series_of
from contracts.queries.transport_papers import papers_of_approval
from contracts.services.transport.issuing import (
    About,
    confirm_order,
    issue_delivery_note,
    issue_waste_sheet,
    require_issuer,
)
from desk.forms.transport import DeliveryNote, OrderConfirmation, PaperForm, WasteFormSheet
from desk.presenting import transport as presenting
from desk.views.asking import AskingView
from desk.views.transport import TransportView
from registry.models import Customer
from registry.queries.customers import by_code

FORMS: dict[str, type[PaperForm]] = {"order": OrderConfirmation, "ddt": DeliveryNote, "fir": WasteFormSheet}
HEADINGS = {
    "order": gettext_lazy("Confirm an order"),
    "ddt": gettext_lazy("Issue a delivery note (DDT)"),
    "fir": gettext_lazy("Issue the data sheet of a FIR"),
}
SERVICES: dict[str, Callable[..., TransportDocument]] = {
    "order": confirm_order,
    "ddt": issue_delivery_note,
    "fir": issue_waste_sheet,
}


class InApprovalView(TransportView):
    """A page about an approval, or a delivery of it."""

    approval: Approval
    load: Reservation | None = None

    def enter(self, **kwargs: Any) -> None:
        """The approval; the delivery named in the link must be one of its line."""
        super().enter(**kwargs)
        rows = Approval.objects.of(self.company).select_related("company", "customer__company", "plant", "site")
        found = rows.filter(number=kwargs["number"], version=kwargs["version"]).first()
        if found is None:
            raise Http404
        self.approval = found
        if key := self.request.GET.get("load", ""):
            loads = Reservation.objects.of(self.company).select_related("approval", "carrier", "vehicle")
            self.load = loads.filter(key=key, approval__line=found.line).first()
            if self.load is None:
                raise Http404


class AboutApprovalView(InApprovalView):
    """What can be issued for an approval or a delivery of it, and what was."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show it."""
        approval = self.approval
        context = {
            "approval": approval,
            "load": self.load,
            "facts": presenting.approval_facts(approval, self.load, self.on),
            "choices": presenting.choices(approval, self.load, self.to, self.actor),
            "rows": presenting.rows(papers_of_approval(approval), self.to),
        }
        return self.page("desk/transport/about.html", context)


class IssuingView(TransportView, AskingView):
    """The form of one paper. Below: `kind`, `initial`, `about` and `lead`."""

    kind: str
    asking: PaperForm
    issued: TransportDocument | None = None

    def form(self, typed: Any) -> PaperForm:
        """The form of the paper."""
        self.asking = FORMS[self.kind](typed, company=self.company, initial=self.initial(), on=self.on)
        return self.asking

    def initial(self) -> dict[str, Any]:
        """What is known before anybody types."""
        return {"key": uuid4(), "by": "carrier", "checked": True, "unit": "kg"}

    def lead(self) -> str:
        """What it is about, in words."""
        raise NotImplementedError

    def words(self) -> Mapping[str, Any]:
        """What the page says."""
        return {"heading": str(HEADINGS[self.kind]), "lead": self.lead(), "action": _("Issue")}

    def about(self) -> About:
        """What it is about."""
        raise NotImplementedError

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Issue it."""
        del cleaned
        self.issued = SERVICES[self.kind](self.about(), self.asking.asked(), actor=self.actor, now=self.now)
        return _("Issued: %(number)s.") % {"number": self.issued.number}


class IssueView(IssuingView, InApprovalView):
    """A paper of an approval, filled in as far as the delivery says it."""

    def enter(self, **kwargs: Any) -> None:
        """The approval and the kind, then the duty."""
        super().enter(**kwargs)
        self.kind = str(kwargs["kind"])
        if self.kind not in FORMS:
            raise Http404
        require_issuer(self.actor)

    def initial(self) -> dict[str, Any]:
        """What the delivery says."""
        series = series_of(self.company.pk, self.approval.plant_id, self.on)
        known, load = {**super().initial(), "series": series}, self.load
        if load is None:
            return known
        carried = {"carrier": str(load.carrier_id or ""), "plate": load.vehicle.plate if load.vehicle else ""}
        amount = load.quantity_t * 1000 if self.kind == "fir" else load.quantity_t
        return {**known, **carried, "on": load.on, "quantity": amount}

    def lead(self) -> str:
        """The approval and the customer."""
        return f"{self.approval} · {self.approval.customer.name}"

    def about(self) -> About:
        """The approval, and the delivery of the link."""
        approval, key = self.approval, self.asking.cleaned_data["key"]
        return About(key=key, customer=approval.customer, approval=approval, reservation=self.load)

    def back(self) -> str:
        """The paper; before it is there, the approval."""
        if self.issued is not None:
            return self.to.to("transport-paper", self.issued.number)
        return presenting.about_href(self.approval, self.load, self.to)


class CustomerNoteView(IssuingView):
    """A delivery note for a customer, of goods that no approval is about."""

    kind = "ddt"
    customer: Customer

    def enter(self, **kwargs: Any) -> None:
        """The customer, then the duty."""
        super().enter(**kwargs)
        found = by_code(self.company, str(kwargs["code"]))
        if found is None:
            raise Http404
        self.customer = found
        require_issuer(self.actor)

    def lead(self) -> str:
        """The customer."""
        return f"{self.customer.code} · {self.customer.name}"

    def about(self) -> About:
        """The customer alone."""
        return About(key=self.asking.cleaned_data["key"], customer=self.customer)

    def back(self) -> str:
        """The paper; before it is there, the customer."""
        if self.issued is not None:
            return self.to.to("transport-paper", self.issued.number)
        return self.to.to("customer", self.customer.code)
