"""Mailings: all of them, a new one, one rewritten."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cases.services.errors import Refused
from desk.forms.mailings import MailingForm
from desk.paging import paged
from desk.presenting import mailings as presenting
from desk.presenting.billing.parts import Link, Section
from desk.requests import page_number
from desk.views.asking import show_refusals
from desk.views.mailings.base import InMailingView, MailingsView
from documents.models import MailAccount, Mailing
from documents.queries import mailings as found
from documents.services.mailings import drafts, wording


class AllMailingsView(MailingsView):
    """All of them."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show them."""
        shown, pager = paged(found.mailings(self.company.pk), page_number(request))
        section = Section(_("Mailings"), presenting.register(shown, self.to), pager=pager)
        links = [
            Link(_("Lists of customers"), self.to.to("customer-lists"), "users"),
            Link(_("New mailing"), self.to.to("new-mailing"), "plus", primary=True),
        ]
        trail = [(_("Messages"), self.to.to("messages"))]
        return self.show(_("Mailings"), [section], trail=trail, links=links)


class MailingFormView(MailingsView):
    """The form of a mailing, with the merge fields below it."""

    row: Mailing | None = None

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Ask; without a list there is nobody to write to."""
        if not found.saved_lists(self.company.pk).exists():
            return redirect(self.to.to("new-customer-list"))
        return self.ask(self.form(None))

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Keep it, or say what is wrong."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.ask(form, status=422)
        accounts = {str(each.pk): each for each in self.accounts()}
        try:
            row = drafts.save(self.row, form.wanted(accounts), actor=self.actor, now=self.now)
        except Refused as refused:
            show_refusals(form, refused.refusals)
            return self.ask(form, status=409)
        return self.done(_("Kept as a draft."), "mailing", row.key)

    def form(self, typed: Any) -> MailingForm:
        """With what is known of it."""
        return MailingForm(
            typed,
            initial=MailingForm.of(self.row) if self.row is not None else None,
            lists=list(found.saved_lists(self.company.pk)),
            accounts=[(str(each.pk), str(each)) for each in self.accounts()],
        )

    def accounts(self) -> list[MailAccount]:
        """By which addresses it may leave."""
        rows = MailAccount.objects.of(self.company).filter(is_active=True).exclude(smtp_host="")
        return list(rows.order_by("kind", "pk"))

    def ask(self, form: MailingForm, status: int = 200) -> HttpResponse:
        """The page."""
        context = {
            "form": form,
            "heading": self.row.name if self.row is not None else _("New mailing"),
            "action": _("Save as a draft"),
            "back": self.to.to("mailing", self.row.key) if self.row is not None else self.to.to("mailings"),
            "trail": self.trail(),
            "fields": presenting.fields(wording.fields()),
        }
        return self.page("desk/mailings/form.html", context, status)


class NewMailingView(MailingFormView):
    """A new one."""


class EditMailingView(MailingFormView, InMailingView):
    """One rewritten: it is a draft again."""

    def enter(self, **kwargs: Any) -> None:
        """The duty first, then the mailing (404)."""
        InMailingView.enter(self, **kwargs)
        self.row = self.mailing
