"""Payments: the list, one with what it pays, entering one by hand, allocating, taking back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from billing.duties import RECORD
from billing.models import Allocation, OpenItem, Payment
from billing.queries.listing import payments
from billing.receivables import (
    BY_LAW,
    NewPayment,
    Wish,
    allocate_payment,
    record_payment,
    reverse_payment,
)
from cases.services.errors import Refused
from desk import formats
from desk.forms.billing.ledger import ChoiceForm, PaymentFilters, PaymentForm, ReturnForm
from desk.paging import paged
from desk.presenting.billing import rows as presenting
from desk.presenting.billing.parts import Button, Section, fact
from desk.requests import page_number
from desk.views.billing.base import LedgerAsking, LedgerView, link, words
from registry.duties import require


class PaymentsView(LedgerView):
    """Money that came in, the newest first."""

    tab = "payments"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """A page of the list."""
        form = PaymentFilters(request.GET)
        shown, pager = paged(payments(self.company, form.asked()), page_number(request))
        section = Section(_("Payments"), presenting.payment_table(shown, self.to), pager=pager)
        links = [link(_("Payment"), self.to.to("new-payment"), "plus", primary=True)] if self.may(RECORD) else []
        return self.ledger(_("Receivables"), [section], filters=form, filters_href=self.to.to("payments"), links=links)


class PaymentView(LedgerView):
    """One payment: what it pays, and what is left to allocate."""

    payment: Payment

    def enter(self, **kwargs: Any) -> None:
        """Load is authorise."""
        super().enter(**kwargs)
        self.payment = self.found(Payment, kwargs["payment"], "customer", "reverses")

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show it."""
        return self.show()

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Allocate what is left, as chosen or by law."""
        require(self.actor, RECORD)
        form = self.choice(request.POST)
        if not form.is_valid():
            return self.show(form=form, status=422)
        wish = Wish(
            dict.fromkeys(map(int, form.cleaned_data["items"])), principal_first=form.cleaned_data["principal_first"]
        )
        try:
            allocate_payment(self.payment, wish, actor=self.actor, now=self.now)
        except Refused as refused:
            return self.show(form=form, refused=refused)
        return self.done(_("The payment is allocated."), "payment", self.payment.pk)

    def choice(self, typed: Any) -> ChoiceForm:
        """The open items of the customer to choose from."""
        rows = OpenItem.objects.of(self.company).filter(
            customer_id=self.payment.customer_id, is_open=True, amount__gt=0
        )
        return ChoiceForm(typed, items=list(rows.order_by("due_on", "pk")[:200]), say=formats.say_money)

    def show(
        self, *, form: ChoiceForm | None = None, refused: Refused | None = None, status: int = 200
    ) -> HttpResponse:
        """The page."""
        payment = self.payment
        moves = Allocation.objects.of(self.company).filter(payment=payment).select_related("item", "payment")
        table = presenting.allocation_table(list(moves.order_by("pk")), self.to, of_item=False, undo=self.may(RECORD))
        sections = [Section(_("Payment"), facts=self.facts(), buttons=self.buttons()), Section(_("Allocations"), table)]
        if payment.left and self.may(RECORD):
            ask = Section(_("Allocate what is left"), form=form or self.choice(None), action=_("Allocate"))
            sections.insert(1, ask)
        trail = [
            (_("Payments"), self.to.to("payments")),
            (payment.customer.name, self.to.to("credit", payment.customer.code)),
        ]
        title = f"{payment.get_channel_display()} {formats.say_money(payment.amount)}"
        return self.ledger(title, sections, trail=trail, refused=refused, status=status)

    def facts(self) -> list[dict[str, Any]]:
        """What is known of it."""
        payment = self.payment
        back = getattr(payment, "reversal", None)
        lines = [
            fact(_("Customer"), f"{payment.customer.code} {payment.customer.name}"),
            fact(_("Amount"), formats.say_money(payment.amount), _("came back") if back else "", "bad"),
            fact(_("Unallocated"), formats.say_money(payment.left) if payment.left else ""),
            fact(_("Booked on"), formats.say_date(payment.booked_on, self.on)),
            fact(_("Value date"), formats.say_date(payment.value_on, self.on)),
            fact(_("Channel"), str(payment.get_channel_display())),
            fact(_("Counter or account"), payment.counter),
            fact(_("Reference"), payment.reference),
            fact(_("Payer's IBAN"), payment.payer_iban),
            fact(_("Came back"), f"{back.reason_code} {back.reason}".strip() if back else ""),
            fact(_("Reason"), f"{payment.reason_code} {payment.reason}".strip()),
            fact(_("Recorded by"), f"{payment.recorded_by_name} · {payment.source}"),
        ]
        return [line for line in lines if line["value"]]

    def buttons(self) -> list[Button]:
        """What may be done to it."""
        if not self.may(RECORD) or self.payment.reverses_id or hasattr(self.payment, "reversal"):
            return []
        return [Button(_("It came back"), self.to.to("reverse-payment", self.payment.pk), "link")]


class NewPaymentView(LedgerAsking):
    """Entering money by hand."""

    duty = RECORD
    made: Payment | None = None

    def form(self, typed: Any) -> forms.Form:
        """The form; a link may name the customer."""
        start = {"key": uuid4(), "booked_on": self.on, "customer": self.request.GET.get("customer", ""), "by_law": True}
        return PaymentForm(typed, company=self.company, initial=start)

    def words(self) -> Mapping[str, Any]:
        """The page."""
        return words(_("Payment"), _("Record"))

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Record it once, however often it is sent."""
        new = NewPayment(
            customer=cleaned["customer"],
            channel=cleaned["channel"],
            amount=cleaned["amount"],
            booked_on=cleaned["booked_on"],
            value_on=cleaned["value_on"] or cleaned["booked_on"],
            counter=cleaned["counter"],
            reference=cleaned["reference"],
            source_key=str(cleaned["key"]),
        )
        self.made = record_payment(new, BY_LAW if cleaned["by_law"] else None, actor=self.actor, now=self.now)
        return _("The payment is recorded.")

    def back(self) -> str:
        """The payment made, else the list."""
        return self.to.to("payment", self.made.pk) if self.made else self.to.to("payments")


class ReversePaymentView(LedgerAsking):
    """Money that went back."""

    duty = RECORD
    payment: Payment

    def load(self, **kwargs: Any) -> None:
        """The payment."""
        self.payment = self.row(Payment, kwargs["payment"], "customer")

    def form(self, typed: Any) -> forms.Form:
        """Why, and when."""
        return ReturnForm(typed, initial={"on": self.on})

    def words(self) -> Mapping[str, Any]:
        """The page."""
        lead = _("What it paid is open again. Nothing is deleted: a reversal stands beside the payment.")
        return words(_("The payment came back"), _("Record the return"), lead, "reject")

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Do it."""
        reverse_payment(self.payment, **cleaned, actor=self.actor, now=self.now)
        return _("The return is recorded.")

    def back(self) -> str:
        """The payment."""
        return self.to.to("payment", self.payment.pk)
