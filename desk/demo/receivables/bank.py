"""A bank statement of yesterday, as the bank would send it, for a person to match."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from billing.models import ImportMapping
from billing.services.bank import take_statement

if TYPE_CHECKING:
    from datetime import date

    from billing.models import OpenItem
    from desk.demo.receivables.lives import Account
    from desk.demo.world import World

IBAN = "IT60X0542811101000000123456"
MAPPING = {
    "customer": "Cliente",
    "document_number": "Numero",
    "issued_on": "Data",
    "due_on": "Scadenza",
    "amount": "Importo",
    "contract_ref": "Contratto",
}


def bring_in(world: World, accounts: list[Account]) -> None:
    """Six movements in, one fee, one collection that came back; and the mapping of the accounting system."""
    on, lines = world.today - timedelta(days=1), list[str]()
    for turn, account in enumerate(accounts[:9]):
        rows = account.customer.open_items.filter(is_open=True, amount__gt=0).order_by("due_on", "pk")
        items: list[OpenItem] = list(rows[:2])
        if items and len(lines) < 6:
            lines.append(_entry(on, *_payment(account, items, turn)))
    lines.append(_entry(on, Decimal("-12.50"), "COMMISSIONI E SPESE", ""))
    paid = (
        accounts[6].customer.payments.filter(amount__gt=0, reversal__isnull=True, channel="sdd").order_by("-booked_on")
    )
    if last := paid.first():
        lines.append(_entry(on, -last.amount, f"INSOLUTO SDD {last.reference}", accounts[6].customer.name))
    take_statement(
        _document(lines), f"camt053-{on:%Y%m%d}.xml", None, actor=world.actors["fatture"], now=world.office_hours(0)
    )
    ImportMapping.objects.create(
        company=world.company,
        source="gestionale",
        name="Gestionale contabile",
        content=ImportMapping.ITEMS,
        columns=MAPPING,
        date_format="dmy",
    )


def _payment(account: Account, items: list[OpenItem], turn: int) -> tuple[Decimal, str, str]:
    """The document and its amount; or only the amount; or a part; or both documents."""
    first = items[0]
    name = account.customer.name.upper()
    if turn % 4 == 1:
        return first.open_amount, "SALDO VOSTRO AVERE", name
    if turn % 4 == 2:
        return (first.open_amount / 2).quantize(Decimal("0.01")), f"ACCONTO FATTURA {first.document_number}", name
    both = items if turn % 4 == 3 else items[:1]
    words = " ".join(dict.fromkeys(item.document_number for item in both))
    return sum((item.open_amount for item in both), Decimal(0)), f"PAGAMENTO FATT. {words}", name


def _entry(on: date, amount: Decimal, text: str, name: str) -> str:
    side, sign = ("Cdtr", "DBIT") if amount < 0 else ("Dbtr", "CRDT")
    return (
        f'<Ntry><Amt Ccy="EUR">{abs(amount)}</Amt><CdtDbtInd>{sign}</CdtDbtInd><Sts>BOOK</Sts>'
        f"<BookgDt><Dt>{on}</Dt></BookgDt><ValDt><Dt>{on}</Dt></ValDt><NtryDtls><TxDtls>"
        f"<RltdPties><{side}><Nm>{escape(name)}</Nm></{side}></RltdPties>"
        f"<RmtInf><Ustrd>{escape(text)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )


def _document(lines: list[str]) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">'
        f"<BkToCstmrStmt><Stmt><Id>DEMO</Id><Acct><Id><IBAN>{IBAN}</IBAN></Id></Acct>{''.join(lines)}</Stmt>"
        "</BkToCstmrStmt></Document>"
    ).encode()
