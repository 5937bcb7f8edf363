"""Messages in words: where each stands, to whom it went, what proves it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from desk import formats
from desk.presenting.addresses import Addresses
from desk.presenting.billing.parts import Cell, Line, Table, fact
from desk.shown import State
from documents.models import Direction, Evidence, Message, MessageStatus, Recipient, RecipientStatus
from documents.services.messages import codes
from documents.services.messages.writing import Addressee

TONES = {
    MessageStatus.QUEUED: "wait",
    MessageStatus.SENDING: "run",
    MessageStatus.UNKNOWN: "bad",
    MessageStatus.SENT: "run",
    MessageStatus.DELIVERED: "good",
    MessageStatus.FAILED: "bad",
    MessageStatus.TRAY: "wait",
    MessageStatus.RECEIVED: "good",
}
RECIPIENT_TONES = {
    RecipientStatus.SENT: "run",
    RecipientStatus.DELAYED: "wait",
    RecipientStatus.DELIVERED: "good",
    RecipientStatus.FAILED: "bad",
}


def moment(value: datetime) -> str:
    """A moment in figures, as registers are read."""
    return formats.say_register(value)


def state(message: Message) -> State:
    """Where it stands."""
    return State(str(message.get_status_display()), TONES.get(MessageStatus(message.status), "calm"))


def place(recipient: Recipient) -> str:
    """Where it goes, on one line."""
    if recipient.address:
        return recipient.address
    town = " ".join(part for part in (recipient.postal_code, recipient.city) if part)
    province = f"({recipient.province})" if recipient.province else ""
    country = recipient.country if recipient.country not in ("", "IT") else ""
    return " ".join(
        part for part in (f"{recipient.street}," if recipient.street else "", town, province, country) if part
    )


def place_of(each: Addressee) -> str:
    """A recipient as one ticks him: who, and where."""
    town = " ".join(part for part in (each.postal_code, each.city) if part)
    where = each.address or ", ".join(part for part in (each.street, town) if part)
    return f"{each.name} · {where}" if each.name and where else each.name or where


def people(message: Message) -> str:
    """Who wrote, or to whom."""
    if message.direction == Direction.IN:
        return message.sender_name or message.sender_address
    return ", ".join(str(each) for each in message.recipients.all())


def register(rows: Iterable[Message], to: Addresses) -> Table:
    """Lines of the register."""
    heads = [(_("Written"), ""), (_("Way"), ""), (_("Subject"), ""), (_("From or to"), ""), (_("About"), "")]
    lines = [_line(row, to) for row in rows]
    return Table([*heads, (_("State"), "")], lines, _("No messages of this kind."))


def _line(row: Message, to: Addresses) -> Line:
    href = to.to("message", row.key)
    shown = state(row)
    number = row.case.number if row.case else ""
    code = row.customer.code if row.customer and not number else ""
    cells = [
        Cell(moment(row.created_at)),
        Cell(str(row.get_channel_display()), under=str(row.get_direction_display())),
        Cell(row.subject or _("(no subject)"), "whole", href),
        Cell(people(row)),
        Cell(number or code, href=to.case(number) if number else to.customer(code) if code else ""),
        Cell(shown.label, tone=shown.tone),
    ]
    return Line(cells, href)


def of_case(rows: Iterable[Message], to: Addresses) -> list[dict[str, Any]]:
    """The messages of a case, as its page lists them."""
    return [
        _listed(row, to.to("mail-message" if row.direction == Direction.IN else "message", row.key)) for row in rows
    ]


def of_customer(rows: Iterable[Message], to: Addresses) -> list[dict[str, Any]]:
    """The messages of a customer, each with the case it is about."""
    return [{**_listed(row, to.to("message", row.key)), "about": row.case.number if row.case else ""} for row in rows]


def _listed(row: Message, href: str) -> dict[str, Any]:
    return {
        "href": href,
        "subject": row.subject or _("(no subject)"),
        "way": str(row.get_channel_display()),
        "people": people(row),
        "at": row.created_at,
        "is_inbound": row.direction == Direction.IN,
        "state": state(row),
    }


def facts(message: Message) -> list[dict[str, Any]]:
    """What is known of one."""
    shown = state(message)
    lines = [
        fact(_("State"), shown.label),
        fact(_("Way"), f"{message.get_channel_display()} · {message.get_direction_display()}"),
        fact(_("Case"), message.case.number if message.case else ""),
        fact(_("Customer"), f"{message.customer.code} {message.customer.name}" if message.customer else ""),
        fact(pgettext("sender", "From"), people(message) if message.direction == Direction.IN else ""),
        fact(_("Account"), str(message.account) if message.account else ""),
        fact(_("Written by"), str(message.created_by) if message.created_by else ""),
        fact(_("Written"), moment(message.created_at)),
        fact(_("Sent"), moment(message.sent_at) if message.sent_at else ""),
        fact(_("Delivered at"), moment(message.delivered_at) if message.delivered_at else ""),
        fact(_("Presumed delivered on"), _day(message.presumed_delivered_on)),
        fact(_("Failed"), moment(message.failed_at) if message.failed_at else ""),
        fact(_("What went wrong"), message.failure),
        fact(_("Attempts"), message.attempts or ""),
        fact(_("Code on page 1"), codes.shown(message.code) if message.code else ""),
        fact(_("Message-ID"), message.rfc_message_id),
        fact(_("Hash of the content"), message.content_hash),
    ]
    return [line for line in lines if line["value"]]


def recipients(rows: Sequence[Recipient]) -> Table:
    """Each recipient and how far it came."""
    heads = [(_("Name"), ""), (_("Where"), ""), (_("State"), ""), (_("Delivered at"), "")]
    tones = {row.pk: RECIPIENT_TONES.get(RecipientStatus(row.status), "calm") for row in rows}
    lines = [
        Line(
            [
                Cell(row.name or "–", "whole", under=str(row.get_copy_display()) if row.copy == "cc" else ""),
                Cell(place(row)),
                Cell(str(row.get_status_display()), tone=tones[row.pk], under=row.failure),
                Cell(moment(row.delivered_at) if row.delivered_at else ""),
            ]
        )
        for row in rows
    ]
    return Table(heads, lines)


def evidence(rows: Iterable[Evidence], to: Addresses) -> Table:
    """What proves it, the oldest first."""
    heads = [(_("When"), ""), (_("What"), ""), (_("About"), ""), (_("In words"), ""), (_("Document"), "")]
    lines = [
        Line(
            [
                Cell(moment(row.happened_at)),
                Cell(str(row.get_kind_display()), "whole", under=row.number),
                Cell(str(row.recipient) if row.recipient else row.address or _("the whole message")),
                Cell(row.words, under=str(row.recorded_by) if row.recorded_by else ""),
                Cell(str(row.document) if row.document else "", href=_paper(row, to)),
            ]
        )
        for row in rows
    ]
    return Table(heads, lines, _("Nothing yet."))


def _paper(row: Evidence, to: Addresses) -> str:
    return to.paper(row.document.uuid) if row.document else ""


def _day(value: Any) -> str:
    return formats.say_register(value) if value else ""
