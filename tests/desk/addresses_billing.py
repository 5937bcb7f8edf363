"""Addresses of the ledger: nothing of it is for a colleague without its duties."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.billing.statements import camt, entry
from tests.desk.addresses import Address, row, whom

NO = (403, 403)
REASON = {"reason": "Agreed"}
MAPPING = {
    "name": "Office",
    "source": "other",
    "date_format": "dmy",
    "decimal_comma": "on",
    "delimiter": ";",
    "encoding": "utf-8",
    "customer_by": "code",
    **{f"column_{name}": name for name in ("customer", "document_number", "issued_on", "due_on", "amount", "kind")},
    **{
        f"column_{name}": ""
        for name in ("instalment", "contract_ref", "supply_point", "method", "paid_on", "paid_amount")
    },
}
PAYMENT = {
    "key": "6a6a2f4e-6a6a-4a6a-8a6a-6a6a2f4e6a6a",
    "channel": "cash",
    "amount": "5",
    "booked_on": "2026-10-01",
    "value_on": "",
    "counter": "",
    "reference": "",
    "by_law": "",
}
HOLD = {"cause": "plan", "contract_ref": "", "until_on": "", **REASON}
RUN = {
    "key": "7b7b2f4e-7b7b-4b7b-8b7b-7b7b2f4e7b7b",
    "on": "2026-10-31",
    "whom": "open",
    "layout": "open_items",
    "way": "email",
    **dict.fromkeys(("days", "above", "chosen", "from_on"), ""),
}
RATE = {"kind": "late", "valid_from": "2026-07-01", "valid_to": "2026-12-31", "percent": "10", "source": "x"}


def file(name: str, content: bytes) -> dict[str, object]:
    return {"file": SimpleUploadedFile(name, content)}


ADDRESSES = [
    Address("receivables", idle=NO, own=False),
    Address("balances", idle=NO, own=False, query=lambda _: "on=2026-10-01"),
    Address("balances-file", lambda _: ["csv"], idle=NO, own=False),
    Address("items", idle=NO, own=False, query=lambda _: "age=to_60&q=F"),
    Address("items-file", lambda _: ["csv"], idle=NO, own=False),
    Address("item", row("item"), lambda _: {"step": "charge"}, NO),
    Address("interest-note", row("interest"), idle=NO),
    Address("reverse-item", row("item"), lambda _: REASON, NO),
    Address("undo-allocation", row("allocation"), lambda _: {}, NO, boss=405),
    Address("payments", idle=NO, own=False, query=lambda _: "show=open"),
    Address("new-payment", typed=lambda h: {**PAYMENT, "customer": h.customer.code}, idle=NO, own=False),
    Address("payment", row("unallocated"), lambda h: {"pay-items": [str(h.rows["item"].pk)]}, NO),
    Address("reverse-payment", row("payment"), lambda _: {"on": "2026-10-01", "reason_code": "AM04", **REASON}, NO),
    Address("bank", idle=NO, own=False),
    Address(
        "new-statement",
        typed=lambda _: {**file("c.xml", camt(entry("1.00"))), "mapping": ""},
        idle=NO,
        own=False,
    ),
    Address("bank-statement", row("statement"), idle=NO),
    Address(
        "bank-line",
        row("line"),
        lambda h: {
            "step": "confirm",
            "customer": h.customer.code,
            "items": str(h.rows["item"].pk),
            "why": "",
            "payment": "",
        },
        NO,
    ),
    Address("set-aside-line", row("line"), lambda _: REASON, NO),
    Address("undo-line", row("line"), lambda _: REASON, NO),
    Address("ledger-imports", idle=NO, own=False),
    Address(
        "new-ledger-import",
        typed=lambda h: {**file("a.csv", b"x\n1\n"), "mapping": str(h.rows["mapping"].pk)},
        idle=NO,
        own=False,
    ),
    Address("ledger-import", row("run"), lambda _: {"step": "apply"}, NO),
    Address("choose-ledger-mapping", idle=NO, own=False),
    Address("new-ledger-mapping", lambda _: ["items"], lambda _: MAPPING, NO, own=False),
    Address("ledger-mapping", row("mapping"), lambda _: MAPPING, NO),
    Address("collection-holds", idle=NO, own=False),
    Address(
        "new-collection-hold", typed=lambda h: {**HOLD, "customer": h.customer.code, "items": ""}, idle=NO, own=False
    ),
    Address("extend-collection-hold", row("hold_collection"), lambda _: {"until_on": "2099-01-01", **REASON}, NO),
    Address("lift-collection-hold", row("hold_collection"), lambda _: REASON, NO),
    Address("statement-runs", idle=NO, own=False),
    Address("new-statement-run", typed=lambda _: RUN, idle=NO, own=False),
    Address("statement-run", row("statement_run"), lambda _: {"step": "release"}, NO),
    Address("statement-preview", lambda h: [h.rows["statement_run"].pk, h.rows["statement_of_run"].pk], idle=NO),
    Address("handovers", idle=NO, own=False, query=lambda _: "show=differences&q=RQ"),
    Address("handovers-file", lambda _: ["csv"], idle=NO, own=False),
    Address("handover", row("handover"), idle=NO),
    Address("retry-handover", row("handover"), lambda _: {}, NO, boss=405),
    Address("repair-handover", row("handover"), lambda _: {"analysis": "5", **REASON}, NO),
    Address("drop-handover", row("handover"), lambda _: REASON, NO),
    Address("take-back-handover", row("period"), lambda _: REASON, NO),
    Address("billing-systems", idle=NO, own=False),
    Address(
        "new-billing-system",
        typed=lambda _: {"valid_from": "2099-01-01", "kind": "file", "url": "", "secret": ""},
        idle=NO,
        own=False,
    ),
    Address("rates", idle=NO, own=False),
    Address("new-rate", typed=lambda _: {**RATE, "to_be_confirmed": "on"}, idle=NO, own=False),
    Address("credit", whom, idle=NO),
    Address(
        "credit-terms",
        whom,
        lambda _: {"valid_from": "2026-10-01", "limit": "100", "insolvency": "", "source": "x"},
        NO,
    ),
    Address(
        "contract-rate",
        whom,
        lambda _: {"valid_from": "2026-10-01", "contract_ref": "", "percent": "5", "source": "x"},
        NO,
    ),
    Address("statement", whom, idle=NO),
    Address("statement-file", lambda h: [*whom(h), "csv"], idle=NO),
]
