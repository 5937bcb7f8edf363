"""Deadlines with the steps by which their day was found, one sentence each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import Case, Deadline
from cases.services.deadlines import DUTY
from desk import formats
from desk.presenting.addresses import Addresses
from desk.shown import Term
from registry.actors import Actor

Params = Mapping[str, Any]


def term(case: Case, deadline: Deadline, now: datetime, extend: str = "", calendar: str = "") -> Term:
    """One deadline of a case; `extend` is where it is given more time, for who may, `calendar` its calendar file."""
    clock = next((clock for clock in case.process.clocks if clock.code == deadline.clock), None)
    today = formats.local(now).date()
    return Term(
        label=str(clock.label) if clock and clock.label else deadline.clock,
        due_at=deadline.due_at,
        derivation=[sentence(step, today) for step in deadline.derivation],
        paused=deadline.status == Deadline.PAUSED,
        extend=extend,
        calendar=calendar,
    )


def extend_href(case: Case, deadline: Deadline, actor: Actor, to: Addresses) -> str:
    """Where a deadline that counts is lengthened, for who has the duty."""
    clock = next((clock for clock in case.process.clocks if clock.code == deadline.clock), None)
    offered = clock is not None and clock.ends is None and actor.has(DUTY)
    return to.to("extend", case.number, deadline.pk) if offered else ""


def sentence(step: Params, today: date) -> str:
    """One step of a derivation; a code this page does not know is left out."""
    say = SENTENCES.get(str(step.get("code")))
    return say(step, today) if say else ""


def _day(value: object, today: date) -> str:
    found = value if isinstance(value, date) else date.fromisoformat(str(value))
    return formats.say_date(found, today)


def _amount(step: Params, name: str = "amount") -> str:
    count = int(step[name])
    texts = {
        "working_days": ngettext("%(n)s working day", "%(n)s working days", count),
        "calendar_days": ngettext("%(n)s calendar day", "%(n)s calendar days", count),
        "months": ngettext("%(n)s month", "%(n)s months", count),
    }
    return texts.get(str(step["unit"]), "%(n)s") % {"n": count}


def _counted(step: Params, today: date) -> str:
    return _("%(amount)s from %(start)s: %(end)s.") % {
        "amount": _amount(step),
        "start": _day(step["start"], today),
        "end": _day(step["reached"], today),
    }


def _extended(step: Params, today: date) -> str:
    return _("Extended by %(amount)s (%(reason)s): %(end)s.") % {
        "amount": _amount(step),
        "reason": step["reason"],
        "end": _day(step["reached"], today),
    }


def _paused(step: Params, today: date) -> str:
    return _("Paused for %(amount)s (%(reasons)s): %(end)s.") % {
        "amount": _amount(step, "days"),
        "reasons": ", ".join(map(str, step["reasons"])),
        "end": _day(step["reached"], today),
    }


def _rolled(step: Params, today: date) -> str:
    return _("%(day)s is a day off: moved to %(end)s.") % {
        "day": _day(step["from"], today).capitalize(),
        "end": _day(step["reached"], today),
    }


def _rested(step: Params, today: date) -> str:
    return _("At least %(amount)s after the step before: %(end)s.") % {
        "amount": _amount(step),
        "end": _day(step["reached"], today),
    }


SENTENCES: Mapping[str, Callable[[Params, date], str]] = {
    "counted": _counted,
    "extended": _extended,
    "paused": _paused,
    "rolled": _rolled,
    "rested": _rested,
}
