"""The credit overview: what is open and how old, how long customers take, what waits for a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from billing.duties import HOLD
from billing.queries.ageing import BUCKETS, PAID, Ageing, ageing, debtors
from billing.queries.holds import returned
from billing.queries.listing import SALES
from billing.queries.trends import Month, trend
from desk import formats
from desk.forms.billing.ledger import BUCKET_WORDS
from desk.presenting.billing.parts import Cell, Line, Section, Table, day, figure, money
from desk.presenting.billing.rows import hold_table
from desk.views.billing.base import LedgerView

if TYPE_CHECKING:
    from desk.presenting.addresses import Addresses


class OverviewView(LedgerView):
    """Every figure opens the rows it sums."""

    tab = "overview"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show it."""
        found = ageing(self.company.pk, self.on)
        months = trend(self.company.pk, self.on)
        sections = [
            Section(_("By age"), age_table(found, self.to), key="age"),
            Section(_("Most past due"), self.debtor_table()),
            Section(
                _("Month by month"),
                month_table(months, self.to),
                lead=_("Exposure at the end of each month, by booking."),
                side=_("Balances on a day"),
                side_href=self.to.to("balances"),
                key="months",
            ),
        ]
        waiting = returned(self.company.pk).select_related("customer", "case").prefetch_related("items")
        if expired := list(waiting[:20]):
            table = hold_table(expired, self.to, may=self.may(HOLD))
            sections.insert(0, Section(_("Expired holds: collected again unless you act"), table))
        return self.ledger(_("Receivables"), sections, figures=self.figures(found, months))

    def figures(self, found: Ageing, months: Sequence[Month]) -> list[dict[str, str]]:
        """The four on top."""
        items, payments = self.to.to("items"), self.to.to("payments")
        by_age = "#part-age"
        said = formats.say_date(self.on, self.on)
        dso = months[-1].dso if months else None
        return [
            figure(_("Exposure"), formats.say_money(found.total), said, by_age),
            figure(
                _("Past due"), formats.say_money(found.late), said, f"{items}?age=late", "late" if found.late else ""
            ),
            figure(
                _("Days sales outstanding"),
                formats.say_number(dso) if dso is not None else "–",
                _("exposure to sales of three months"),
                "#part-months",
            ),
            figure(
                _("Unallocated money"),
                formats.say_money(-found.amounts[PAID]),
                _("to be allocated"),
                f"{payments}?show=open",
                "soon" if found.amounts[PAID] else "",
            ),
        ]

    def debtor_table(self) -> Table:
        """Who owes most."""
        lines = [
            Line(
                [
                    Cell(each.name, "whole", self.to.to("credit", each.code), each.code),
                    money(each.open),
                    money(each.late),
                ],
                self.to.to("credit", each.code),
            )
            for each in debtors(self.company.pk, self.on, 10)
        ]
        heads = [(_("Customer"), ""), (_("Open"), "amount"), (_("Past due"), "amount")]
        return Table(heads, lines, _("Nobody is late."))


def age_table(found: Ageing, to: Addresses, query: str = "") -> Table:
    """The buckets, each opening its rows; the last line is the exposure."""
    labels = [*BUCKET_WORDS, _("money not allocated")]
    lines = []
    for bucket, label in zip(BUCKETS, labels, strict=True):
        where = f"{to.to('payments')}?show=open{query}" if bucket == PAID else f"{to.to('items')}?age={bucket}{query}"
        cells: list[Any] = [Cell(str(label), "whole", where), Cell(str(found.counts[bucket]), "amount wide-only")]
        lines.append(Line([*cells, money(found.amounts[bucket])], where))
    lines.append(Line([Cell(_("Exposure"), "whole"), Cell("", "amount wide-only"), money(found.total)]))
    return Table([(_("Age"), ""), (_("Rows"), "amount"), (_("Open"), "amount")], lines)


def month_table(months: Sequence[Month], to: Addresses) -> Table:
    """The trend; what was invoiced, what was paid and the exposure at the end open their rows."""
    heads = [
        (_("Until"), ""),
        (_("Invoiced"), "amount"),
        (_("Paid"), "amount"),
        (_("Exposure"), "amount"),
        (_("DSO in days"), "amount"),
    ]
    items = f"{to.to('items')}?show=all&kind={SALES}&booked="
    payments = f"{to.to('payments')}?booked="
    lines = [
        Line(
            [
                day(each.on),
                money(each.invoiced, "amount wide-only", f"{items}{each.on:%Y-%m}"),
                money(each.paid, "amount wide-only", f"{payments}{each.on:%Y-%m}"),
                money(each.exposure, "amount", f"{to.to('balances')}?on={each.on.isoformat()}"),
                Cell(str(each.dso) if each.dso is not None else "–", "amount"),
            ]
        )
        for each in reversed(months)
    ]
    return Table(heads, lines)
