"""What the pages of cases show: small frozen values, so that no template can start a query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from desk.reasons import Reason


@dataclass(frozen=True, slots=True)
class State:
    """A state as a badge: its words and its colour (run, wait, good, bad, calm)."""

    label: str
    tone: str = "calm"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the path."""

    label: str
    standing: str
    at: datetime | None = None
    who: str = ""
    note: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A labelled value, with a badge where it means something."""

    label: str
    value: object
    badge: str = ""
    tone: str = "calm"


@dataclass(frozen=True, slots=True)
class Action:
    """A transition this person has the duty for; refused ones carry every reason, `met` what is in order."""

    code: str
    label: str
    href: str
    tone: str = ""
    needs_form: bool = False
    reasons: Sequence[Reason] = ()
    met: Sequence[str] = ()
    command_id: UUID | None = None
    offered: bool = True

    @property
    def allowed(self) -> bool:
        """Whether nothing stands against it."""
        return not self.reasons

    @property
    def confirm(self) -> bool:
        """Whether to ask first."""
        return self.tone == "reject" and not self.needs_form


@dataclass(frozen=True, slots=True)
class WhoCan:
    """A step of the present state and the people who have its duty."""

    label: str
    names: Sequence[str]
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of the timeline."""

    title: str
    at: datetime
    who: str
    on_behalf_of: str = ""
    text: str = ""
    tone: str = ""
    facts: Sequence[Fact] = ()


@dataclass(frozen=True, slots=True)
class Work:
    """One open or ended piece of work of a case."""

    label: str
    who: str = ""
    queue: str = ""
    since: datetime | None = None
    due_at: datetime | None = None
    done: bool = False
    ended_at: datetime | None = None
    outcome: str = ""
    acting_for: str = ""
    reason: str = ""
    put_off_until: date | None = None
    take: str = ""
    release: str = ""
    end: str = ""
    hand_over: str = ""
    put_off: str = ""
    call_back: str = ""
    dismiss: str = ""
    again: str = ""

    @property
    def more(self) -> bool:
        """Whether there is something to do beyond taking, ending and releasing."""
        return any((self.hand_over, self.put_off, self.call_back, self.dismiss))


@dataclass(frozen=True, slots=True)
class Term:
    """A deadline with the steps by which its day was found."""

    label: str
    due_at: datetime | date
    derivation: Sequence[str] = ()
    paused: bool = False
    extend: str = ""
    calendar: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of the case."""

    title: str
    kind: str
    file_name: str
    size: int
    received_at: datetime
    by: str
    href: str
    state: State
    valid_until: date | None = None
    reason: str = ""
    verify: str = ""
    reject: str = ""
    classify: str = ""
    signatures: Sequence[object] = ()
    version: int = 1
    renew: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list of cases or of work."""

    number: str
    href: str
    subject: str
    customer: str
    state: State
    where: str = ""
    process: str = ""
    todo: str = ""
    who: str = ""
    due_at: datetime | None = None
    since: datetime | None = None
    take: str = ""
    acting_for: str = ""
    by: str = ""
    told_at: datetime | None = None
    pick: str = ""
    put_off_until: date | None = None
    call_back: str = ""


@dataclass(frozen=True, slots=True)
class Stop:
    """A hold on the clocks of a case."""

    reason: str
    covers: Sequence[str]
    by: str
    since: date
    until: date | None = None
    lift: str = ""


@dataclass(frozen=True, slots=True)
class RelatedCase:
    """A case that belongs with the one shown."""

    label: str
    row: Row
    unlink: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of its own that a case has, beside the case's; `target` is what refusals that it solves call it."""

    label: str
    href: str
    icon: str
    target: str = ""
