"""What every customer owed in the evening of any day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from billing.models.ledger import ZERO
from billing.queries.balances import balances
from desk import formats
from desk.forms.billing.ledger import DayForm
from desk.paging import paged_list
from desk.presenting.billing.parts import Cell, Line, Section, Table, money
from desk.requests import page_number
from desk.tables import as_file
from desk.views.billing.base import LedgerView
from registry.models import Customer

PERIOD = timedelta(days=90)


class BalancesView(LedgerView):
    """The balances of a day by booking, the largest first; together they are the exposure of that day."""

    def asked(self, request: HttpRequest) -> tuple[DayForm, date]:
        """The day: until today at most; nonsense, or nothing, is today. The form says what is shown."""
        form = DayForm(request.GET)
        form.is_valid()
        on = min(form.cleaned_data.get("on") or self.on, self.on)
        return DayForm({"on": on.isoformat()}), on

    def get(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponseBase:
        """A page of them."""
        form, on = self.asked(request)
        found = list(balances(self.company.pk, on).items())
        shown, pager = paged_list(found, page_number(request))
        total = formats.say_money(sum((amount for _customer, amount in found), ZERO))
        lead = _("Exposure in the evening of %(day)s, by booking: %(total)s.") % {
            "day": date_format(on, "SHORT_DATE_FORMAT"),
            "total": total,
        }
        section = Section(_("Balances by customer"), self.table(shown, on), lead=lead, pager=pager)
        exports = [
            (kind.upper(), f"{self.to.to('balances-file', kind)}?on={on.isoformat()}") for kind in ("xlsx", "csv")
        ]
        return self.ledger(
            _("Balances on a day"), [section], filters=form, filters_href=self.to.to("balances"), exports=exports
        )

    def table(self, shown: list[tuple[int, Decimal]], on: date) -> Table:
        """Each opens the customer's statement of account to that day."""
        names = Customer.objects.of(self.company).in_bulk([pk for pk, _amount in shown])
        asked = f"?from_on={(on - PERIOD).isoformat()}&to_on={on.isoformat()}"
        lines = []
        for pk, amount in shown:
            href = f"{self.to.to('statement', names[pk].code)}{asked}"
            lines.append(Line([Cell(names[pk].name, "whole", href, names[pk].code), money(amount)], href))
        return Table([(_("Customer"), ""), (_("Balance"), "amount")], lines, _("Nobody owed anything."))


class BalancesFileView(BalancesView):
    """The same for a spreadsheet."""

    def get(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponseBase:
        """Send it; another kind of file is not there (404)."""
        _form, on = self.asked(request)
        found = balances(self.company.pk, on)
        names = Customer.objects.of(self.company).in_bulk(found)
        rows = [[names[pk].code, names[pk].name, on, amount] for pk, amount in found.items()]
        heads = [_("Customer code"), _("Customer"), _("Day"), _("Balance")]
        return as_file(kwargs["kind"], _("balances"), self.company.slug, on, heads, rows)
