"""Calendar files (iCalendar): an appointment or a deadline as calendars take it in, change it and take it back.

Source: RFC 5545, and RFC 5546 for the methods: REQUEST asks people to come, PUBLISH only informs, CANCEL takes back.
The UID stays, the SEQUENCE rises; times are Rome's, with the VTIMEZONE that says what that means.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from icalendar import Alarm, Calendar, Event, vCalAddress, vText

from cases.models import Case, Deadline
from cases.rules.days import ROME
from documents.models import Appointment, AppointmentStatus, MailAccount, MailKind

PRODUCT: Final = "-//Pratica//Case management//EN"
MEDIA_TYPE: Final = "text/calendar"
_OVER: Final = (Deadline.MET, Deadline.CANCELLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """What a calendar is told. `starts` and `ends` are instants, or days for something that lasts whole days."""

    uid: UUID
    sequence: int
    summary: str
    starts: datetime | date
    ends: datetime | date
    stamp: datetime
    place: str = ""
    notes: str = ""
    organizer: tuple[str, str] = ("", "")
    people: Sequence[str] = ()
    is_cancelled: bool = False

    @property
    def method(self) -> str:
        """What the calendar is to do with it."""
        if self.is_cancelled:
            return "CANCEL"
        return "REQUEST" if self.people and self.organizer[1] else "PUBLISH"


def calendar_of(invitation: Invitation) -> bytes:
    """The .ics file."""
    calendar = Calendar()
    for name, value in (("prodid", PRODUCT), ("version", "2.0"), ("method", invitation.method)):
        calendar.add(name, value)
    calendar.add_component(_event(invitation))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(told: Invitation) -> Event:
    event = Event()
    event.add("uid", str(told.uid))
    event.add("sequence", told.sequence)
    event.add("dtstamp", told.stamp)
    event.add("summary", told.summary)
    event.add("dtstart", _in_rome(told.starts))
    event.add("dtend", _in_rome(told.ends))
    event.add("status", "CANCELLED" if told.is_cancelled else "CONFIRMED")
    for name, value in (("location", told.place), ("description", told.notes)):
        if value:
            event.add(name, value)
    if not isinstance(told.starts, datetime):
        event.add("transp", "TRANSPARENT")
        event.add_component(_the_day_before(told.summary))
    _add_people(event, told)
    return event


def _add_people(event: Event, told: Invitation) -> None:
    name, address = told.organizer
    if address:
        event.add("organizer", _person(address, name), encode=False)
    for one in told.people:
        guest = _person(one)
        guest.params["ROLE"], guest.params["RSVP"] = vText("REQ-PARTICIPANT"), vText("TRUE")
        event.add("attendee", guest, encode=False)


def _person(address: str, name: str = "") -> vCalAddress:
    person = vCalAddress(f"mailto:{address}")
    if name:
        person.params["CN"] = vText(name)
    return person


def _the_day_before(summary: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", timedelta(days=-1))
    return alarm


def _in_rome(moment: datetime | date) -> datetime | date:
    return moment.astimezone(ROME) if isinstance(moment, datetime) else moment


def of_appointment(
    appointment: Appointment, *, people: Sequence[str] | None = None, is_cancelled: bool = False
) -> Invitation:
    """An appointment as it stands; `people` and `is_cancelled` for those who are no longer invited."""
    return Invitation(
        uid=appointment.uid,
        sequence=appointment.sequence,
        summary=f"{appointment.title} ({appointment.case.number})",
        starts=appointment.starts_at,
        ends=appointment.ends_at,
        stamp=appointment.changed_at,
        place=appointment.place,
        notes=appointment.notes,
        organizer=organizer_of(appointment.case),
        people=appointment.participants if people is None else people,
        is_cancelled=is_cancelled or appointment.status == AppointmentStatus.CANCELLED,
    )


def of_deadline(deadline: Deadline, case: Case, *, label: str, now: datetime) -> Invitation:
    """A deadline as the whole day on which it ends; taken back once it was met or no longer counts.

    Its sequence is the number of events of its case, which rises whenever the deadline changes.
    """
    return Invitation(
        uid=uuid5(NAMESPACE_URL, f"pratica:deadline:{deadline.company_id}:{deadline.pk}"),
        sequence=case.seq,
        summary=f"{label}: {case.number}",
        starts=deadline.due_on,
        ends=deadline.due_on + timedelta(days=1),
        stamp=now,
        notes=case.subject,
        is_cancelled=deadline.status in _OVER,
    )


def organizer_of(case: Case) -> tuple[str, str]:
    """Name and address of who invites: the company's first e-mail account in use, else the company itself."""
    accounts = MailAccount.objects.of(case.company_id).filter(kind=MailKind.EMAIL, is_active=True)
    account = accounts.exclude(smtp_host="").order_by("pk").first()
    if account is not None:
        return account.display_name or account.name, account.address
    return case.company.name, case.company.email
