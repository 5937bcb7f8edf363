"""Small statements as banks write them."""

from __future__ import annotations

from decimal import Decimal


def entry(amount, text="", party="", iban="", *, currency="EUR", more=""):
    """One entry of 3 November, value the day after."""
    sign = "DBIT" if amount.startswith("-") else "CRDT"
    side = "Cdtr" if amount.startswith("-") else "Dbtr"
    details = f"""<NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>
        <RltdPties><{side}><Nm>{party}</Nm></{side}><{side}Acct><Id><IBAN>{iban}</IBAN></Id></{side}Acct></RltdPties>
        <RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls>"""
    return f"""<Ntry><Amt Ccy="{currency}">{amount.lstrip("-")}</Amt><CdtDbtInd>{sign}</CdtDbtInd><Sts>BOOK</Sts>
        <BookgDt><Dt>2026-11-03</Dt></BookgDt><ValDt><Dt>2026-11-04</Dt></ValDt>{more or details}</Ntry>"""


def balance(code, amount):
    """An opening or closing balance."""
    return f"""<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{amount}</Amt>
        <CdtDbtInd>CRDT</CdtDbtInd></Bal>"""


def camt(*entries, opening="", closing=""):
    """A statement of one account."""
    balances = (balance("OPBD", opening) if opening else "") + (balance("CLBD", closing) if closing else "")
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt><Id>1</Id>
<Acct><Id><IBAN>IT60X0542811101000000123456</IBAN></Id></Acct>{balances}{"".join(entries)}</Stmt></BkToCstmrStmt>
</Document>""".encode()


def bomb():
    """A document type with an entity that reads a file of the machine."""
    return b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>'


def amount(value):
    """Fifteen signs with a comma."""
    return f"{Decimal(value):015.2f}".replace(".", ",")


CBI = "\n".join(
    line.ljust(120)
    for line in (
        " RH0542812345031126RND",
        f" 61000000105428{'':23}X0542811101000000123456EUR021126C{amount(1000)}",
        f" 620000001001041126031126C{amount(150)}48  {'':16}{'CRO123':16}{'':9}BONIFICO GALVANICA RENO SRL",
        " 630000001001FATTURA 2026/118",
        f" 620000001002031126031126D{amount(50)}37  {'':16}{'':16}{'':9}INSOLUTO RIBA 77",
        f" 640000001EUR031126C{amount(1100)}C{amount(1100)}",
        " EF0542812345031126RND",
    )
)
