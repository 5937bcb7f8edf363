"""Appointments of a case, and calendar files of appointments and deadlines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from cases.models import Deadline
from desk.forms.appointments import AppointmentForm
from desk.presenting.journal_words import clock_label
from desk.views.asking import AskingView
from desk.views.case import InCaseView
from documents.duties import SEND
from documents.models import Appointment
from documents.services import appointments
from documents.services.invitations import MEDIA_TYPE, Invitation, calendar_of, of_appointment, of_deadline
from registry.duties import require


class AppointmentView(AskingView, InCaseView):
    """Makes an appointment; for who may write to customers."""

    def permitted(self) -> None:
        """Invitations are messages."""
        require(self.actor, SEND)

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """The same."""
        self.permitted()
        return super().post(request, *args, **kwargs)

    def form(self, typed: Any) -> forms.Form:
        """Empty, with the customer's address as the one to invite."""
        customer = self.case.customer
        return AppointmentForm(typed, initial={"participants": customer.email if customer is not None else ""})

    def words(self) -> Mapping[str, Any]:
        """The page."""
        lead = f"{self.case.number} · {self.case.subject}"
        return {"heading": _("New appointment"), "lead": lead, "action": _("Make the appointment")}

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Make it."""
        appointments.make(self.case, self.plan(cleaned), actor=self.actor, now=self.now)
        return _("The appointment is made; the invitations are on their way.")

    def plan(self, cleaned: Mapping[str, Any]) -> appointments.Plan:
        """What was typed."""
        people = cleaned["participants"].replace(",", "\n").replace(";", "\n").split()
        return appointments.Plan(**{**cleaned, "participants": people})

    def back(self) -> str:
        """The appointments of the case."""
        return self.to.case(self.case.number) + "#appointments"


class OneAppointmentView(AppointmentView):
    """About one appointment of the case."""

    appointment: Appointment

    def enter(self, **kwargs: Any) -> None:
        """One of this case, or it is not there."""
        super().enter(**kwargs)
        rows = Appointment.objects.of(self.company).filter(case=self.case)
        self.appointment = get_object_or_404(rows, pk=kwargs["appointment"])
        self.appointment.case = self.case


class ChangeView(OneAppointmentView):
    """Changes it: those invited get the change under the same UID."""

    def form(self, typed: Any) -> forms.Form:
        """As it stands."""
        names = ("kind", "title", "starts_at", "ends_at", "place", "notes")
        known = {name: getattr(self.appointment, name) for name in names}
        return AppointmentForm(typed, initial={**known, "participants": "\n".join(self.appointment.participants)})

    def words(self) -> Mapping[str, Any]:
        """The page."""
        return {**super().words(), "heading": _("Change the appointment"), "action": _("Change")}

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Change it."""
        appointments.change(self.appointment, self.plan(cleaned), actor=self.actor, now=self.now)
        return _("The appointment is changed; those invited are told.")


class CancelView(OneAppointmentView):
    """Cancels it."""

    def form(self, typed: Any) -> forms.Form:
        """Nothing to type."""
        return forms.Form(typed)

    def words(self) -> Mapping[str, Any]:
        """The page."""
        heading = _("Cancel the appointment")
        return {"heading": heading, "lead": self.appointment.title, "action": heading, "tone": "reject"}

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Take it back."""
        appointments.cancel(self.appointment, actor=self.actor, now=self.now)
        return _("The appointment is cancelled; those invited are told.")


class CalendarView(OneAppointmentView):
    """The calendar file of an appointment."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Hand it over."""
        return sent(of_appointment(self.appointment), self.case.number)


class DeadlineCalendarView(InCaseView):
    """The calendar file of a deadline."""

    def get(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponse:
        """Hand it over."""
        deadline = get_object_or_404(Deadline.objects.of(self.company).filter(case=self.case), pk=kwargs["deadline"])
        label = clock_label(self.case.process, deadline.clock)
        return sent(of_deadline(deadline, self.case, label=label, now=self.now), self.case.number)


def sent(invitation: Invitation, number: str) -> HttpResponse:
    """The file with a name of its own; the method travels in the type too (RFC 6047, 2.4)."""
    kind = f"{MEDIA_TYPE}; charset=utf-8; method={invitation.method}"
    headers = {"Content-Disposition": f'attachment; filename="{number}.ics"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(calendar_of(invitation), content_type=kind, headers=headers)
