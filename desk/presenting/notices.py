"""What a person was told, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from cases.definition.process import UnknownTransition
from cases.models import Case, Notice
from desk import formats
from desk.forms.papers import kind_label
from desk.presenting import journal_words
from desk.presenting.addresses import Addresses
from desk.presenting.work import step_label


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the page."""

    icon: str
    words: str
    number: str
    subject: str
    href: str
    at: datetime
    unread: bool


ICONS = {
    "followed": "bookmark",
    "deadline_near": "clock",
    "deadline_expired": "clock-exclamation",
    "hold_expired": "player-play",
    "work_handed_over": "arrow-forward-up",
    "message_received": "mail",
    "document_expiring": "file-time",
    "substitution_granted": "user-share",
    "substitution_revoked": "user-x",
}


def told(notice: Notice, to: Addresses) -> Told:
    """A notice as a line that leads to its case, to a message about none, or to the people's page."""
    case = notice.case
    return Told(
        icon=ICONS.get(notice.kind, "bell"),
        words=words(notice),
        number=case.number if case else "",
        subject=" · ".join(filter(None, [case.subject, case.customer.name if case.customer else ""])) if case else "",
        href=to.case(case.number) if case else _apart(notice, to),
        at=notice.created_at,
        unread=notice.read_at is None,
    )


def _apart(notice: Notice, to: Addresses) -> str:
    key = notice.params.get("message", "")
    return to.to("message", key) if key else to.to("people")


def words(notice: Notice) -> str:
    """What it says; a kind this page does not know says its name."""
    say = SAYINGS.get(notice.kind)
    return say(notice.params, notice.case) if say else notice.kind


Params = Mapping[str, str]


def _followed(params: Params, case: Case | None) -> str:
    what = _event(str(params.get("event", "")), case)
    by = params.get("by", "")
    return _("%(what)s, by %(name)s") % {"what": what, "name": by} if by else what


def _event(kind: str, case: Case | None) -> str:
    """A step of the process by its own words, anything else as the timeline says it."""
    if case is not None and kind.startswith(f"{case.process_code}."):
        code = kind.partition(".")[2]
        try:
            step = case.process.transition(code)
        except UnknownTransition:
            return journal_words.title(kind, case.process)
        return str(step.done or step.label)
    return journal_words.title(kind)


def _near(params: Params, case: Case | None) -> str:
    return _("The deadline “%(clock)s” is near: %(day)s") % _term(params, case)


def _expired(params: Params, case: Case | None) -> str:
    return _("The deadline “%(clock)s” has passed: %(day)s") % _term(params, case)


def _term(params: Params, case: Case | None) -> dict[str, str]:
    code = str(params.get("clock", ""))
    label = journal_words.clock_label(case.process, code) if case else code
    return {"clock": label, "day": _day(params.get("due_on", ""))}


def _hold(params: Params, case: Case | None) -> str:
    del params, case
    return _("Your stop of the clocks came to its end: they run again")


def _handed(params: Params, case: Case | None) -> str:
    step = step_label(case.process, str(params.get("step", ""))) if case else ""
    if not step and case is not None:
        stage = case.process.stages.get(str(params.get("state", "")))
        step = str(stage.label) if stage else ""
    return _("%(name)s handed work over to you: %(step)s") % {"name": params.get("by", ""), "step": step}


def _granted(params: Params, case: Case | None) -> str:
    del case
    return _("You stand in for %(name)s from %(start)s to %(end)s") % _period(params)


def _revoked(params: Params, case: Case | None) -> str:
    del case
    return _("You do not stand in for %(name)s any more") % _period(params)


def _period(params: Params) -> dict[str, str]:
    return {"name": params.get("absent", ""), "start": _day(params.get("from", "")), "end": _day(params.get("to", ""))}


def _day(text: str) -> str:
    return formats.say_full(date.fromisoformat(text[:10])) if text else ""


def _received(params: Params, case: Case | None) -> str:
    del case
    return _("Message from %(name)s: %(subject)s") % {
        "name": params.get("from", ""),
        "subject": params.get("subject", ""),
    }


def _expiring(params: Params, case: Case | None) -> str:
    del case
    words = {"document": kind_label(str(params.get("kind", ""))), "day": _day(params.get("until", ""))}
    return _("A document is about to end: %(document)s, last day %(day)s") % words


SAYINGS: Mapping[str, Callable[[Params, Case | None], str]] = {
    "followed": _followed,
    "deadline_near": _near,
    "deadline_expired": _expired,
    "hold_expired": _hold,
    "work_handed_over": _handed,
    "message_received": _received,
    "document_expiring": _expiring,
    "substitution_granted": _granted,
    "substitution_revoked": _revoked,
}
