"""Appointments of a case: made, changed, cancelled; those invited get the calendar file each time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import uuid5

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from cases.access import may_see
from cases.models import Case
from cases.rules.days import ROME, day_of
from cases.rules.refusals import N_, Refusal
from cases.services import comments, locking
from cases.services.errors import NotPermitted, Refused
from documents.duties import SEND
from documents.models import Appointment, AppointmentStatus, Channel
from documents.services.invitations import MEDIA_TYPE, calendar_of, of_appointment
from documents.services.keeping import Made, keep
from documents.services.messages.writing import Addressee, Draft, write
from registry.actors import Actor
from registry.duties import require
from registry.history import signed

MOST_PEOPLE: Final = 50
ENDS_FIRST: Final = Refusal(
    "appointment_ends_first", N_("It ends before it begins."), hint=N_("Check the two times."), link=""
)
CANCELLED: Final = Refusal(
    "appointment_cancelled", N_("The appointment has been cancelled."), hint=N_("Make a new one.")
)
CASE_CLOSED: Final = Refusal("appointment_case_closed", N_("The case is closed."), hint=N_("Link a new case to it."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an appointment is about, when, where, with whom (e-mail addresses)."""

    kind: str
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str = ""
    notes: str = ""
    participants: Sequence[str] = ()


def make(case: Case, plan: Plan, *, actor: Actor, now: datetime) -> Appointment:
    """Make an appointment and invite its people. Raises DutyMissing, NotPermitted, Refused."""
    _require(case, actor)
    people = _checked(plan)
    with transaction.atomic():
        held = locking.lock(case)
        if not held.is_open:
            raise Refused([CASE_CLOSED])
        appointment = Appointment(company_id=held.company_id, case=held, made_by_id=actor.user_id)
        _write(appointment, plan, people, actor, now)
        _tell(appointment, "appointment.made", actor=actor, now=now)
        _send(appointment, people, actor=actor, now=now)
    return appointment


def change(appointment: Appointment, plan: Plan, *, actor: Actor, now: datetime) -> Appointment:
    """Change it: the same UID, a higher sequence; who is no longer invited is told so. Raises as `make`."""
    _require(appointment.case, actor)
    people = _checked(plan)
    with transaction.atomic():
        locked = _locked(appointment)
        gone = [one for one in locked.participants if one not in people]
        locked.sequence += 1
        _write(locked, plan, people, actor, now)
        _tell(locked, "appointment.changed", actor=actor, now=now)
        _send(locked, people, actor=actor, now=now)
        _send(locked, gone, actor=actor, now=now, is_cancelled=True)
    return locked


def cancel(appointment: Appointment, *, actor: Actor, now: datetime) -> None:
    """It does not take place; those invited are told. Raises as `make`."""
    _require(appointment.case, actor)
    with transaction.atomic():
        locked = _locked(appointment)
        locked.cancel()
        locked.sequence, locked.changed_at = locked.sequence + 1, now
        signed(locked, by=actor).save()
        _tell(locked, "appointment.cancelled", actor=actor, now=now)
        _send(locked, locked.participants, actor=actor, now=now, is_cancelled=True)


def _require(case: Case, actor: Actor) -> None:
    require(actor, SEND)
    if not may_see(actor, case):
        raise NotPermitted(SEND)


def _checked(plan: Plan) -> list[str]:
    """The addresses, each once. Raises Refused with every reason."""
    people = list(dict.fromkeys(one.strip().lower() for one in plan.participants if one.strip()))
    problems = [_no_address(one) for one in people if not _is_address(one)]
    if len(people) > MOST_PEOPLE:
        problems.append(
            Refusal("appointment_too_many", N_("At most {most} people can be invited."), params={"most": MOST_PEOPLE})
        )
    if plan.ends_at <= plan.starts_at:
        problems.append(ENDS_FIRST)
    if problems:
        raise Refused(problems)
    return people


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _no_address(text: str) -> Refusal:
    hint = N_("Write one address per line: name@company.it.")
    return Refusal(
        "appointment_no_address", N_("“{address}” is no e-mail address."), hint=hint, params={"address": text}
    )


def _locked(appointment: Appointment) -> Appointment:
    """The appointment as it is now, its case locked before it. Raises Refused for a cancelled one."""
    held = locking.lock(appointment.case)
    found = Appointment.objects.of(held.company_id).select_for_update(of=("self",)).get(pk=appointment.pk)
    if found.status == AppointmentStatus.CANCELLED:
        raise Refused([CANCELLED])
    found.case = held
    return found


def _write(appointment: Appointment, plan: Plan, people: list[str], actor: Actor, now: datetime) -> None:
    appointment.kind, appointment.title = plan.kind, plan.title.strip()[:200]
    appointment.starts_at, appointment.ends_at = plan.starts_at, plan.ends_at
    appointment.place, appointment.notes = plan.place.strip()[:300], plan.notes.strip()
    appointment.participants, appointment.changed_at = people, now
    signed(appointment, by=actor).save()


def _tell(appointment: Appointment, event: str, *, actor: Actor, now: datetime) -> None:
    """The journal names no guest: they stand on the appointment, where they can be erased."""
    matter = {
        "appointment": str(appointment.uid),
        "starts_at": appointment.starts_at.isoformat(),
        "sequence": appointment.sequence,
    }
    comments.record(appointment.case, event, actor=actor, now=now, matter=matter)


def _send(
    appointment: Appointment, people: Sequence[str], *, actor: Actor, now: datetime, is_cancelled: bool = False
) -> None:
    """A message to these people with the calendar file, once per version; in the language of the product."""
    if not people:
        return
    told = of_appointment(appointment, people=people, is_cancelled=is_cancelled)
    with override(settings.LANGUAGE_CODE):
        subject, body = _words(appointment, is_cancelled=told.is_cancelled)
        name = _("appointment") + f"-{appointment.case.number}-{appointment.sequence}.ics"
    made = Made(calendar_of(told), name, MEDIA_TYPE, "other", subject[:200], day_of(now))
    draft = Draft(
        key=uuid5(appointment.uid, f"{appointment.sequence}/{told.method}"),
        channel=Channel.EMAIL,
        to=[Addressee(address=one) for one in people],
        subject=subject,
        body=body,
        documents=[keep(made, appointment.case, actor=actor, now=now)],
    )
    write(appointment.case, draft, actor=actor, now=now)


def _words(appointment: Appointment, *, is_cancelled: bool) -> tuple[str, str]:
    values = {"title": appointment.title, "number": appointment.case.number}
    lines = [appointment.title, _span(appointment), appointment.place, appointment.notes]
    if is_cancelled:
        subject, first = _("Cancelled: %(title)s (%(number)s)"), _("The following appointment has been cancelled:")
    elif appointment.sequence:
        subject, first = _("Changed: %(title)s (%(number)s)"), _("The following appointment has been changed:")
    else:
        subject, first = _("Appointment: %(title)s (%(number)s)"), _("You are invited to the following appointment:")
    return subject % values, "\n\n".join([first, "\n".join(filter(None, lines)), _("The calendar file is attached.")])


def _span(appointment: Appointment) -> str:
    start, end = (moment.astimezone(ROME) for moment in (appointment.starts_at, appointment.ends_at))
    last = f"{end:%H:%M}" if end.date() == start.date() else f"{end:%d/%m/%Y %H:%M}"
    return f"{start:%d/%m/%Y %H:%M} - {last}"
