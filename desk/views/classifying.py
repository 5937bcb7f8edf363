"""Saying what a document is that came as something unknown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.definition.fields import DayField
from desk.views.asking import AskingView
from documents import kinds
from documents.duties import RECEIVE
from documents.models import Document
from documents.queries import one
from documents.services.classifying import Said, classify
from registry.duties import require


class KindForm(forms.Form):
    """What a document is."""

    kind = forms.ChoiceField(label=gettext_lazy("What it is"), choices=kinds.KINDS)
    issued_on = DayField(label=gettext_lazy("Date on the document"), required=False)
    valid_until = DayField(label=gettext_lazy("Valid until (last day)"), required=False)


class ClassifyView(AskingView):
    """For who may take documents in."""

    area = "cases"
    paper: Document

    def enter(self, **kwargs: Any) -> None:
        """Load is authorise; then the duty."""
        self.paper = one(self.actor, kwargs["uuid"])
        require(self.actor, RECEIVE)

    def form(self, typed: Any) -> forms.Form:
        """As it stands."""
        known = {name: getattr(self.paper, name) for name in ("kind", "issued_on", "valid_until")}
        return KindForm(typed, initial=known)

    def words(self) -> Mapping[str, Any]:
        """The page."""
        return {"heading": _("Say what it is"), "lead": self.paper.file_name, "action": _("Keep it")}

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Say so."""
        classify(self.paper, Said(**cleaned), actor=self.actor, now=self.now)
        return _("%(name)s is to be verified now.") % {"name": self.paper.file_name}

    def back(self) -> str:
        """The case it belongs to, else the tray."""
        case = self.paper.case
        return self.to.case(case.number) + "#documents" if case is not None else self.to.to("mail")
