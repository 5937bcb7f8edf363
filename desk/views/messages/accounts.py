"""Mail accounts: entered, changed and tried by who configures the company."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from desk.forms.messages import AccountForm, TryForm
from desk.presenting.billing.parts import Button, Cell, Line, Link, Section, Table
from desk.views.asking import AskingView
from desk.views.messages.base import MessagesView
from desk.views.service_form import ServiceFormView
from documents.models import MailAccount
from documents.services.messages import accounts
from registry.duties import CONFIGURE, require


class AccountsView(MessagesView):
    """The accounts of the company."""

    def enter(self, **kwargs: Any) -> None:
        """Only for who configures."""
        require(self.actor, CONFIGURE)

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show them."""
        rows = MailAccount.objects.of(self.company).order_by("kind", "pk")
        heads = [(_("Name"), ""), (_("Kind"), ""), (_("Sends by"), ""), (_("Receives by"), ""), (_("State"), "")]
        table = Table(heads, [self.line(row) for row in rows], _("No account yet: mail is written to files here."))
        links = [Link(_("Add an account"), self.to.to("new-mail-account"), "plus", primary=True)]
        lead = _("Of each kind the first one in use sends, unless another is chosen.")
        return self.show(_("Mail accounts"), [Section(_("Mail accounts"), table, lead=lead)], links=links)

    def line(self, row: MailAccount) -> Line:
        """One account."""
        href = self.to.to("mail-account", row.pk)
        active = (_("in use"), "good") if row.is_active else (_("not in use"), "calm")
        cells = [
            Cell(row.name, "whole", href, row.address),
            Cell(str(row.get_kind_display())),
            Cell(f"{row.smtp_host}:{row.smtp_port}" if row.smtp_host else "–"),
            Cell(f"{row.imap_host}:{row.imap_port}" if row.imap_host else "–"),
            Cell(active[0], tone=active[1]),
        ]
        tries = [Button(_("Try it"), self.to.to("try-mail-account", row.pk), "link", about=row.name)]
        return Line(cells, href, tries if row.smtp_host else ())


class NewAccountView(ServiceFormView):
    """A new account."""

    area = "messages"
    duty, form_class = CONFIGURE, AccountForm
    account: MailAccount | None = None

    def words(self) -> Mapping[str, Any]:
        """The page."""
        return {"heading": _("Mail account"), "lead": str(self.account or ""), "action": _("Keep it"), "tone": ""}

    def back(self) -> str:
        """The list."""
        return self.to.to("mail-accounts")

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Keep it."""
        accounts.save(self.account, cleaned, actor=self.actor)
        return _("The account is kept.")


class AccountView(NewAccountView):
    """An account that is there."""

    def load(self, **kwargs: Any) -> None:
        """Find it."""
        self.account = MailAccount.objects.of(self.company).filter(pk=kwargs["account"]).first()
        if self.account is None:
            raise Http404

    def initial(self) -> dict[str, Any]:
        """Its columns, without the passwords."""
        return {column: getattr(self.account, column) for column in accounts.COLUMNS}


class TryView(AskingView):
    """A test message."""

    area = "messages"
    account: MailAccount

    def enter(self, **kwargs: Any) -> None:
        """The account (404), then the duty (403)."""
        found = MailAccount.objects.of(self.company).filter(pk=kwargs["account"]).first()
        if found is None:
            raise Http404
        self.account = found
        require(self.actor, CONFIGURE)

    def form(self, typed: Any) -> forms.Form:
        """To whom."""
        return TryForm(typed, initial={"to": self.account.address})

    def words(self) -> Mapping[str, Any]:
        """The page."""
        return {"heading": _("Send a test message"), "lead": str(self.account), "action": _("Send it"), "tone": ""}

    def back(self) -> str:
        """The list."""
        return self.to.to("mail-accounts")

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Send it, and say what the server answered."""
        said = accounts.try_out(self.account, cleaned["to"], actor=self.actor, now=self.now)
        return _("The server took the test message: %(said)s") % {"said": said or "250"}
