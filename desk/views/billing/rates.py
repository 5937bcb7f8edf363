"""Interest rates by law: those that ship with the product, and the company's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from billing.models.terms import RateKind
from billing.queries.rates import KnownRate, compensations, rates
from billing.services.interest import NewRate, enter_rate
from desk import formats
from desk.forms.billing.ledger import RateForm
from desk.presenting.billing.parts import Cell, Line, Section, Table, day
from desk.views.billing.base import LedgerAsking, LedgerView, link, words
from registry.duties import CONFIGURE


class RatesView(LedgerView):
    """Every rate with its source; the newest first."""

    tab = "rates"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show them."""
        sections = [Section(str(kind.label), rate_table(rates(self.company.pk, kind))) for kind in RateKind]
        lines = [
            Line([day(each.valid_from), Cell(formats.say_money(each.amount), "amount"), Cell(each.source, "whole")])
            for each in compensations()
        ]
        heads = [(_("Valid from"), ""), (_("Amount"), "amount"), (_("Source"), "")]
        sections.append(Section(_("Fixed sum per invoice paid late between businesses"), Table(heads, lines)))
        links = [link(_("Enter a rate"), self.to.to("new-rate"), "plus", primary=True)] if self.may(CONFIGURE) else []
        return self.ledger(_("Receivables"), sections, links=links)


def rate_table(known: list[KnownRate]) -> Table:
    """The rows, the newest first."""
    heads = [
        (_("Valid from"), ""),
        (_("Valid to"), ""),
        (_("Yearly rate"), "amount"),
        (_("Source"), ""),
        (_("State"), ""),
    ]
    lines = []
    for each in reversed(known[-24:]):
        tone, said = ("wait", _("to be confirmed")) if each.to_be_confirmed else ("", "")
        own = _("entered by the company") if each.row else ""
        lines.append(
            Line(
                [
                    day(each.rate.valid_from),
                    day(each.rate.valid_to),
                    Cell(formats.say_percent(each.rate.percent), "amount"),
                    Cell(each.source, "whole", under=own),
                    Cell(said, tone=tone),
                ]
            )
        )
    return Table(heads, lines)


class NewRateView(LedgerAsking):
    """Entering a rate the product does not know yet."""

    duty = CONFIGURE

    def form(self, typed: Any) -> forms.Form:
        """The next half-year as a start."""
        return RateForm(typed, initial={"kind": RateKind.LATE, "to_be_confirmed": True})

    def words(self) -> Mapping[str, Any]:
        """The page."""
        return words(
            _("Enter a rate"), _("Enter"), _("It replaces a shipped one on the same days. Nothing is guessed.")
        )

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Do it."""
        enter_rate(NewRate(**cleaned), actor=self.actor)
        return _("The rate is entered.")

    def back(self) -> str:
        """The list."""
        return self.to.to("rates")
