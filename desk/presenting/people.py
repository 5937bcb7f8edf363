"""Who is away, who stands in for whom, whose open work waits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cases.definition import Process
from cases.models import Absence, Substitution, WorkItem
from desk.presenting.addresses import Addresses
from desk.presenting.work import machine_words
from registry.actors import Actor


@dataclass(frozen=True, slots=True)
class Period:
    """One absence, or one substitution (then with `other`, the substitute)."""

    name: str
    from_on: date
    to_on: date
    running: bool
    other: str = ""
    processes: str = ""
    reason: str = ""
    ends: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Open work of somebody who is away."""

    who: str
    what: str
    number: str
    subject: str
    href: str
    due_at: datetime | None
    hand_over: str


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody whose place one may take today."""

    person_id: int
    name: str
    current: bool


def absences(rows: Iterable[Absence], actor: Actor, on: date, to: Addresses, *, manages: bool) -> list[Period]:
    """Each absence; one's own, and for who manages people everybody's, can be taken back."""
    return [
        Period(
            name=row.person.name,
            from_on=row.from_on,
            to_on=row.to_on,
            running=row.from_on <= on,
            reason=row.reason,
            ends=to.to("remove-absence", row.pk) if manages or row.person_id == actor.user_id else "",
        )
        for row in rows
    ]


def substitutions(
    rows: Iterable[Substitution], actor: Actor, on: date, to: Addresses, processes: Sequence[Process], *, manages: bool
) -> list[Period]:
    """Each substitution; what one gave oneself, and for who manages people all, can be revoked."""
    labels = {process.code: str(process.label) for process in processes}
    return [
        Period(
            name=row.absent.name,
            other=row.substitute.name,
            from_on=row.from_on,
            to_on=row.to_on,
            running=row.from_on <= on,
            processes=", ".join(labels.get(code, code) for code in row.process_codes),
            reason=row.reason,
            ends=to.to("revoke", row.pk) if manages or row.absent_id == actor.user_id else "",
        )
        for row in rows
    ]


def waiting(items: Iterable[WorkItem], actor: Actor, to: Addresses, *, manages: bool) -> list[Waiting]:
    """Open work of the absent, the most urgent first."""
    return [
        Waiting(
            who=item.assignee.name if item.assignee else "",
            what=str(item.label) if item.state else machine_words(item.case.process, item.step),
            number=item.case.number,
            subject=item.case.subject,
            href=to.case(item.case.number),
            due_at=item.due_at,
            hand_over=to.to("hand-over", item.pk) if manages or item.assignee_id == actor.user_id else "",
        )
        for item in items
    ]


def places(actors: Iterable[Actor], present: Actor) -> list[Place]:
    """Those whose place one may take today."""
    return [
        Place(one.acting_for_id, one.acting_for_name, one.acting_for_id == present.acting_for_id)
        for one in actors
        if one.acting_for_id is not None
    ]
