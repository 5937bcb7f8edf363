"""The reconciliation: what was handed over, what billing has, and what differs; one hand-over with its charges."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from billing.duties import HAND_OVER
from billing.handover.repairing import missing_sums
from billing.models import Handover
from billing.queries.handovers import charges_of, handovers, lost, sides, standing, untold
from cases.access import may_see
from desk.forms.billing.handovers import HandoverFilters
from desk.paging import paged
from desk.presenting.billing import handovers as presenting
from desk.presenting.billing.parts import Button, Link, Section
from desk.requests import page_number
from desk.tables import as_file
from desk.views.billing.base import LedgerView, link
from registry.duties import CONFIGURE

FIRST = 20


class HandoversView(LedgerView):
    """Both sides, and what differs."""

    tab = "handovers"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """A page of the list."""
        form, here = HandoverFilters(request.GET), self.to.to("handovers")
        shown, pager = paged(handovers(self.company, form.asked()), page_number(request))
        table = presenting.table(shown, self.to, may=self.may(HAND_OVER))
        sections = [Section(_("Hand-overs"), table, pager=pager)]
        behind = [*lost(self.company)[:FIRST], *untold(self.company)[:FIRST]]
        if behind:
            sections.insert(0, Section(_("Not at billing yet"), presenting.untold_table(behind, self.to)))
        query = request.GET.urlencode()
        exports = [(kind.upper(), f"{self.to.to('handovers-file', kind)}?{query}") for kind in ("csv", "xlsx")]
        links = [link(_("Billing system"), self.to.to("billing-systems"), "plug")] if self.may(CONFIGURE) else []
        return self.ledger(
            _("Receivables"),
            sections,
            figures=presenting.figures(sides(self.company), here),
            filters=form,
            filters_href=here,
            exports=exports,
            links=links,
        )


class HandoversFileView(LedgerView):
    """The same rows as a file."""

    def get(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponseBase:
        """Send it; another kind of file is not there (404)."""
        rows = handovers(self.company, HandoverFilters(request.GET).asked())
        heads = [_("Case or contract"), _("Event"), _("What happened"), _("On"), _("Customer code"), _("Customer")]
        heads += [_("Billing system"), _("Handed over"), _("Billing has"), _("State"), _("Reason"), _("Key")]
        heads += [_("Reference in billing")]
        lines = presenting.file_rows(rows.iterator(chunk_size=2000))
        return as_file(kwargs["kind"], _("hand-overs"), self.company.slug, self.on, heads, lines)


class HandoverView(LedgerView):
    """What it charges, where it stands and why, and what may be done about it."""

    handover: Handover

    def enter(self, **kwargs: Any) -> None:
        """Load is authorise."""
        super().enter(**kwargs)
        self.handover = self.found(Handover, kwargs["handover"], "case", "customer", "event", "reverses")

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show it."""
        row = self.handover
        sections = [
            Section(_("Hand-over"), facts=presenting.facts(row, self.on), buttons=self.buttons()),
            Section(_("Charges"), presenting.charge_table(charges_of(row), self.to)),
        ]
        links = []
        if row.case and may_see(self.actor, row.case):
            links.append(Link(row.case.number, self.to.case(row.case.number), "file"))
        if row.customer:
            links.append(Link(row.customer.name, self.to.customer(row.customer.code), "user"))
        trail = [(_("Hand-overs"), self.to.to("handovers"))]
        return self.ledger(row.name, sections, trail=trail, links=links)

    def buttons(self) -> list[Button]:
        """What may be done about it."""
        row = self.handover
        if not self.may(HAND_OVER):
            return []
        if not presenting.for_a_person(row):
            back = Button(_("Take it back"), self.to.to("take-back-handover", row.pk), "link")
            return [back] if standing(row) else []
        found = [Button(_("Try again"), self.to.to("retry-handover", row.pk), "primary")]
        if missing_sums(row):
            found.insert(0, Button(_("State what is missing"), self.to.to("repair-handover", row.pk), "link"))
        return [*found, Button(_("Give it up"), self.to.to("drop-handover", row.pk), "link")]
