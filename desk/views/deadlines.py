"""Lengthening a deadline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from cases.models import Deadline
from cases.rules.deadlines import Unit
from cases.services import deadlines
from cases.services.errors import NotPermitted
from desk import formats
from desk.forms.acts import ExtensionForm
from desk.presenting import terms
from desk.views.asking import AskingView
from desk.views.case import InCaseView


class ExtendView(AskingView, InCaseView):
    """A deadline of a case, given more time with a reason."""

    deadline: Deadline

    def enter(self, **kwargs: Any) -> None:
        """A deadline of this case."""
        super().enter(**kwargs)
        mine = Deadline.objects.of(self.company).filter(case=self.case)
        self.deadline = get_object_or_404(mine, pk=kwargs["deadline"])
        self.deadline.case = self.case

    def permitted(self) -> None:
        """The duty of extensions."""
        if not self.actor.has(deadlines.DUTY):
            raise NotPermitted(deadlines.DUTY)

    def form(self, typed: Any) -> forms.Form:
        """How much and why."""
        return ExtensionForm(typed, most=deadlines.clock_of(self.case, self.deadline).maximum_extension_days)

    def words(self) -> Mapping[str, Any]:
        """The page, with the day as it is and how it was found."""
        term = terms.term(self.case, self.deadline, self.now)
        why = " ".join(filter(None, term.derivation))
        lead = f"{self.case.number} · {term.label}: {formats.say_due(term.due_at, self.now)}. {why}".strip()
        return {"heading": _("Extend the deadline"), "lead": lead, "action": _("Extend")}

    def back(self) -> str:
        """The deadlines of the case."""
        return self.to.case(self.case.number) + "#terms"

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Extend, within the legal maximum."""
        more = deadlines.More(amount=cleaned["amount"], unit=Unit(cleaned["unit"]), reason=cleaned["reason"])
        longer = deadlines.extend(self.deadline, more, actor=self.actor, now=self.now)
        return _("Extended to %(day)s.") % {"day": formats.say_due(longer.due_at, self.now)}
