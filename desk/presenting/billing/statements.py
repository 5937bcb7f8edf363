"""Runs of statements of account, and what became of each customer, as rows of a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from billing.models import CustomerStatement, StatementRun
from billing.models.statements import Whom
from billing.services.statements.reasons import reasons_of as kept_reasons
from desk import formats
from desk.presenting.billing.parts import Button, Cell, Line, Table, day, fact, money
from desk.reasons import reasons_of
from documents.models import MessageStatus

if TYPE_CHECKING:
    from datetime import datetime

    from desk.presenting.addresses import Addresses

RUN_TONES = {
    StatementRun.PREPARED: "wait",
    StatementRun.RELEASED: "run",
    StatementRun.ENDED: "good",
    StatementRun.DROPPED: "calm",
}
TONES = {
    CustomerStatement.WAITING: "wait",
    CustomerStatement.LEFT_OUT: "calm",
    CustomerStatement.WRITTEN: "good",
    CustomerStatement.REFUSED: "bad",
}
MESSAGE_TONES = {MessageStatus.DELIVERED: "good", MessageStatus.FAILED: "bad", MessageStatus.SENT: "run"}


def run_table(runs: Iterable[StatementRun], counts: Mapping[int, Mapping[str, int]], to: Addresses) -> Table:
    """The runs, each with how many statements are at which point."""
    heads = [
        (_("As of"), ""),
        (_("For whom"), ""),
        (pgettext("statements", "To be sent"), "amount wide-only"),
        (pgettext("statements", "Written"), "amount"),
        (pgettext("statements", "Left out"), "amount wide-only"),
        (_("Prepared by"), "wide-only"),
        (_("State"), ""),
    ]
    lines = []
    for run in runs:
        href, of = to.to("statement-run", run.pk), counts.get(run.pk, {})
        out = of.get(CustomerStatement.LEFT_OUT, 0) + of.get(CustomerStatement.REFUSED, 0)
        lines.append(
            Line(
                [
                    Cell(day(run.on).text, "whole", href),
                    Cell(whom_words(run), "whole", under=str(run.layout.label)),
                    Cell(str(of.get(CustomerStatement.WAITING, 0)), "amount wide-only"),
                    Cell(str(of.get(CustomerStatement.WRITTEN, 0)), "amount"),
                    Cell(str(out), "amount wide-only"),
                    Cell(run.prepared_by_name, "wide-only"),
                    Cell(str(run.get_status_display()), tone=RUN_TONES[run.status]),
                ],
                href,
            )
        )
    return Table(heads, lines, _("No statements were sent in lots yet."))


def whom_words(run: StatementRun) -> str:
    """For whom a run is."""
    if run.whom == Whom.OVERDUE:
        return _("overdue for more than %(days)s days") % {"days": run.days}
    if run.whom == Whom.ABOVE and run.above is not None:
        return _("balance above %(amount)s") % {"amount": formats.say_money(run.above)}
    return str(run.get_whom_display())


def run_facts(run: StatementRun, now: datetime) -> list[dict[str, Any]]:
    """What was asked for, and who decided what when."""
    since = _("from %(day)s") % {"day": day(run.from_on).text} if run.from_on else ""
    post = _("by post where no mail reaches") if run.by_post else _("nobody by post")
    said = [
        fact(_("As of"), day(run.on).text, run.get_status_display(), RUN_TONES[run.status]),
        fact(_("For whom"), whom_words(run)),
        fact(_("What is shown"), ", ".join(filter(None, [str(run.layout.label), since]))),
        fact(_("By which way"), f"{run.get_way_display()}; {post}"),
        fact(
            pgettext("statements", "On hold"),
            pgettext("statements", "left out") if run.skips_held else pgettext("statements", "taken in"),
        ),
        fact(_("Prepared by"), f"{run.prepared_by_name}, {formats.say_moment(run.prepared_at, now)}"),
    ]
    if run.released_at is not None:
        said.append(fact(_("Released by"), f"{run.released_by_name}, {formats.say_moment(run.released_at, now)}"))
    if run.is_stopped:
        said.append(fact(_("Stopped"), _("Whoever released it may not send statements any more: release it again.")))
    return said


def statement_table(rows: Iterable[CustomerStatement], run: StatementRun, to: Addresses, *, may: bool) -> Table:
    """Who gets one and by which way; who does not, and why; what became of it."""
    heads = [
        (_("Customer"), ""),
        (_("Balance"), "amount"),
        (pgettext("statements", "Overdue"), "amount wide-only"),
        (_("By which way"), ""),
        (_("State"), ""),
    ]
    return Table(heads, [_line(row, run, to, may=may) for row in rows], _("Nobody."))


def _line(row: CustomerStatement, run: StatementRun, to: Addresses, *, may: bool) -> Line:
    return Line(
        [
            Cell(row.customer.name, "whole", to.to("credit", row.customer.code), _marks(row)),
            money(row.balance),
            money(row.overdue, "amount wide-only"),
            Cell(str(row.get_channel_display()) if row.channel else "–", under=row.address),
            _state(row),
        ],
        buttons=_buttons(row, run, to, may=may),
    )


def _marks(row: CustomerStatement) -> str:
    """What somebody ought to know before it goes."""
    held = _("collection on hold") if row.is_held else ""
    return " · ".join(filter(None, [row.customer.code, held, row.insolvency]))


def _state(row: CustomerStatement) -> Cell:
    if row.message is None:
        why = " ".join(each.message for each in reasons_of(kept_reasons(row)))
        return Cell(str(row.get_status_display()), tone=TONES[row.status], under=why)
    return Cell(
        str(row.message.get_status_display()), tone=MESSAGE_TONES.get(MessageStatus(row.message.status), "wait")
    )


def _buttons(row: CustomerStatement, run: StatementRun, to: Addresses, *, may: bool) -> list[Button]:
    about = row.customer.name
    if row.document is not None and row.message is not None:
        return [
            Button(_("PDF"), to.paper(row.document.uuid), "link", about=about),
            Button(_("Message"), to.to("message", row.message.key), "link", about=about),
        ]
    found = [Button(_("Preview"), to.to("statement-preview", run.pk, row.pk), "link", about=about)]
    if run.status != StatementRun.PREPARED or not may:
        return found if run.status == StatementRun.PREPARED else []
    here = to.to("statement-run", run.pk)
    if row.status == CustomerStatement.WAITING:
        found.append(Button(_("Leave out"), here, "", {"step": "leave_out", "row": row.pk}, about))
    elif row.channel:
        found.append(Button(pgettext("statements", "Take in"), here, "", {"step": "take_in", "row": row.pk}, about))
    return found


def sent_table(rows: Iterable[CustomerStatement], to: Addresses) -> Table:
    """The statements a customer was sent: when, by which way, and the file."""
    heads = [(_("Sent on"), ""), (_("As of"), ""), (_("Balance"), "amount"), (_("By which way"), ""), (_("State"), "")]
    lines = [
        Line(
            [
                day(formats.local(row.written_at).date() if row.written_at else None),
                day(row.run.on),
                money(row.balance),
                Cell(str(row.get_channel_display()), under=row.address),
                _state(row),
            ],
            buttons=_buttons(row, row.run, to, may=False),
        )
        for row in rows
    ]
    return Table(heads, lines, _("None was sent in a lot."))
