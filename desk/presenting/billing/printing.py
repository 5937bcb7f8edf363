"""A statement of account in the words of its PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from desk import formats
from desk.presenting.billing.rows import move_words
from desk.presenting.customers import where

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from billing.queries.statement import Statement
    from registry.models import Company


def statement_words(found: Statement, company: Company, on: date) -> dict[str, Any]:
    """Every word of the PDF, in the reader's language."""
    customer = found.customer
    opening = [_day(found.from_on), _("Opening balance"), "", "", _money(found.opening)]
    return {
        "lang": (get_language() or "it")[:2],
        "title": _("Statement of account"),
        "sender": company.name,
        "customer": [customer.name, where(customer), customer.code],
        "period": _("From %(first)s to %(last)s") % {"first": _day(found.from_on), "last": _day(found.to_on)},
        "heads": [_("Day"), _("What"), _("Debit"), _("Credit"), _("Balance")],
        "rows": [
            opening,
            *(
                [
                    _day(move.on),
                    move_words(move.item, move.payment),
                    _money(move.debit),
                    _money(move.credit),
                    _money(move.balance),
                ]
                for move in found.moves
            ),
        ],
        "closing": _("Closing balance: %(amount)s") % {"amount": _money(found.closing)},
        "open_title": _("Open on %(day)s") % {"day": _day(on)},
        "open_heads": [_("Document"), _("Document date"), _("Due on"), _("Amount"), _("Open")],
        "open_rows": [
            [
                f"{item.get_kind_display()} {item}",
                _day(item.issued_on),
                _day(item.due_on),
                _money(item.amount),
                _money(item.open_amount),
            ]
            for item in found.open_items
        ],
        "foot": f"{company.name} · {customer.code}",
    }


def _day(value: date) -> str:
    return date_format(value, "SHORT_DATE_FORMAT")


def _money(value: Decimal | None) -> str:
    return formats.say_money(value) if value is not None else ""
