"""A customer seen by credit control: the credit view, the statement of account, the terms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from billing.duties import HOLD, LIMIT, RECORD
from billing.models import CollectionHold, ContractRate, CustomerStatement, OpenItem, Payment
from billing.queries.ageing import ageing
from billing.queries.credit import credit_view
from billing.queries.listing import held_among
from billing.services.credit import set_credit_terms
from billing.services.interest import enter_contract_rate
from desk import formats
from desk.forms.billing.ledger import ContractRateForm, CreditForm
from desk.presenting.billing import rows as presenting
from desk.presenting.billing.credit import credit_figures, figure_table
from desk.presenting.billing.parts import Cell, Line, Section, Table, day
from desk.presenting.billing.statements import sent_table
from desk.views.billing.base import LedgerAsking, LedgerView, customer_or_404, link, words
from desk.views.billing.overview import age_table
from registry.models import Customer


class InCreditView(LedgerView):
    """A page about one customer's account."""

    customer: Customer

    def enter(self, **kwargs: Any) -> None:
        """Load is authorise."""
        super().enter(**kwargs)
        self.customer = customer_or_404(self, kwargs["code"])

    def here(self) -> list[tuple[str, str]]:
        """The way back."""
        return [
            (_("Receivables"), self.to.to("receivables")),
            (self.customer.name, self.to.customer(self.customer.code)),
        ]


class CreditPageView(InCreditView):
    """Everything credit control asks of a customer, each figure with its day and its rows."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show it."""
        customer, code = self.customer, self.customer.code
        view = credit_view(customer, self.on)
        found = ageing(self.company.pk, self.on, customer=customer)
        open_items = OpenItem.objects.of(self.company).filter(customer=customer, is_open=True)
        listed = list(open_items.select_related("customer").order_by("due_on", "pk")[:50])
        unused = Payment.objects.of(self.company).filter(customer=customer, is_open=True).select_related("customer")
        sections = [
            Section(_("Credit"), figure_table(view, self.to), key="credit"),
            Section(_("By age"), age_table(found, self.to, f"&q={code}"), key="age"),
            Section(
                _("Open items"),
                presenting.item_table(listed, self.to, self.on, held=held_among(self.company, listed, self.on)),
                side=_("All"),
                side_href=f"{self.to.to('items')}?q={code}",
            ),
            Section(_("Unallocated money"), presenting.payment_table(unused, self.to)),
            Section(_("Statements sent in lots"), self.sent_table()),
            Section(_("Collection holds"), self.hold_table(), key="holds"),
            Section(_("Default interest of the contracts"), self.rate_table()),
        ]
        return self.ledger(
            customer.name, sections, trail=self.here(), links=self.links(), figures=credit_figures(view, self.to)
        )

    def links(self) -> list[Any]:
        """What can be done."""
        code = self.customer.code
        found = [link(_("Statement of account"), self.to.to("statement", code), "file-invoice")]
        if self.may(LIMIT):
            found.append(link(_("Credit terms"), self.to.to("credit-terms", code), "adjustments"))
            found.append(link(_("Contract rate"), self.to.to("contract-rate", code), "percentage"))
        if self.may(HOLD):
            found.append(
                link(_("Hold collection"), f"{self.to.to('new-collection-hold')}?customer={code}", "hand-stop")
            )
        if self.may(RECORD):
            found.append(link(_("Payment"), f"{self.to.to('new-payment')}?customer={code}", "coin-euro", primary=True))
        return found

    def sent_table(self) -> Table:
        """The statements he was sent, the newest first."""
        rows = CustomerStatement.objects.of(self.company).filter(customer=self.customer, message__isnull=False)
        rows = rows.select_related("run", "customer", "document", "message").order_by("-written_at", "-pk")
        return sent_table(rows[:12], self.to)

    def hold_table(self) -> Table:
        """The holds, the newest first."""
        rows = CollectionHold.objects.of(self.company).filter(customer=self.customer).select_related("customer", "case")
        return presenting.hold_table(
            rows.prefetch_related("items").order_by("-placed_at", "-pk")[:20], self.to, may=self.may(HOLD)
        )

    def rate_table(self) -> Table:
        """What the contracts say."""
        heads = [(_("Valid from"), ""), (_("Contract"), ""), (_("Yearly rate"), "amount"), (_("Source"), "")]
        rows = ContractRate.objects.of(self.company).filter(customer=self.customer).order_by("-valid_from", "-pk")
        lines = [
            Line(
                [
                    day(row.valid_from),
                    Cell(row.contract_ref or _("all contracts")),
                    Cell(formats.say_percent(row.percent) if row.percent is not None else _("legal rate"), "amount"),
                    Cell(row.source),
                ]
            )
            for row in rows
        ]
        return Table(heads, lines, _("None: between businesses the rate of the law applies."))


class OfCustomer(LedgerAsking):
    """A form about a customer's credit."""

    duty = LIMIT
    customer: Customer

    def load(self, **kwargs: Any) -> None:
        """The customer."""
        self.customer = customer_or_404(self, kwargs["code"])

    def back(self) -> str:
        """The credit page."""
        return self.to.to("credit", self.customer.code)


class TermsView(OfCustomer):
    """Setting how much credit a customer has."""

    def form(self, typed: Any) -> forms.Form:
        """The terms of today as a start."""
        view = credit_view(self.customer, self.on)
        return CreditForm(typed, initial={"valid_from": self.on, "limit": view.limit, "insolvency": view.insolvency})

    def words(self) -> Mapping[str, Any]:
        """The page."""
        return words(_("Credit terms"), _("Save"), self.customer.name)

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Do it."""
        set_credit_terms(self.customer, **cleaned, actor=self.actor)
        return _("The credit terms are set.")


class ContractRateView(OfCustomer):
    """Entering what a contract says of default interest."""

    def form(self, typed: Any) -> forms.Form:
        """From today."""
        return ContractRateForm(typed, initial={"valid_from": self.on})

    def words(self) -> Mapping[str, Any]:
        """The page."""
        return words(_("Default interest of the contract"), _("Save"), self.customer.name)

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Do it."""
        enter_contract_rate(self.customer, **cleaned, actor=self.actor)
        return _("The rate is entered.")
