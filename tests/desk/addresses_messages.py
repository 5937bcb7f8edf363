"""The addresses of messages: the register, writing, print batches, accounts and rules."""

from __future__ import annotations

from typing import Any

from documents.services.messages import codes
from tests.desk.addresses import NO, Address, case, row, whom
from tests.desk.world import House

OFFICE = (403, 403)


def message(house: House) -> list[Any]:
    return [house.rows["failed"].key]


def posted(house: House) -> list[Any]:
    return [house.rows["posted"].key]


def addresses(house: House) -> list[Any]:
    return [house.rows["batch"].pk, "csv"]


def mail(house: House) -> dict[str, Any]:
    del house
    key = "6a6a2f4e-6a6a-4a6a-8a6a-6a6a2f4e6a6c"
    return {"key": key, "others": "neri@example.it", "subject": "Richiesta", "body": "Buongiorno."}


def code(house: House) -> str:
    return codes.shown(house.rows["posted"].code)


def account(house: House) -> dict[str, Any]:
    del house
    smtp = {"smtp_port": "587", "smtp_security": "starttls", "imap_port": "993", "imap_security": "tls"}
    return {"name": "Ufficio", "kind": "pec", "address": "ufficio@pec.example.it", **smtp}


ADDRESSES = [
    Address("messages", own=False),
    Address("messages-file", lambda _: ["csv"], own=False),
    Address("messages-troubled", own=False),
    Address("message", message, lambda _: {"step": "withdraw"}, (404, 404)),
    Address("book-message", posted, lambda _: {"kind": "returned", "on": "2026-11-17"}, (404, 404)),
    Address("resend-message", message, mail, (404, 404)),
    Address("send", case, mail, NO),
    Address("write-to-customer", whom, mail, OFFICE),
    Address("returns", typed=lambda h: {"codes": code(h), "on": "2026-11-17"}, idle=OFFICE, own=False),
    Address("postings", typed=lambda h: {"lines": f"{code(h)} 14500", "on": "2026-11-17"}, idle=OFFICE, own=False),
    Address("print-batches", typed=lambda _: {}, idle=OFFICE, own=False),
    Address("print-batch", row("batch"), lambda _: {"on": "2026-11-17"}, OFFICE),
    Address("print-batch-file", row("batch"), idle=OFFICE),
    Address("print-batch-addresses", addresses, idle=OFFICE),
    Address("mail-accounts", idle=OFFICE, own=False),
    Address("new-mail-account", typed=account, idle=OFFICE, own=False),
    Address("mail-account", row("account"), account, OFFICE),
    Address("try-mail-account", row("account"), lambda _: {"to": "io@example.it"}, OFFICE),
    Address("sending-rules", typed=lambda _: {}, idle=OFFICE, own=False),
]
