"""Mail that came in, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Case
from desk.presenting.addresses import Addresses
from desk.presenting.rows import state_of
from desk.shown import State
from documents.models import Evidence, Incoming, Message
from documents.queries import mail as found

REASONS: Mapping[str, Any] = {
    "reply": gettext_lazy("it answers a message of the case"),
    "reply_to_customer": gettext_lazy("it answers a message to the customer about no case"),
    "number_in_subject": gettext_lazy("the subject names the case"),
    "number_in_text": gettext_lazy("the text names the case"),
    "sender": gettext_lazy("the sender is the customer or one of its contacts"),
    "correspondent": gettext_lazy("we wrote to the sender about the case"),
    "tax_number": gettext_lazy("the text holds the VAT number or fiscal code of the customer"),
    "dropped": gettext_lazy("somebody dropped it on the case"),
    "by_hand": gettext_lazy("somebody filed it by hand"),
}
KINDS: Mapping[str, tuple[Any, str]] = {
    "bounce": (gettext_lazy("returned mail"), "bad"),
    "delay": (gettext_lazy("delivery delayed"), "wait"),
    "absence": (gettext_lazy("absence note"), "calm"),
    "unreadable": (gettext_lazy("to be looked at"), "bad"),
}
SEALS: Mapping[str, tuple[Any, str]] = {
    "trusted": (gettext_lazy("provider's signature: issuer trusted"), "good"),
    "unknown": (gettext_lazy("provider's signature intact, issuer unknown"), "wait"),
    "broken": (gettext_lazy("provider's signature does not match"), "bad"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A message in a list."""

    subject: str
    sender: str
    address: str
    at: datetime
    href: str
    channel: str
    kind: State | None
    about: str
    trouble: str
    decision: str


def line(message: Message, to: Addresses) -> Line:
    """A message with its arrivals loaded."""
    arrival = found.arrival_of(message)
    return Line(
        subject=message.subject or _("(no subject)"),
        sender=message.sender_name or message.sender_address or _("(unknown sender)"),
        address=message.sender_address if message.sender_name else "",
        at=message.created_at,
        href=to.to("mail-message", message.key),
        channel=str(message.get_channel_display()),
        kind=_badge(KINDS, arrival.kind) if arrival else None,
        about=_about(message, arrival),
        trouble=_(arrival.trouble) if arrival and arrival.trouble else "",
        decision=arrival.decision if arrival else "",
    )


def seal(arrival: Incoming | None) -> State | None:
    """How far the provider's signature can be trusted; None for mail without one."""
    return _badge(SEALS, arrival.seal) if arrival else None


def _badge(badges: Mapping[str, tuple[Any, str]], code: str) -> State | None:
    found_one = badges.get(code)
    return State(str(found_one[0]), found_one[1]) if found_one else None


def _about(message: Message, arrival: Incoming | None) -> str:
    """What is known of where it belongs."""
    if message.case is not None:
        return message.case.number
    count = len(arrival.candidates) if arrival else 0
    if count:
        return _("%(count)d possible cases") % {"count": count} if count > 1 else _("one possible case")
    return message.customer.name if message.customer is not None else _("nothing points to a case")


def reasons(codes: Iterable[str]) -> list[str]:
    """Why, each in words; a code this page does not know shows itself."""
    return [str(REASONS.get(code, code)) for code in codes]


def refused(arrival: Incoming | None) -> list[dict[str, Any]]:
    """The files that did not come in, each with every reason in the reader's language."""
    return [
        {
            "name": one["name"] or _("Further parts"),
            "reasons": [
                " ".join(_fill(text, params) for text in (message, hint)) for message, hint, params in one["reasons"]
            ],
        }
        for one in (arrival.refused if arrival else ())
    ]


def _fill(text: str, params: Mapping[str, str]) -> str:
    return _(text).format(**params) if text else ""


def candidate(case: Case, codes: Iterable[str], to: Addresses) -> dict[str, Any]:
    """A case the message may belong to."""
    return {
        "number": case.number,
        "subject": case.subject,
        "customer": case.customer.name if case.customer is not None else "",
        "state": state_of(case),
        "href": to.case(case.number),
        "reasons": reasons(codes),
    }


def evidence(one: Evidence, to: Addresses) -> dict[str, Any]:
    """A receipt that fits nothing."""
    return {
        "kind": str(one.get_kind_display()),
        "address": one.address,
        "words": one.words,
        "at": one.happened_at,
        "href": to.to("mail-evidence", one.pk),
        "file": to.paper(one.document.uuid) if one.document is not None else "",
    }
