"""How a source writes its files: a mapping of open items, of payments or of a bank's table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from billing.duties import IMPORT
from billing.models import ImportMapping
from desk.forms.billing.files import FIELDS, MappingForm
from desk.presenting.billing.parts import Cell, Line, Section, Table
from desk.views.billing.base import LedgerAsking, LedgerView, words
from registry.history import signed


class MappingPage(LedgerAsking):
    """Saying how a source writes its files."""

    duty = IMPORT
    mapping: ImportMapping

    def form(self, typed: Any) -> forms.Form:
        """What is known of it."""
        mapping = self.mapping
        names = ("name", "source", "date_format", "decimal_comma", "delimiter", "encoding", "customer_by")
        initial = {name: getattr(mapping, name) for name in names}
        initial |= {f"column_{name}": heading for name, heading in mapping.columns.items()}
        return MappingForm(typed, content=mapping.content, initial=initial, fixed=mapping.pk is not None)

    def words(self) -> Mapping[str, Any]:
        """The page."""
        return words(_("Mapping: %(content)s") % {"content": self.mapping.get_content_display()}, _("Save"))

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Save it, or show every wrong field."""
        form = self.form(request.POST)
        if not isinstance(form, MappingForm) or not form.is_valid():
            return self.ask(form, status=422)
        mapping = self.mapping
        for name in ("name", "source", "date_format", "decimal_comma", "delimiter", "encoding"):
            setattr(mapping, name, form.cleaned_data[name])
        mapping.customer_by = form.cleaned_data.get("customer_by") or "code"
        mapping.columns = form.columns()
        try:
            with transaction.atomic():
                signed(mapping, by=self.actor, reason="saved").save()
        except IntegrityError:
            form.add_error("source", _("This source has a mapping of this content already."))
            return self.ask(form, status=422)
        messages.success(request, _("The mapping is saved."))
        return redirect(self.back())

    def back(self) -> str:
        """The list."""
        return self.to.to("ledger-imports")


class ChooseMappingView(LedgerView):
    """What the new mapping is of."""

    duty = IMPORT

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Each content with what it is."""
        told = {
            ImportMapping.ITEMS: _("Invoices, credit notes and other documents, with amount and due day."),
            ImportMapping.PAYMENTS: _("Money that came in, as the accounting system has it."),
            ImportMapping.STATEMENT: _("The bank's table, where it gives neither camt.053 nor CBI."),
        }
        lines = []
        for content, label in ImportMapping.CONTENTS:
            href = self.to.to("new-ledger-mapping", content)
            lines.append(Line([Cell(str(label), "whole", href, told[content])], href))
        lead = _("Open items, payments and bank statements each have their own mapping.")
        trail = [(_("Receivables"), self.to.to("receivables")), (_("Imports"), self.to.to("ledger-imports"))]
        section = Section(_("What does the file hold?"), Table([(_("Content"), "")], lines), lead=lead)
        return self.ledger(_("New mapping"), [section], trail=trail)


class NewMappingView(MappingPage):
    """A new mapping of one content."""

    def load(self, **kwargs: Any) -> None:
        """What is mapped; anything else is not there."""
        if kwargs["content"] not in FIELDS:
            raise Http404
        self.mapping = ImportMapping(company=self.company, content=kwargs["content"], date_format="dmy")

    def words(self) -> Mapping[str, Any]:
        """The page, with the other contents."""
        return {**super().words(), "lead": _("Open items, payments and bank statements each have their own mapping.")}


class MappingView(MappingPage):
    """A mapping there is."""

    def load(self, **kwargs: Any) -> None:
        """The mapping."""
        self.mapping = self.row(ImportMapping, kwargs["mapping"])
