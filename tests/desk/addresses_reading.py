"""Documents beside the sheet."""

from __future__ import annotations

from tests.desk.addresses import Address, case, document

ADDRESSES = [
    Address("reading", case, idle=(404, 404)),
    Address("document-page", document, idle=(404, 405)),
]
