"""What is written to a customer about his account, and the fields that may be used in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from billing.queries.statements import accounts
from documents.letters.catalogue import CUSTOMER, EMAIL, LIST, YES_NO, Field, LetterKind, ProcessLetters

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from billing.models import OpenItem
    from billing.queries.statements import Account, Left
    from documents.letters.formats import Wording
    from registry.models import Customer

STATEMENT: Final = "statement_of_account"
MOST: Final = 200

FIELDS: Final = (
    Field("account.balance", _("What the customer owes by booking"), "1.830,00 €", "€1,830.00"),
    Field("account.overdue", _("What of it is overdue; empty when nothing is"), "610,00 €", "€610.00"),
    Field("account.open_items", _("The open items, the oldest due first"), kind=LIST),
    Field("account.open_items[].number", _("The number of the document"), "FT 2026/1042"),
    Field("account.open_items[].issued_on", _("The date of the document"), "3 ottobre 2026", "3 October 2026"),
    Field("account.open_items[].due_on", _("The day it is due"), "2 novembre 2026", "2 November 2026"),
    Field("account.open_items[].open", _("What is open of it"), "610,00 €", "€610.00"),
    Field("account.open_items[].is_overdue", _("Whether the day has passed"), kind=YES_NO),
)


def values(customer: Customer, wording: Wording, on: date) -> Mapping[str, Any]:
    """What the fields hold for a customer in the evening of a day."""
    return account_values(accounts(customer.company_id, [customer.pk], on)[customer.pk], wording)


def account_values(account: Account, wording: Wording) -> Mapping[str, Any]:
    """What they hold for an account; of many open items the two hundred oldest."""
    return {
        "account": {
            "balance": wording.euro(account.balance),
            "overdue": wording.euro(account.overdue) if account.overdue > 0 else "",
            "open_items": [_line(item, wording, account.on) for item in account.items[:MOST]],
        }
    }


def _line(item: Left[OpenItem], wording: Wording, on: date) -> dict[str, Any]:
    return {
        "number": item.row.document_number,
        "issued_on": wording.day(item.row.issued_on),
        "due_on": wording.day(item.row.due_on),
        "open": wording.euro(item.left),
        "is_overdue": item.row.due_on < on,
    }


LETTERS: Final = ProcessLetters(
    process_code="account",
    label=_("Accounts"),
    about=CUSTOMER,
    kinds=(
        LetterKind(STATEMENT, _("Statement of account"), _("When a statement of account is sent"), formats=(EMAIL,)),
    ),
    fields=FIELDS,
    values=values,
    folder=Path(__file__).parent / "policy" / "letters",
)
