"""Absences and substitutions: one's own, and for who manages people everybody's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from cases.definition import catalogue
from cases.models import Absence, Substitution
from cases.queries.absences import absences_from, work_to_hand_over
from cases.queries.substitutions import substitutions_from
from cases.services import absences, substitution
from cases.services.handing import MANAGE_PEOPLE
from desk import acting
from desk.forms.people import AbsenceForm, SubstitutionForm
from desk.presenting import people
from desk.queries.colleagues import colleagues
from desk.views.asking import AskingView
from desk.views.base import CompanyView
from registry.models import User


class AboutPeople(CompanyView):
    """Nobody decides about people in another's place: here one is always oneself."""

    area = "people"

    @property
    def manages(self) -> bool:
        """Whether one may decide for others."""
        return self.own.has(MANAGE_PEOPLE)

    def whom(self) -> list[tuple[int, str]]:
        """For whom one may decide."""
        everybody = colleagues(self.company.pk, self.on)
        return everybody if self.manages else [pair for pair in everybody if pair[0] == self.own.user_id]


class PeopleView(AboutPeople):
    """Who is away, who stands in, whose work waits."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show it."""
        own, on, manages = self.own, self.on, self.manages
        given = substitutions_from(self.company.pk, on)
        context = {
            "manages": manages,
            "places": people.places(acting.substitutes(own, on), self.actor),
            "acting_href": self.to.to("acting"),
            "substitutions": people.substitutions(given, own, on, self.to, catalogue.processes(), manages=manages),
            "absences": people.absences(absences_from(self.company.pk, on), own, on, self.to, manages=manages),
            "waiting": people.waiting(work_to_hand_over(own, on), own, self.to, manages=manages),
            "grant_href": self.to.to("grant"),
            "absence_href": self.to.to("absence"),
        }
        return self.page("desk/pages/people.html", context)


class DecidingView(AskingView, AboutPeople):
    """A form about people."""

    def back(self) -> str:
        """The list."""
        return self.to.to("people")

    def period(self) -> dict[str, Any]:
        """What every form of a period needs."""
        return {"people": self.whom(), "on": self.on, "me": self.own.user_id}


class AbsenceView(DecidingView):
    """Somebody is away."""

    def form(self, typed: Any) -> forms.Form:
        """Who and when."""
        return AbsenceForm(typed, **self.period())

    def words(self) -> Mapping[str, Any]:
        """The page."""
        lead = _("Who is away gets nothing new; open work is listed so that a colleague can have it.")
        return {"heading": _("Enter an absence"), "lead": lead, "action": _("Enter")}

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Note it."""
        person = get_object_or_404(User, pk=cleaned["person"])
        absences.enter_absence(person, cleaned["from_on"], cleaned["to_on"], cleaned["reason"], actor=self.own)
        return _("Entered: %(name)s is away.") % {"name": person.name}


class GrantView(DecidingView):
    """Somebody may act in another's place."""

    def form(self, typed: Any) -> forms.Form:
        """Who, for whom, when, in which processes."""
        offered = colleagues(self.company.pk, self.on)
        return SubstitutionForm(typed, colleagues=offered, processes=catalogue.processes(), **self.period())

    def words(self) -> Mapping[str, Any]:
        """The page."""
        lead = _("The substitute acts with the absent person's duties; both names go into the journal.")
        return {"heading": _("Name a substitute"), "lead": lead, "action": _("Name the substitute")}

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Grant it; the substitute is told."""
        absent = get_object_or_404(User, pk=cleaned["person"])
        other = get_object_or_404(User, pk=cleaned["substitute"])
        term = substitution.Term(
            from_on=cleaned["from_on"],
            to_on=cleaned["to_on"],
            process_codes=tuple(cleaned["process_codes"]),
            reason=cleaned["reason"],
        )
        substitution.grant(absent, other, term, actor=self.own, now=self.now)
        return _("%(other)s stands in for %(name)s.") % {"other": other.name, "name": absent.name}


class RevokeView(AboutPeople):
    """A substitution ends at once."""

    def post(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponse:
        """Revoke it; what was done in its time stays."""
        row = get_object_or_404(Substitution.objects.of(self.company), pk=kwargs["substitution"])
        substitution.revoke(row, actor=self.own, now=self.now)
        messages.success(request, _("The substitution has ended."))
        return redirect(self.to.to("people"))


class RemoveAbsenceView(AboutPeople):
    """An absence is taken back."""

    def post(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponse:
        """Remove it."""
        row = get_object_or_404(Absence.objects.of(self.company), pk=kwargs["absence"])
        absences.remove_absence(row, actor=self.own)
        messages.success(request, _("The absence was taken back."))
        return redirect(self.to.to("people"))
