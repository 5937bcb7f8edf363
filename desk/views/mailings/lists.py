"""Saved lists of customers: all of them, a new one, one changed or taken away."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.access import processes_for
from cases.queries.capped import count
from cases.services.errors import Refused
from desk.forms.list_criteria import Further
from desk.forms.mailings import ListForm
from desk.paging import paged
from desk.presenting import mailings as presenting
from desk.presenting.billing.parts import Button, Cell, Line, Link, Section, Table
from desk.reasons import reasons_of
from desk.requests import page_number
from desk.views.asking import show_refusals
from desk.views.mailings.base import InListView, MailingsView
from documents.models import CustomerList, ListedCustomer
from documents.queries.mailings import saved_lists
from documents.services.mailings import lists


class ListsView(MailingsView):
    """All of them."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show them."""
        shown, pager = paged(saved_lists(self.company.pk), page_number(request))
        section = Section(_("Lists of customers"), presenting.saved_lists(shown, self.to), pager=pager)
        links = [Link(_("New list"), self.to.to("new-customer-list"), "plus", primary=True)]
        return self.show(_("Lists of customers"), [section], trail=self.trail(), links=links)


class ListFormView(MailingsView):
    """The form of a list."""

    row: CustomerList | None = None

    def form(self, typed: Any) -> ListForm:
        """With what is known of it."""
        if self.row is None:
            return ListForm(typed, processes=self.processes(), further=Further(self.actor))
        kept = lists.criteria_of(self.row).further
        initial = ListForm.of(self.row, *self.codes(self.row))
        return ListForm(typed, initial=initial, processes=self.processes(), further=Further(self.actor, kept))

    def codes(self, row: CustomerList) -> tuple[list[str], list[str]]:
        """Who was added, who was left out."""
        named = ListedCustomer.objects.of(self.company).filter(list=row).order_by("customer__code")
        found = list(named.values_list("customer__code", "is_left_out"))
        return [code for code, is_out in found if not is_out], [code for code, is_out in found if is_out]

    def processes(self) -> list[tuple[str, Any]]:
        """Those one may see."""
        return [(process.code, process.label) for process in processes_for(self.actor)]

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Keep it, or say what is wrong."""
        if self.row is not None and request.POST.get("step") == "remove":
            return self.removed(self.row)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.ask(form, status=422)
        try:
            row = lists.save(self.row, form.wanted(), actor=self.actor, now=self.now)
        except Refused as refused:
            show_refusals(form, refused.refusals)
            return self.ask(form, status=409)
        return self.done(_("Kept."), "customer-list", row.pk)

    def removed(self, row: CustomerList) -> HttpResponse:
        """Take it away, or say why not."""
        try:
            lists.remove(row, actor=self.actor)
        except Refused as refused:
            return self.ask(self.form(None), refused=refused)
        return self.done(_("The list is taken away."), "customer-lists")

    def ask(self, form: ListForm, *, status: int = 200, refused: Refused | None = None) -> HttpResponse:
        """The page."""
        raise NotImplementedError


class NewListView(ListFormView):
    """A new one."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Ask."""
        return self.ask(self.form(None))

    def ask(self, form: ListForm, *, status: int = 200, refused: Refused | None = None) -> HttpResponse:
        """The page with the form."""
        all_of_them = self.to.to("customer-lists")
        context = {
            "form": form,
            "heading": _("New list of customers"),
            "action": _("Save the list"),
            "trail": self.trail((_("Lists of customers"), all_of_them)),
            "back": all_of_them,
        }
        return self.page("desk/pages/simple_form.html", context, status)


class ListView(ListFormView, InListView):
    """One: who is on it today, and the form."""

    def enter(self, **kwargs: Any) -> None:
        """The duty first, then the list (404)."""
        InListView.enter(self, **kwargs)
        self.row = self.list

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show it."""
        return self.ask(self.form(None))

    def ask(self, form: ListForm, *, status: int = 200, refused: Refused | None = None) -> HttpResponse:
        """The page."""
        everybody = lists.members(self.list, self.on).order_by("search_key", "pk")
        shown, pager = paged(everybody, page_number(self.request))
        number = count(everybody).number
        side = ngettext("%(number)d customer", "%(number)d customers", number) % {"number": number}
        heads = [(_("Customer"), ""), (_("E-mail"), ""), (_("Town"), "")]
        lines = [
            Line([Cell(each.name, "whole", self.to.customer(each.code), each.code), Cell(each.email), Cell(each.city)])
            for each in shown
        ]
        table = Table(heads, lines, _("Nobody is on this list today."))
        remove = Button(
            _("Take the list away"), self.to.to("customer-list", self.list.pk), "reject", {"step": "remove"}
        )
        sections = [
            *self.wrong(),
            Section(_("On the list today"), table, side=side, pager=pager),
            Section(_("Who is on it"), form=form, action=_("Save the list"), buttons=[remove]),
        ]
        trail = self.trail((_("Lists of customers"), self.to.to("customer-lists")))
        return self.show(self.list.name, sections, status=status, refused=refused, trail=trail)

    def wrong(self) -> list[Section]:
        """What the list asks for and nobody knows any more, with what to do about it."""
        found = reasons_of(lists.unknown_in(self.list))
        if not found:
            return []
        lines = [Line([Cell(each.message, "whole", under=each.hint)]) for each in found]
        return [Section(_("To be mended"), Table([(_("Nobody meets the criteria"), "")], lines))]
