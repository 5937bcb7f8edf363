"""A statement of account in the words of its PDF, in the active language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from documents.letters.formats import Wording

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from billing.models import OpenItem, Payment
    from billing.queries.statements import Account
    from documents.services.messages.writing import Addressee

MOVES: Final = ("day", "words", "amount", "amount", "amount")
OPEN: Final = ("words", "day", "day", "amount", "amount")


def statement_words(
    account: Account, code: str, recipient: Addressee, language: str, *, from_on: date | None
) -> dict[str, Any]:
    """What statement.typ asks for; `language` is the active one."""
    wording = Wording(language)
    tables = [_movements(account, wording, from_on)] if from_on else []
    tables += [_open(account, wording)] if account.items or account.payments else []
    return {
        "title": _("Statement of account"),
        "code": _("Customer code %(code)s") % {"code": code},
        "dated": wording.day(account.on),
        "period": _("as of %(day)s") % {"day": short_day(account.on)},
        "recipient": list(address_lines(recipient)),
        "tables": tables,
        "nothing": _("Nothing is open."),
        "sums": [[_("Balance"), wording.euro(account.balance)], [_("of which overdue"), wording.euro(account.overdue)]],
        "remark": _(
            "Money that reached us after %(day)s is not shown. Please tell us of any difference from your own books."
        )
        % {"day": short_day(account.on)},
    }


def move_words(item: OpenItem | None, payment: Payment | None) -> str:
    """What a line of a statement is about."""
    if item is not None:
        said = f"{item.get_kind_display()} {item}"
        return _("%(what)s, taken back") % {"what": said} if item.reverses_id else said
    if payment is None:
        return ""
    said = f"{payment.get_channel_display()} {payment.reference}".strip()
    if payment.reverses_id:
        return _("%(what)s, came back: %(reason)s") % {"what": said, "reason": payment.reason}
    return said


def _movements(account: Account, wording: Wording, from_on: date) -> dict[str, Any]:
    rows = [[short_day(from_on), _("Opening balance"), "", "", wording.euro(account.opening)]]
    rows += [
        [
            short_day(move.on),
            move_words(move.item, move.payment),
            wording.euro(move.debit),
            wording.euro(move.credit),
            wording.euro(move.balance),
        ]
        for move in account.moves
    ]
    return {
        "title": _("Movements from %(first)s to %(last)s")
        % {"first": short_day(from_on), "last": short_day(account.on)},
        "head": [
            _("Day"),
            pgettext("statement of account", "What"),
            pgettext("statement of account", "Debit"),
            pgettext("statement of account", "Credit"),
            _("Balance"),
        ],
        "columns": MOVES,
        "rows": rows,
    }


def _open(account: Account, wording: Wording) -> dict[str, Any]:
    rows = [
        [
            f"{item.row.get_kind_display()} {item.row}",
            short_day(item.row.issued_on),
            short_day(item.row.due_on),
            wording.euro(item.row.amount),
            wording.euro(item.left),
        ]
        for item in account.items
    ]
    rows += [
        [
            _("%(what)s, not allocated yet") % {"what": move_words(None, payment.row)},
            short_day(payment.row.booked_on),
            "",
            wording.euro(-payment.row.amount),
            wording.euro(-payment.left),
        ]
        for payment in account.payments
    ]
    return {
        "title": _("Open on %(day)s") % {"day": short_day(account.on)},
        "head": [_("Document"), _("Document date"), _("Due on"), _("Amount"), _("Open")],
        "columns": OPEN,
        "rows": rows,
    }


def address_lines(recipient: Addressee) -> Iterator[str]:
    """An addressee in the window of an envelope."""
    yield recipient.name
    if recipient.street:
        yield recipient.street
    town = f"{recipient.postal_code} {recipient.city}".strip()
    if town:
        yield f"{town} ({recipient.province})" if recipient.province else town
    if recipient.street and recipient.country not in ("", "IT"):
        yield recipient.country


def short_day(value: date) -> str:
    """A day in figures, as accounts are read."""
    return date_format(value, "SHORT_DATE_FORMAT")
