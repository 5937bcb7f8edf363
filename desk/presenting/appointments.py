"""The appointments of a case, in words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cases.models import Case
from cases.rules.days import ROME
from desk import formats
from desk.presenting.addresses import Addresses
from documents.duties import SEND
from documents.models import Appointment, AppointmentStatus
from registry.actors import Actor


def of_case(case: Case, actor: Actor, to: Addresses, now: datetime) -> dict[str, Any]:
    """For templates/desk/case/appointments.html; one statement."""
    may_change = actor.has(SEND) and case.is_open
    rows = Appointment.objects.of(case.company_id).filter(case=case).order_by("-starts_at", "-pk")[:20]
    return {
        "appointments": [_shown(one, case, to, now, may_change=may_change) for one in rows],
        "appointment_href": to.to("appointments", case.number) if may_change else "",
    }


def _shown(one: Appointment, case: Case, to: Addresses, now: datetime, *, may_change: bool) -> dict[str, Any]:
    is_cancelled = one.status == AppointmentStatus.CANCELLED
    changeable = may_change and not is_cancelled
    return {
        "title": one.title,
        "kind": str(one.get_kind_display()),
        "when": span(one.starts_at, one.ends_at),
        "place": one.place,
        "people": one.participants,
        "is_cancelled": is_cancelled,
        "is_over": is_cancelled or one.ends_at < now,
        "change": to.to("appointment", case.number, one.pk) if changeable else "",
        "cancel": to.to("cancel-appointment", case.number, one.pk) if changeable else "",
        "calendar": to.to("appointment-calendar", case.number, one.pk),
    }


def span(starts_at: datetime, ends_at: datetime) -> str:
    """From when to when, in Rome; the day is said once where it is the same."""
    start, end = starts_at.astimezone(ROME), ends_at.astimezone(ROME)
    last = f"{end:%H:%M}" if end.date() == start.date() else f"{formats.say_full(end.date())} {end:%H:%M}"
    return f"{formats.say_full(start.date())} {start:%H:%M}-{last}"
