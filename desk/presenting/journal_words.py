"""Every kind of event that is no step of a process, in words: its title, its colour, what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.definition import Process
from cases.definition.stages import OUTCOMES
from cases.models import Case
from cases.outbox import consumers
from cases.queries.links import KINDS
from cases.queries.timeline import Entry as Event
from desk import formats
from desk.forms.papers import kind_label
from desk.presenting import corrections, mail
from desk.presenting.work import step_label
from desk.shown import Fact
from documents.models import Channel

TITLES: Mapping[str, Any] = {
    "comment": gettext_lazy("Comment"),
    "work.assigned": gettext_lazy("Work assigned"),
    "work.taken": gettext_lazy("Work taken"),
    "work.released": gettext_lazy("Work released"),
    "work.handed_over": gettext_lazy("Work handed over"),
    "work.rerouted": gettext_lazy("Work asked anew of who has the duty today"),
    "work.completed": gettext_lazy("Check ended"),
    "work.dismissed": gettext_lazy("Work closed"),
    "work.put_off": gettext_lazy("Work put off"),
    "work.called_back": gettext_lazy("Work taken up again"),
    "case.linked": gettext_lazy("Linked with another case"),
    "case.unlinked": gettext_lazy("Link with another case taken back"),
    "case.corrected": gettext_lazy("Dossier corrected"),
    "case.checks_voided": gettext_lazy("Checks count no more: what they judged was changed"),
    "case.migrated": gettext_lazy("Moved to the new version of the process"),
    "customer.merged": gettext_lazy("Moved to another customer: the two were one"),
    "hold.placed": gettext_lazy("Clocks stopped"),
    "hold.lifted": gettext_lazy("Clocks run again"),
    "hold.expired": gettext_lazy("The stop of the clocks came to its end"),
    "deadline.extended": gettext_lazy("Deadline extended"),
    "deadline.expired": gettext_lazy("Deadline passed"),
    "document.received": gettext_lazy("Document received"),
    "document.classified": gettext_lazy("Said what a document is"),
    "document.verified": gettext_lazy("Document verified"),
    "document.rejected": gettext_lazy("Document rejected"),
    "document.expired": gettext_lazy("Document expired"),
    "document.certificate": gettext_lazy("Values of a certificate entered"),
    "document.carried": gettext_lazy("Document carried over"),
    "letter.issued": gettext_lazy("Letter written"),
    "message.received": gettext_lazy("Message received"),
    "appointment.made": gettext_lazy("Appointment made"),
    "appointment.changed": gettext_lazy("Appointment changed"),
    "appointment.cancelled": gettext_lazy("Appointment cancelled"),
    "billing.retried": gettext_lazy("Hand-over to billing tried again"),
    "billing.dropped": gettext_lazy("Hand-over to billing given up"),
    "message.queued": gettext_lazy("Message to be sent"),
    "message.written": gettext_lazy("Message written"),
    "message.withdrawn": gettext_lazy("Message withdrawn"),
    "message.delivered": gettext_lazy("Message delivered"),
    "message.failed": gettext_lazy("Message not delivered"),
    "dispatch.retried": gettext_lazy("Dispatch tried again"),
    "dispatch.dropped": gettext_lazy("Dispatch given up"),
    "approval.put_in_force": gettext_lazy("Approval put in force"),
    "approval.replaced_in_merge": gettext_lazy("Approval replaced by another when two customers became one"),
    "approval.suspended": gettext_lazy("Approval suspended"),
    "approval.resumed": gettext_lazy("Approval in force again"),
    "approval.revoked": gettext_lazy("Approval revoked"),
    "approval.superseded": gettext_lazy("Approval superseded"),
    "approval.expired": gettext_lazy("Approval expired"),
    "approval.questioned": gettext_lazy("Approval put in question"),
    "approval.quantity_exceeded": gettext_lazy("More delivered than approved"),
    "approval.load_rejected": gettext_lazy("Load rejected"),
    "approval.customer_merged": gettext_lazy("Approval moved to another customer"),
    "reaction.refused": gettext_lazy("What should have followed was refused"),
    "reaction.again": gettext_lazy("What was refused was asked again"),
    "reaction.settled": gettext_lazy("What was refused was settled by hand"),
}
TONES: Mapping[str, str] = {
    "document.verified": "good",
    "letter.issued": "good",
    "message.delivered": "good",
    "message.failed": "bad",
    "document.rejected": "bad",
    "document.expired": "bad",
    "deadline.expired": "bad",
    "reaction.refused": "bad",
    "dispatch.dropped": "bad",
    "billing.dropped": "bad",
    "hold.placed": "wait",
    "deadline.extended": "wait",
    "work.put_off": "wait",
}


def title(kind: str, process: Process | None = None) -> str:
    """What a kind of event is called, the process's own in its words; one that nobody knows shows its name."""
    own = process.events if process else {}
    return str(own.get(kind) or TITLES.get(kind, kind))


def receiver(name: str) -> str:
    """Who is told, in words; one whose code was removed, or that says nothing of itself, shows its name."""
    consumer = consumers.named(name)
    return str(consumer.label) if consumer and consumer.label else name


def tone(event: Event) -> str:
    """The colour of an event; a check that ended unfavourably is red."""
    outcome = event.matter.get("outcome")
    if event.kind == "work.completed" and outcome:
        return "good" if outcome == "favourable" else "bad"
    return TONES.get(event.kind, "")


def facts(event: Event, case: Case) -> Iterable[Fact]:
    """What came with an event, line by line."""
    matter, process = event.matter, case.process
    yield from corrections.changes(process, matter.get("changed", {}))
    for key, say in SAYINGS:
        if matter.get(key):
            said = say(matter, process)
            if said is not None:
                yield said


def _step(matter: Mapping[str, Any], process: Process) -> Fact | None:
    label = step_label(process, str(matter["step"]))
    return Fact(_("Work"), label) if label else None


def _outcome(matter: Mapping[str, Any], process: Process) -> Fact | None:
    del process
    code = str(matter["outcome"])
    return Fact(_("Outcome"), str(OUTCOMES.get(code, code)))


def _handed(matter: Mapping[str, Any], process: Process) -> Fact | None:
    del process
    before = str(matter.get("from") or _("the queue"))
    return Fact(_("From and to"), f"{before} → {matter['to']}")


def _rule(matter: Mapping[str, Any], process: Process) -> Fact | None:
    del process
    rule = matter["rule"]
    said = [_("to who has the least on his desk")]
    if rule.get("by_area"):
        said.append(_("of the customer's area first"))
    if rule.get("skill"):
        said.append(_("with the duty “%(duty)s”") % {"duty": rule["skill"]})
    version = matter.get("policy", {}).get("version")
    number = _(" (version %(number)s of the rule)") % {"number": version} if version else ""
    return Fact(_("Rule"), ", ".join(said) + number)


def _until(matter: Mapping[str, Any], process: Process) -> Fact | None:
    del process
    return Fact(_("Until"), _day(matter["until"]))


def _covers(matter: Mapping[str, Any], process: Process) -> Fact | None:
    return Fact(_("Clocks"), ", ".join(clock_label(process, str(code)) for code in matter["covers"]))


def _due(matter: Mapping[str, Any], process: Process) -> Fact | None:
    days = [f"{clock_label(process, code)}: {_day(day)}" for code, day in matter["due"].items()]
    return Fact(_("Deadlines"), "; ".join(days)) if days else None


def _other(matter: Mapping[str, Any], process: Process) -> Fact | None:
    del process
    forward, backward = KINDS.get(str(matter.get("link")), KINDS["concerns"])
    return Fact(str(backward if matter.get("inverse") else forward), str(matter["other"]))


def _changed_personal(matter: Mapping[str, Any], process: Process) -> Fact | None:
    fields = process.correctable.base_fields if process.correctable else {}
    names = (corrections.name_of(fields, name) for name in matter["changed_personal"])
    return Fact(_("Changed personal data"), ", ".join(names))


def _merged(matter: Mapping[str, Any], process: Process) -> Fact | None:
    del process
    return Fact(_("Customer"), f"{matter['merged_from']} → {matter['merged_into']}")


def _document(matter: Mapping[str, Any], process: Process) -> Fact | None:
    del process
    return Fact(_("Document"), kind_label(str(matter["document_kind"])))


def _consumer(matter: Mapping[str, Any], process: Process) -> Fact | None:
    del process
    return Fact(_("Receiver"), receiver(str(matter["consumer"])))


def _error(matter: Mapping[str, Any], process: Process) -> Fact | None:
    del process
    return Fact(_("Error"), str(matter["error"]))


def _refusals(matter: Mapping[str, Any], process: Process) -> Fact | None:
    del process
    said = [_(str(each["message"])).format(**each.get("params", {})) for each in matter["refusals"]]
    return Fact(_("Why"), " ".join(said))


def _words(matter: Mapping[str, Any], process: Process) -> Fact | None:
    del process
    return Fact(_("Why"), str(matter["words"]))


def _matched(matter: Mapping[str, Any], process: Process) -> Fact | None:
    del process
    return Fact(_("Filed here because"), "; ".join(mail.reasons(matter["matched"])))


def _message(matter: Mapping[str, Any], process: Process) -> Fact | None:
    del process
    channel = str(matter.get("channel", ""))
    return Fact(_("Message"), f"{matter['subject']} ({dict(Channel.choices).get(channel, channel)})")


SAYINGS: tuple[tuple[str, Callable[[Mapping[str, Any], Process], Fact | None]], ...] = (
    ("step", _step),
    ("outcome", _outcome),
    ("to", _handed),
    ("rule", _rule),
    ("until", _until),
    ("covers", _covers),
    ("due", _due),
    ("other", _other),
    ("changed_personal", _changed_personal),
    ("merged_from", _merged),
    ("document_kind", _document),
    ("subject", _message),
    ("matched", _matched),
    ("consumer", _consumer),
    ("error", _error),
    ("refusals", _refusals),
    ("words", _words),
)


def clock_label(process: Process, code: str) -> str:
    """What a clock is called; one that this version of the process no longer has shows its code."""
    return next((str(clock.label) for clock in process.clocks if clock.code == code and clock.label), code)


def _day(value: object) -> str:
    day = value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
    return formats.say_full(day)
