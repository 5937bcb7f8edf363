"""Steps on bank statements that ask something: a file, a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from billing.duties import IMPORT, RECORD
from billing.models import BankLine, BankStatement, ImportMapping
from billing.services import bank
from billing.statements.reading import TEXTS, StatementRefused
from desk.forms.billing.files import NoteForm, StatementForm
from desk.presenting.billing.bank import in_words
from desk.views.billing.base import LedgerAsking, words


class NewStatementView(LedgerAsking):
    """Bringing a statement in."""

    duty = IMPORT
    made: Sequence[BankStatement] = ()

    def form(self, typed: Any) -> forms.Form:
        """The file."""
        mappings = ImportMapping.objects.of(self.company).filter(content=ImportMapping.STATEMENT).order_by("name")
        return StatementForm(typed, self.request.FILES or None, mappings=mappings)

    def words(self) -> Mapping[str, Any]:
        """The page."""
        return words(_("Bring in a statement"), _("Bring in"))

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """What cannot be read stands on the form."""
        try:
            return super().post(request, *args, **kwargs)
        except StatementRefused as refused:
            form = self.form(request.POST)
            form.is_valid()
            form.add_error("file", _(TEXTS[refused.code]).format(**in_words(refused.params)))
            return self.ask(form, status=422)

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Keep it."""
        mapping = None
        if cleaned["mapping"]:
            mapping = ImportMapping.objects.of(self.company).get(pk=cleaned["mapping"])
        file = cleaned["file"]
        file.seek(0)
        self.made = bank.take_statement(file.read(), file.name, mapping, actor=self.actor, now=self.now)
        return _("The statement is brought in.")

    def back(self) -> str:
        """The statement made."""
        return self.to.to("bank-statement", self.made[0].pk) if self.made else self.to.to("bank")


class OfLine(LedgerAsking):
    """A step on a movement that asks why."""

    duty = RECORD
    line: BankLine

    def load(self, **kwargs: Any) -> None:
        """The movement."""
        self.line = self.row(BankLine, kwargs["line"], "statement")

    def form(self, typed: Any) -> forms.Form:
        """Why."""
        return NoteForm(typed)

    def back(self) -> str:
        """The movement."""
        return self.to.to("bank-line", self.line.pk)


class AsideView(OfLine):
    """It is no customer's payment."""

    def words(self) -> Mapping[str, Any]:
        """The page."""
        return words(
            _("Set the movement aside"),
            pgettext("button", "Set aside"),
            _("Fees, transfers of our own, refunds to us."),
        )

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Do it."""
        bank.set_aside(self.line, note=cleaned["reason"], actor=self.actor, now=self.now)
        return _("The movement is set aside.")


class UndoLineView(OfLine):
    """Taking a decision back."""

    def words(self) -> Mapping[str, Any]:
        """The page."""
        lead = _("The payment made of it is reversed, and the movement waits again.")
        return words(_("Undo the decision"), _("Undo"), lead, "reject")

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Do it."""
        bank.undo(self.line, reason=cleaned["reason"], actor=self.actor, now=self.now)
        return _("The decision is undone.")
