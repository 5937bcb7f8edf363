"""A table of the ledger as a file to be read: days and amounts as the reader's language writes them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language

from desk.spreadsheets import as_csv, as_xlsx, sent

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.http.response import HttpResponseBase


def as_file(
    kind: str, name: str, slug: str, on: date, heads: Sequence[str], rows: Iterable[Sequence[Any]]
) -> HttpResponseBase:
    """The response with the file; another kind of file is not there (404). Numbers and days stay such in .xlsx."""
    italian = (get_language() or "it").startswith("it")
    delimiter, text = ";" if italian else ",", partial(_text, italian=italian)
    return sent(
        kind,
        f"{name}-{slug}-{on.isoformat()}",
        csv=lambda: as_csv(heads, rows, delimiter=delimiter, text=text),
        xlsx=lambda: as_xlsx(heads, rows, amount="#,##0.00"),
    )


def _text(value: Any, *, italian: bool) -> str:
    if isinstance(value, Decimal):
        return f"{value:.2f}".replace(".", ",") if italian else f"{value:.2f}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}" if italian else value.isoformat()
    return str(value)
