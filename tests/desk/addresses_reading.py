"""Documents beside the sheet, and those of a customer."""

from __future__ import annotations

from tests.desk.addresses import Address, case, document, paper, whom

ADDRESSES = [
    Address("reading", case, idle=(404, 404)),
    Address("document-page", document, idle=(404, 405)),
    Address("customer-upload", whom, paper, (403, 403)),
    Address("found-documents", own=False, query=lambda _: "q=analisi"),
    Address("expiring-documents", idle=(403, 403), own=False),
    Address("expiring-documents-file", lambda _: ["csv"], idle=(403, 403), own=False),
]
