"""Appointments and deadlines as calendar files: one UID, a rising SEQUENCE, and a word when it is taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from icalendar import Calendar

from cases.models import Case, CaseEvent
from cases.services.errors import Refused
from documents import store
from documents.models import Message
from documents.services import appointments
from documents.services.appointments import Plan
from documents.services.invitations import calendar_of, of_appointment, of_deadline
from registry.actors import Actor
from registry.duties import DutyMissing
from registry.models import Company
from tests.factories import cases as cast
from tests.factories import messages as make
from tests.paper import request

NOW = make.NOW
MARIO, ANNA = "mario@rossi.example", "anna@rossi.example"
PLAN = Plan(
    kind="sampling",
    title="Campionamento; cumulo 3, \\ lotto",
    starts_at=datetime(2026, 12, 1, 8, 0, tzinfo=UTC),
    ends_at=datetime(2026, 12, 1, 9, 30, tzinfo=UTC),
    place="Via Roma 1\nImola",
    participants=(MARIO, ANNA),
)


@pytest.fixture
def clerk(company: Company) -> Actor:
    return cast.actor(company, "clerk@example.it", *request.process.duties, "documents.send")


@pytest.fixture
def case(company: Company, clerk: Actor) -> Iterator[Case]:
    make.account(company)
    with make.requests():
        yield make.case(company, clerk)


@pytest.fixture(autouse=True)
def on_commit(django_capture_on_commit_callbacks: Any) -> Iterator[None]:
    with django_capture_on_commit_callbacks(execute=True):
        yield


def sent(company: Company) -> list[tuple[str, list[str], Any]]:
    """Method, addressees and event of every invitation that left, the oldest first."""
    found = []
    for message in Message.objects.of(company).order_by("pk"):
        file = message.attachments.get().document.file
        path = store.incoming() / str(file.uuid)
        read = Calendar.from_ical((path if path.exists() else store.path_of(file)).read_bytes())
        found.append((str(read["METHOD"]), [each.address for each in message.recipients.all()], read.walk("VEVENT")[0]))
    return found


def test_a_change_and_a_cancellation_reach_the_same_entry_of_the_calendar(company, clerk, case):
    made = appointments.make(case, PLAN, actor=clerk, now=NOW)
    later = replace(PLAN, starts_at=PLAN.starts_at.replace(day=2), ends_at=PLAN.ends_at.replace(day=2))
    appointments.change(made, later, actor=clerk, now=NOW)
    appointments.cancel(made, actor=clerk, now=NOW)
    left = sent(company)
    assert [method for method, _to, _event in left] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [int(event["SEQUENCE"]) for _method, _to, event in left] == [0, 1, 2]
    assert {str(event["UID"]) for _method, _to, event in left} == {str(made.uid)}
    assert str(left[-1][2]["STATUS"]) == "CANCELLED"
    kinds = CaseEvent.objects.of(company).filter(kind__startswith="appointment.").order_by("seq")
    assert [one.kind for one in kinds] == ["appointment.made", "appointment.changed", "appointment.cancelled"]
    assert MARIO not in "".join(one.body for one in kinds)


def test_who_is_no_longer_invited_is_told_so(company, clerk, case):
    made = appointments.make(case, PLAN, actor=clerk, now=NOW)
    appointments.change(made, replace(PLAN, participants=(ANNA,)), actor=clerk, now=NOW)
    assert [(method, to) for method, to, _event in sent(company)[1:]] == [("REQUEST", [ANNA]), ("CANCEL", [MARIO])]


def test_the_times_are_those_of_rome_with_the_zone_that_says_so(company, clerk, case):
    made = appointments.make(case, PLAN, actor=clerk, now=NOW)
    file = calendar_of(of_appointment(made))
    assert b"BEGIN:VTIMEZONE" in file
    assert b"DTSTART;TZID=Europe/Rome:20261201T090000" in file
    event = Calendar.from_ical(file).walk("VEVENT")[0]
    assert event["DTSTART"].dt == PLAN.starts_at
    assert str(event["ORGANIZER"]) == "mailto:ufficio@ecoverde.example"
    assert [str(one) for one in event["ATTENDEE"]] == [f"mailto:{MARIO}", f"mailto:{ANNA}"]


def test_words_cannot_write_lines_of_their_own(company, clerk, case):
    hostile = replace(PLAN, title="x", place="a\r\nATTENDEE:mailto:evil@evil.example", notes="END:VEVENT\n;,\\")
    file = calendar_of(of_appointment(appointments.make(case, hostile, actor=clerk, now=NOW)))
    assert b"\r\nATTENDEE:mailto:evil" not in file
    event = Calendar.from_ical(file).walk("VEVENT")[0]
    assert "evil@evil.example" in str(event["LOCATION"])
    assert str(event["DESCRIPTION"]) == "END:VEVENT\n;,\\"


@pytest.mark.parametrize(
    "wrong",
    [
        {"ends_at": PLAN.starts_at},
        {"participants": ("not an address",)},
        {"participants": ["a@b.example"] * 1 + [f"p{n}@b.example" for n in range(50)]},
    ],
)
def test_a_wrong_appointment_is_refused_and_leaves_nothing(company, clerk, case, wrong):
    with pytest.raises(Refused):
        appointments.make(case, replace(PLAN, **wrong), actor=clerk, now=NOW)
    assert not Message.objects.of(company).exists()
    assert not case.appointments.exists()


def test_only_who_writes_to_customers_invites_them_and_nobody_twice_cancels(company, clerk, case):
    with pytest.raises(DutyMissing):
        appointments.make(case, PLAN, actor=cast.actor(company, "other@example.it", "request.enter"), now=NOW)
    made = appointments.make(case, PLAN, actor=clerk, now=NOW)
    appointments.cancel(made, actor=clerk, now=NOW)
    for again in (
        lambda: appointments.cancel(made, actor=clerk, now=NOW),
        lambda: appointments.change(made, PLAN, actor=clerk, now=NOW),
    ):
        with pytest.raises(Refused):
            again()


def test_a_deadline_is_a_whole_day_and_is_taken_back_once_met():
    deadline: Any = SimpleNamespace(pk=7, company_id=1, due_on=date(2026, 12, 1), status="running")
    case: Any = SimpleNamespace(number="OM-2026-000001", seq=4, subject="Terre")
    first = Calendar.from_ical(calendar_of(of_deadline(deadline, case, label="Decidere", now=NOW)))
    deadline.status, case.seq, deadline.due_on = "met", 9, date(2026, 12, 9)
    second = Calendar.from_ical(calendar_of(of_deadline(deadline, case, label="Decidere", now=NOW)))
    events = [read.walk("VEVENT")[0] for read in (first, second)]
    assert [str(read["METHOD"]) for read in (first, second)] == ["PUBLISH", "CANCEL"]
    assert events[0]["UID"] == events[1]["UID"]
    assert [int(event["SEQUENCE"]) for event in events] == [4, 9]
    assert (events[0]["DTSTART"].dt, events[0]["DTEND"].dt) == (date(2026, 12, 1), date(2026, 12, 2))
