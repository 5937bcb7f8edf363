"""Mailings in words: how one stands, who gets it, who does not and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from desk import formats
from desk.presenting import letters
from desk.presenting.addresses import Addresses
from desk.presenting.billing.parts import Cell, Line, Section, Table, fact
from desk.presenting.messages import moment, state
from documents.letters.catalogue import Field
from documents.letters.checking import Finding
from documents.models import CustomerList, Mailing, MailingRow, MailingStatus, MessageStatus, WhyNot
from documents.queries.mailings import Totals

TONES = {
    MailingStatus.DRAFT: "wait",
    MailingStatus.PREPARED: "wait",
    MailingStatus.RELEASING: "run",
    MailingStatus.RELEASED: "good",
    MailingStatus.STOPPED: "bad",
}


def register(rows: Iterable[Any], to: Addresses) -> Table:
    """The mailings of a company; each carries the number of its messages."""
    heads = [(_("Mailing"), ""), (_("List"), ""), (_("Written"), ""), (_("Messages"), "amount"), (_("State"), "")]
    lines = [
        Line(
            [
                Cell(row.name, "whole", to.to("mailing", row.key), str(row.get_purpose_display())),
                Cell(row.list.name, href=to.to("customer-list", row.list_id)),
                Cell(moment(row.created_at), under=str(row.created_by) if row.created_by else ""),
                Cell(str(row.messages or ""), "amount"),
                Cell(str(row.get_status_display()), tone=TONES[MailingStatus(row.status)]),
            ],
            to.to("mailing", row.key),
        )
        for row in rows
    ]
    return Table(heads, lines, _("No mailing yet. Save a list of customers first, then write the mailing."))


def saved_lists(rows: Iterable[CustomerList], to: Addresses) -> Table:
    """The saved lists; each carries how often it was used."""
    heads = [(_("List"), ""), (_("Who is on it"), ""), (_("Changed"), ""), (_("Mailings"), "amount")]
    lines = [
        Line(
            [
                Cell(row.name, "whole", to.to("customer-list", row.pk), row.note),
                Cell(_("only who was added") if row.is_by_hand else _("who meets the criteria")),
                Cell(moment(row.changed_at)),
                Cell(str(getattr(row, "used", "") or ""), "amount"),
            ],
            to.to("customer-list", row.pk),
        )
        for row in rows
    ]
    return Table(heads, lines, _("No list yet."))


def facts(mailing: Mailing) -> list[dict[str, Any]]:
    """What is known of one."""
    lines = [
        fact(_("State"), str(mailing.get_status_display())),
        fact(_("Purpose"), str(mailing.get_purpose_display())),
        fact(_("Why no consent is needed"), mailing.reason),
        fact(_("List"), mailing.list.name),
        fact(_("Way"), str(mailing.get_channel_display())),
        fact(_("From"), str(mailing.account) if mailing.account else ""),
        fact(_("Messages a minute"), mailing.per_minute or ""),
        fact(_("Written by"), str(mailing.created_by) if mailing.created_by else ""),
        fact(pgettext("mailing", "Prepared"), _when(mailing.prepared_at)),
        fact(pgettext("mailing", "Released"), _when(mailing.released_at)),
        fact(_("Released by"), str(mailing.released_by) if mailing.released_by else ""),
        fact(_("Ended"), _when(mailing.ended_at)),
        fact(_("What went wrong"), _(mailing.trouble) if mailing.trouble else ""),
    ]
    return [line for line in lines if line["value"]]


def totals(found: Totals) -> list[dict[str, Any]]:
    """Who gets it and how far it came."""
    lines = [
        fact(_("On the list"), found.all),
        fact(_("Get it"), found.reached),
        fact(_("Still to be written"), found.waiting or ""),
        *(fact(MessageStatus(status).label, number) for status, number in sorted(found.by_status.items())),
        fact(_("Consent given long ago"), found.old_consents or ""),
    ]
    return [line for line in lines if line["value"] != ""]


def left_out(found: Totals) -> Table:
    """How many do not get it, by reason."""
    heads = [(_("Do not get it"), ""), (_("Customers"), "amount")]
    lines = [
        Line([Cell(str(WhyNot(why_not).label), "whole"), Cell(str(number), "amount")])
        for why_not, number in sorted(found.left_out.items(), key=lambda each: -each[1])
    ]
    return Table(heads, lines, _("Everybody on the list gets it."))


def customers(rows: Iterable[MailingRow], to: Addresses) -> Table:
    """Each customer of the list: the message, or why there is none."""
    heads = [(_("Customer"), ""), (_("Address"), ""), (_("State"), "")]
    return Table(heads, [_line(row, to) for row in rows], _("Not prepared yet."))


def _line(row: MailingRow, to: Addresses) -> Line:
    href = to.to("message", row.message.key) if row.message else ""
    cells = [
        Cell(row.customer.name, "whole", to.customer(row.customer.code), row.customer.code),
        Cell(row.address or "–", under=_("consent given long ago") if row.is_consent_old else ""),
    ]
    if row.message:
        shown = state(row.message)
        return Line([*cells, Cell(shown.label, href=href, under=row.message.failure)])
    words = str(row.get_why_not_display()) if row.why_not else _("gets it")
    return Line([*cells, Cell(words, tone="bad" if row.why_not else "good", under=row.words)])


def wrong(language: str, found: Iterable[Finding]) -> Section | None:
    """What is wrong with a text, each with its place; nothing where all is right."""
    shown = [letters.finding(each) for each in found]
    if not shown:
        return None
    heads = [(_("What"), ""), (_("Where"), ""), (_("In words"), "")]
    lines = [Line([Cell(each.what, "whole", under=each.hint), Cell(each.where), Cell(each.words)]) for each in shown]
    return Section(_("%(language)s: to be corrected") % {"language": language}, Table(heads, lines))


def fields(known: Iterable[Field]) -> Table:
    """The merge fields one may use."""
    heads = [(_("Merge field"), ""), (_("What it holds"), ""), (_("For example"), "wide-only")]
    lines = [
        Line([Cell(f"{{{{ {each.name} }}}}", "whole"), Cell(str(each.description)), Cell(each.example, "wide-only")])
        for each in known
    ]
    return Table(heads, lines)


def _when(value: Any) -> str:
    return formats.say_register(value) if value else ""
