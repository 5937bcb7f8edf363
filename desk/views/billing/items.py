"""Open items: the list with its files, one item with what pays it and what grows on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from billing.duties import CHARGE, RECORD
from billing.models import Allocation, OpenItem
from billing.printing import Press
from billing.queries.holds import held
from billing.queries.interest import GROWS, Charged, charged, grown
from billing.queries.listing import held_among, items
from billing.receivables import BY_LAW, reverse_item, undo_allocation, use_credit
from billing.services.interest import charge_interest
from billing.services.statements.ways import seat
from cases.services.errors import Refused
from desk import formats
from desk.forms.acts import Reason
from desk.forms.billing.ledger import ItemFilters
from desk.paging import paged
from desk.presenting.billing import rows as presenting
from desk.presenting.billing.growth import charged_table, growth_table, growth_words
from desk.presenting.billing.parts import Button, Section, fact
from desk.reasons import reasons_of
from desk.requests import page_number
from desk.tables import as_file
from desk.views.billing.base import LedgerAsking, LedgerView, words


class ItemsView(LedgerView):
    """Everything that is open, oldest due date first."""

    tab = "items"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """A page of the list."""
        form = ItemFilters(request.GET)
        shown, pager = paged(items(self.company, form.asked(), self.on), page_number(request))
        table = presenting.item_table(shown, self.to, self.on, held=held_among(self.company, shown, self.on))
        query = request.GET.urlencode()
        exports = [(kind.upper(), f"{self.to.to('items-file', kind)}?{query}") for kind in ("csv", "xlsx")]
        section = Section(_("Open items"), table, pager=pager)
        return self.ledger(_("Receivables"), [section], filters=form, filters_href=self.to.to("items"), exports=exports)


class ItemsFileView(LedgerView):
    """The same rows as a file."""

    def get(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponseBase:
        """Send it; another kind of file is not there (404)."""
        rows = items(self.company, ItemFilters(request.GET).asked(), self.on)
        heads = [_("Customer code"), _("Customer"), _("Kind"), _("Document"), _("Instalment"), _("Document date")]
        heads += [_("Due on"), _("Amount"), _("Open"), _("Contract"), _("Supply point"), _("Payment method")]
        return as_file(kwargs["kind"], _("open-items"), self.company.slug, self.on, heads, _lines(rows))


def _lines(rows: Any) -> Iterator[list[Any]]:
    for row in rows.iterator(chunk_size=2000):
        yield [
            row.customer.code, row.customer.name, str(row.get_kind_display()), row.document_number, row.instalment,
            row.issued_on, row.due_on, row.amount, row.open_amount, row.contract_ref, row.supply_point,
            str(row.get_method_display()),
        ]  # fmt: skip


class InItemView(LedgerView):
    """A page about one item."""

    item: OpenItem

    def enter(self, **kwargs: Any) -> None:
        """Load is authorise."""
        super().enter(**kwargs)
        self.item = self.found(OpenItem, kwargs["item"], "customer", "about", "reverses")


class ItemView(InItemView):
    """What it is, what paid it, what has grown on it row by row."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show it."""
        return self.show()

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """One step, by name."""
        steps = {"charge": self.charge, "use": self.use}
        step = steps.get(request.POST.get("step", ""))
        if step is None:
            raise Http404
        try:
            return step()
        except Refused as refused:
            return self.show(refused)

    def charge(self) -> HttpResponse:
        """Make what has grown until today an item of its own."""
        charge_interest(self.item, self.on, actor=self.actor, now=self.now)
        return self.done(_("The interest is charged."), "item", self.item.pk)

    def use(self) -> HttpResponse:
        """Let a credit close what is owed."""
        use_credit(self.item, BY_LAW, actor=self.actor, now=self.now)
        return self.done(_("The credit is used."), "item", self.item.pk)

    def show(self, refused: Refused | None = None) -> HttpResponse:
        """The page."""
        item = self.item
        moves = Allocation.objects.of(self.company).filter(item=item) | Allocation.objects.of(self.company).filter(
            credit=item
        )
        rows = list(moves.select_related("payment", "credit", "item").order_by("pk"))
        sections = [Section(_("Item"), facts=self.facts(), buttons=self.buttons())]
        table = presenting.allocation_table(rows, self.to, of_item=item.amount > 0, undo=self.may(RECORD))
        sections.append(Section(_("Allocations"), table))
        sections += self.growth()
        computed = charged(item)
        if computed is not None:
            sections.append(self.computation(computed))
        grown_on = list(item.accessories.select_related("customer").order_by("pk"))
        if grown_on:
            sections.append(Section(_("Interest and costs charged"), presenting.item_table(grown_on, self.to, self.on)))
        trail = [(_("Open items"), self.to.to("items")), (item.customer.name, self.to.to("credit", item.customer.code))]
        return self.ledger(f"{item.get_kind_display()} {item}", sections, trail=trail, refused=refused)

    def computation(self, found: Charged) -> Section:
        """How the interest it stands for was found, and the note that says so to the customer."""
        link = "" if hasattr(self.item, "reversal") else self.to.to("interest-note", self.item.pk)
        title, beside = _("How it was computed"), _("Note for the customer (PDF)") if link else ""
        return Section(title, charged_table(found, self.to), side=beside, side_href=link)

    def facts(self) -> list[dict[str, Any]]:
        """What is known of it."""
        item = self.item
        is_held = OpenItem.objects.of(self.company).filter(pk=item.pk).filter(held(self.company.pk, self.on)).exists()
        state, tone = presenting.item_state(item, self.on, held=is_held)
        charge = getattr(item, "charge", None)
        lines = [
            fact(_("Customer"), f"{item.customer.code} {item.customer.name}"),
            fact(_("Amount"), formats.say_money(item.amount)),
            fact(_("Open"), formats.say_money(item.open_amount), state, tone),
            fact(_("Document date"), formats.say_date(item.issued_on, self.on)),
            fact(_("Due on"), formats.say_date(item.due_on, self.on)),
            fact(_("Booked on"), formats.say_date(item.booked_on, self.on)),
            fact(_("Contract"), item.contract_ref),
            fact(_("Supply point"), item.supply_point),
            fact(_("Payment method"), str(item.get_method_display())),
            fact(_("Grew on"), str(item.about) if item.about else ""),
            fact(_("Takes back"), str(item.reverses) if item.reverses else ""),
            fact(_("Reason"), item.reason),
            fact(_("Recorded by"), f"{item.recorded_by_name} · {item.source}"),
            fact(_("Charged until"), formats.say_date(charge.until_on, self.on) if charge else ""),
        ]
        return [line for line in lines if line["value"]]

    def buttons(self) -> list[Button]:
        """What may be done to it."""
        item, found = self.item, []
        href = self.to.to("item", item.pk)
        if self.may(RECORD) and item.amount < 0 and item.is_open:
            found.append(Button(_("Use the credit"), href, "primary", {"step": "use"}))
        if self.may(RECORD) and not item.reverses_id and not hasattr(item, "reversal"):
            found.append(Button(_("Take the item back"), self.to.to("reverse-item", item.pk), "link"))
        return found

    def growth(self) -> list[Section]:
        """The interest to this day, or why it cannot be said."""
        if self.item.kind not in GROWS or self.item.amount < 0 or self.item.due_on >= self.on:
            return []
        try:
            found = grown(self.item, self.on)
        except Refused as refused:
            said = " ".join(f"{reason.message} {reason.hint}" for reason in reasons_of(refused.refusals))
            return [Section(_("Interest to this day"), lead=said)]
        if not found.accrual.rows:
            return []
        may = self.may(CHARGE)
        charge = (
            [Button(_("Charge it"), self.to.to("item", self.item.pk), "primary", {"step": "charge"})] if may else []
        )
        return [Section(_("Interest to this day"), growth_table(found), lead=growth_words(found), buttons=charge)]


class InterestNoteView(InItemView):
    """What is asked for as default interest, with its computation, as the customer reads it."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Send it; of what is no interest, or was taken back, there is none (404)."""
        found, customer = charged(self.item), self.item.customer
        if found is None or hasattr(self.item, "reversal"):
            raise Http404
        with Press(self.company) as press:
            pdf = press.interest(customer, found, seat(customer), (get_language() or "it")[:2], on=self.item.booked_on)
        response = HttpResponse(pdf, content_type="application/pdf")
        name = f"{_('interest')}-{customer.code}-{self.item.pk}.pdf"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


class ReverseItemView(LedgerAsking):
    """Taking an item back, with the reason."""

    duty = RECORD
    item: OpenItem

    def load(self, **kwargs: Any) -> None:
        """The item."""
        self.item = self.row(OpenItem, kwargs["item"], "customer")

    def form(self, typed: Any) -> forms.Form:
        """Why."""
        return Reason(typed)

    def words(self) -> Mapping[str, Any]:
        """The page."""
        lead = _("A counter-item closes it, and what was paid on it is free again. Nothing is deleted.")
        return words(_("Take back %(item)s") % {"item": self.item}, _("Take it back"), lead, "reject")

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Do it."""
        reverse_item(self.item, reason=cleaned["reason"], actor=self.actor, now=self.now)
        return _("The item is taken back.")

    def back(self) -> str:
        """The item."""
        return self.to.to("item", self.item.pk)


class UndoAllocationView(LedgerView):
    """Taking one allocation back."""

    duty = RECORD

    def post(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponse:
        """Do it."""
        row = self.found(Allocation, kwargs["allocation"], "item")
        undo_allocation(row, actor=self.actor, now=self.now)
        return self.done(_("The allocation is taken back."), "item", row.item_id)
