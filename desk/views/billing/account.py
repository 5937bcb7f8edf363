"""The statement of account of a customer: as a page, as a letter, for a spreadsheet."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from billing.printing import Press
from billing.printing.words import move_words
from billing.queries.statement import Statement, statement
from billing.queries.statements import accounts
from billing.services.statements.ways import seat
from desk import formats
from desk.forms.billing.ledger import PeriodForm
from desk.presenting.billing import rows as presenting
from desk.presenting.billing.accounts import PARTS, left_table, part_tables
from desk.presenting.billing.parts import Section
from desk.tables import as_file
from desk.views.billing.credit import InCreditView


class StatementView(InCreditView):
    """The statement of account of a period."""

    def period(self, request: HttpRequest) -> tuple[PeriodForm, Statement]:
        """The period and its statement: until today at most, days the other way round put right.

        Nonsense, or nothing, is the last three months; the form says what is shown.
        """
        first = self.on - timedelta(days=90)
        asked = PeriodForm(request.GET)
        asked.is_valid()
        given = (asked.cleaned_data.get("from_on") or first, asked.cleaned_data.get("to_on") or self.on)
        from_on, to_on = (min(each, self.on) for each in sorted(given))
        shown = PeriodForm({"from_on": from_on.isoformat(), "to_on": to_on.isoformat()})
        return shown, statement(self.customer, from_on, to_on)

    def get(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponseBase:
        """Show it."""
        form, found = self.period(request)
        code, query = self.customer.code, urlencode(form.data)
        exports = [
            (kind.upper(), f"{self.to.to('statement-file', code, kind)}?{query}") for kind in ("pdf", "xlsx", "csv")
        ]
        first, last = (date_format(on, "SHORT_DATE_FORMAT") for on in (found.from_on, found.to_on))
        lead = _("Opening balance on %(first)s %(opening)s, closing balance on %(last)s %(closing)s.") % {
            "first": first,
            "last": last,
            "opening": formats.say_money(found.opening),
            "closing": formats.say_money(found.closing),
        }
        account = accounts(self.company.pk, [self.customer.pk], found.to_on)[self.customer.pk]
        here = f"{self.to.to('statement', code)}?{query}"
        title = _("Open on %(day)s") % {"day": last}
        what = next((part for part in PARTS if part in request.GET), "")
        if what:
            title, account = f"{title}: {request.GET[what] or _('none stated')}", account.of(what, request.GET[what])
        sections = [
            Section(_("Movements"), presenting.move_table(found, self.to), lead=lead),
            *(Section(part, table) for part, table in part_tables(account, here) if not what),
            Section(title, left_table(account, self.to), side=_("All") if what else "", side_href=here if what else ""),
        ]
        if what:
            sections.reverse()
        return self.ledger(
            _("Statement of account"),
            sections,
            trail=[*self.here(), (_("Credit"), self.to.to("credit", code))],
            filters=form,
            filters_href=self.to.to("statement", code),
            exports=exports,
            lead=f"{self.customer.code} {self.customer.name}",
        )


class StatementFileView(StatementView):
    """The same as PDF or for a spreadsheet."""

    def get(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponseBase:
        """Send it; another kind of file is not there (404)."""
        kind, code = kwargs["kind"], self.customer.code
        if kind not in ("pdf", "xlsx", "csv"):
            raise Http404
        _form, found = self.period(request)
        title = _("statement")
        if kind == "pdf":
            return self.printed(found, f"{title}-{code}-{found.to_on.isoformat()}.pdf")
        heads = [_("Day"), _("What"), pgettext("account", "Debit"), pgettext("account", "Credit"), _("Balance")]
        rows = [
            [found.from_on, _("Opening balance"), None, None, found.opening],
            *(
                [move.on, move_words(move.item, move.payment), move.debit, move.credit, move.balance]
                for move in found.moves
            ),
        ]
        return as_file(kind, f"{title}-{code}", self.company.slug, found.to_on, heads, rows)

    def printed(self, found: Statement, name: str) -> HttpResponse:
        """As it would be sent, in the reader's language: what was open in the evening of the last day."""
        customer, language = self.customer, (get_language() or "it")[:2]
        account = accounts(self.company.pk, [customer.pk], found.to_on, from_on=found.from_on)[customer.pk]
        with Press(self.company) as press:
            pdf = press.statement(customer, account, seat(customer), language, from_on=found.from_on)
        response = HttpResponse(pdf, content_type="application/pdf")
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
