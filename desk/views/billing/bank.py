"""Bank statements: brought in, their movements decided one by one, a decision undone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from billing.duties import IMPORT, RECORD
from billing.models import BankLine, BankStatement, OpenItem, Payment
from billing.queries.matching import proposals, returns
from billing.queries.twins import twins
from billing.services import bank
from cases.services.errors import Refused
from desk import formats
from desk.forms.billing.files import MatchForm, ids_of, item_ids
from desk.paging import paged
from desk.presenting.billing.bank import balances, likelihood_cell, proposed, why
from desk.presenting.billing.parts import Button, Cell, Line, Section, Table, day, fact, money
from desk.requests import page_number
from desk.views.billing.base import LedgerView, link
from registry.duties import require
from registry.queries.customers import by_code

LOOKED_BACK = timedelta(days=425)
TONES = {BankLine.OPEN: "wait", BankLine.MATCHED: "good", BankLine.ASIDE: "calm"}


class BankView(LedgerView):
    """The statements, the newest first."""

    tab = "bank"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show them."""
        open_ = Count("lines", filter=Q(lines__state=BankLine.OPEN))
        rows = BankStatement.objects.of(self.company).annotate(n=Count("lines"), left=open_).order_by("-to_on", "-pk")
        shown, pager = paged(rows, page_number(request))
        heads = [
            (_("Account"), ""),
            (_("From"), ""),
            (_("To"), ""),
            (_("Movements"), "amount"),
            (_("To be matched"), "amount"),
        ]
        lines = [self.line(row) for row in shown]
        table = Table(heads, lines, _("No statement was brought in yet."))
        links = [link(_("Bring in a statement"), self.to.to("new-statement"), "upload", primary=True)]
        return self.ledger(
            _("Receivables"),
            [Section(_("Bank statements"), table, pager=pager)],
            links=links if self.may(IMPORT) else [],
        )

    def line(self, row: Any) -> Line:
        """One statement."""
        href = self.to.to("bank-statement", row.pk)
        cells = [Cell(row.account, "whole", href, row.file_name), day(row.from_on), day(row.to_on)]
        return Line([*cells, Cell(str(row.n), "amount"), Cell(str(row.left), "amount")], href)


class StatementLinesView(LedgerView):
    """The movements of a statement, each with the best proposal."""

    def get(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponse:
        """Show them."""
        statement = self.found(BankStatement, kwargs["statement"])
        rows = BankLine.objects.of(self.company).filter(statement=statement).select_related("payment__customer")
        shown, pager = paged(rows.order_by("position"), page_number(request))
        heads = [(_("Day"), ""), (_("From or to"), ""), (_("Amount"), "amount"), (_("Proposal"), ""), (_("State"), "")]
        known = twins(statement)
        table = Table(heads, [self.line(row, known.get(row.pk)) for row in shown])
        section = Section(_("Movements"), table, pager=pager, lead=balances(statement))
        trail = [(_("Receivables"), self.to.to("receivables")), (_("Bank"), self.to.to("bank"))]
        return self.ledger(f"{statement.account} {statement.number}".strip(), [section], trail=trail)

    def line(self, row: BankLine, twin: BankLine | None) -> Line:
        """One movement; an open one with its best proposal, and a word where another file brought it in before."""
        href = self.to.to("bank-line", row.pk)
        if row.payment is not None:
            best = Cell(row.payment.customer.name)
        elif row.state == BankLine.OPEN and row.amount > 0:
            found = proposals(row)[:1]
            best = proposed(found[0].customer.name, found[0].score, found[0].reasons) if found else Cell("")
        elif row.state == BankLine.OPEN:
            back = returns(row, row.booked_on - LOOKED_BACK)[:1]
            best = proposed(back[0].payment.customer.name, back[0].score, back[0].reasons) if back else Cell("")
        else:
            best = Cell(row.note)
        who = Cell(row.party or row.text[:80] or "–", "whole", href, row.text[:160] if row.party else "")
        known = _("already in %(file)s") % {"file": twin.statement.file_name} if twin else ""
        state = Cell(str(row.get_state_display()), tone=TONES[row.state], under=known)
        return Line([day(row.booked_on), who, money(row.amount), best, state], href)


class BankLineView(LedgerView):
    """One movement: what it may be, confirmed by a person."""

    line: BankLine

    def enter(self, **kwargs: Any) -> None:
        """Load is authorise."""
        super().enter(**kwargs)
        self.line = self.found(BankLine, kwargs["line"], "statement", "payment__customer")

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show it."""
        return self.show()

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """One decision, by name."""
        require(self.actor, RECORD)
        steps = {"confirm": self.confirm, "return": self.confirm_return, "customer": self.by_hand}
        step = steps.get(request.POST.get("step", "customer"))
        if step is None:
            raise Http404
        try:
            return step(request)
        except Refused as refused:
            return self.show(refused=refused)

    def confirm(self, request: HttpRequest) -> HttpResponse:
        """A proposal is right."""
        customer = by_code(self.company, request.POST.get("customer", ""))
        if customer is None:
            raise Http404
        wanted = ids_of(request.POST.get("items", ""))
        items = OpenItem.objects.of(self.company).filter(customer=customer, pk__in=wanted).order_by("due_on", "pk")
        bank.confirm(self.line, customer, list(items), note=request.POST.get("why", ""), actor=self.actor, now=self.now)
        return self.next(_("The movement is matched."))

    def by_hand(self, request: HttpRequest) -> HttpResponse:
        """No proposal fits: a person says whose money it is; it stays unallocated."""
        form = MatchForm(request.POST, company=self.company)
        if not form.is_valid():
            return self.show(form=form, status=422)
        bank.confirm(self.line, form.cleaned_data["customer"], [], actor=self.actor, now=self.now)
        return self.next(_("The movement is matched."))

    def confirm_return(self, request: HttpRequest) -> HttpResponse:
        """A payment came back."""
        wanted = ids_of(request.POST.get("payment", ""))
        payment = Payment.objects.of(self.company).filter(pk__in=wanted).first()
        if payment is None:
            raise Http404
        said = self.line.text or _("came back unpaid")
        code = self.line.reason_code
        bank.confirm_return(self.line, payment, reason=said, reason_code=code, actor=self.actor, now=self.now)
        return self.next(_("The return is recorded."))

    def next(self, said: str) -> HttpResponse:
        """Back to the statement."""
        return self.done(said, "bank-statement", self.line.statement_id)

    def show(self, *, form: MatchForm | None = None, refused: Refused | None = None, status: int = 200) -> HttpResponse:
        """The page."""
        line, may = self.line, self.may(RECORD)
        sections = [
            Section(_("Movement"), facts=self.facts(), buttons=self.buttons() if may else (), lead=self.warning())
        ]
        if line.state == BankLine.OPEN and line.amount > 0:
            sections.append(Section(_("Proposals"), self.proposal_table(may=may)))
            if may:
                ask = form or MatchForm(None, company=self.company)
                lead = _("No proposal fits: say whose money it is; it stays unallocated.")
                sections.append(Section(_("By hand"), form=ask, action=_("It is this customer's"), lead=lead))
        if line.state == BankLine.OPEN and line.amount < 0:
            sections.append(Section(_("Payments that may be coming back"), self.return_table(may=may)))
        statement = (str(line.statement), self.to.to("bank-statement", line.statement_id))
        trail = [(_("Bank"), self.to.to("bank")), statement]
        title = f"{formats.say_money(line.amount)} · {formats.say_date(line.booked_on, self.on)}"
        return self.ledger(title, sections, trail=trail, refused=refused, status=status)

    def warning(self) -> str:
        """What to look at first, where another file brought this movement in before."""
        twin = twins(self.line.statement).get(self.line.pk)
        if twin is None:
            return ""
        said = _(
            "An earlier file, %(file)s, has a movement of the same account, days and amount: it is %(state)s."
            " Set this one aside if it is the same money."
        )
        return said % {"file": twin.statement.file_name, "state": str(twin.get_state_display()).lower()}

    def facts(self) -> list[dict[str, Any]]:
        """What the bank says, and what was decided."""
        line = self.line
        payer = line.payment.customer.name if line.payment else ""
        lines = [
            fact(_("State"), " ", line.get_state_display(), TONES[line.state]),
            fact(_("From or to"), line.party),
            fact("IBAN", line.party_iban),
            fact(_("Text"), line.text),
            fact(_("Reference"), line.end_to_end or line.bank_reference),
            fact(_("Reason code of the bank"), line.reason_code),
            fact(_("Value date"), formats.say_date(line.value_on, self.on)),
            fact(_("Customer"), payer),
            fact(_("Decided by"), line.decided_by_name),
            fact(_("Note"), line.note),
        ]
        return [each for each in lines if each["value"]]

    def buttons(self) -> list[Button]:
        """Set aside, or undo."""
        line = self.line
        if line.state == BankLine.OPEN:
            return [Button(_("It is no customer's"), self.to.to("set-aside-line", line.pk), "link")]
        found = [Button(_("Undo the decision"), self.to.to("undo-line", line.pk), "link")]
        if line.payment is not None:
            found.append(Button(_("The payment"), self.to.to("payment", line.payment.pk), "link"))
        return found

    def proposal_table(self, *, may: bool) -> Table:
        """Each with its points and why."""
        href, lines = self.to.to("bank-line", self.line.pk), []
        for each in proposals(self.line):
            items = ", ".join(f"{item} {formats.say_money(item.open_amount)}" for item in each.items[:8])
            values = {
                "step": "confirm",
                "customer": each.customer.code,
                "items": item_ids(each),
                "why": why(each.reasons),
            }
            button = Button(_("Confirm"), href, "primary", values, each.customer.name)
            cells = [
                Cell(each.customer.name, "whole", self.to.to("credit", each.customer.code), items or _("unallocated")),
                likelihood_cell(each.score),
                Cell(why(each.reasons), "whole"),
            ]
            lines.append(Line(cells, buttons=[button] if may else []))
        heads = [(_("Customer and items"), ""), (_("How likely"), "amount"), (_("Why"), "")]
        return Table(heads, lines, _("Nothing fits: neither document, amount, IBAN nor name."))

    def return_table(self, *, may: bool) -> Table:
        """Payments of the same amount in the last 14 months."""
        href, lines = self.to.to("bank-line", self.line.pk), []
        for each in returns(self.line, self.line.booked_on - LOOKED_BACK):
            payment = each.payment
            values = {"step": "return", "payment": payment.pk}
            button = Button(_("It is this one"), href, "primary", values, payment.customer.name)
            cells = [
                Cell(payment.customer.name, "whole", self.to.to("payment", payment.pk), payment.reference),
                day(payment.booked_on),
                likelihood_cell(each.score),
                Cell(why(each.reasons), "whole"),
            ]
            lines.append(Line(cells, buttons=[button] if may else []))
        heads = [(_("Payment"), ""), (_("Booked on"), ""), (_("How likely"), "amount"), (_("Why"), "")]
        return Table(heads, lines, _("No payment of this amount."))
