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


def record(kind, **places):
    """A record of 120 characters; `at17="text"` stands from place 17 on, counted from 1."""
    signs = list(f" {kind}".ljust(120))
    for name, text in places.items():
        first = int(name.removeprefix("at")) - 1
        signs[first : first + len(text)] = text
    return "".join(signs)


def signed(value):
    """C or D, then the amount."""
    return f"{'C' if Decimal(value) >= 0 else 'D'}{amount(abs(Decimal(value)))}"


def account(number="0000001", opening=1000, currency="EUR", conto="000000123456"):
    """Record 61: where the account, the day and the opening balance stand."""
    return record(
        "61", at4=number, at29="93001", at50="CC", at52="X", at53="05428", at58="11101", at63=conto, at75=currency,
        at78="021126", at84=signed(opening), at100="IT", at102="60",
    )  # fmt: skip


def movement(value, words, position="001", reason="48", number="0000001"):
    """Record 62."""
    return record(
        "62", at4=number, at11=position, at14="041126", at20="031126", at26=signed(value), at42=reason,
        at62=f"CRO{position}", at87=words,
    )  # fmt: skip


def more(position="001", number="0000001", **places):
    """Record 63."""
    return record("63", at4=number, at11=position, **places)


def closing(value, number="0000001"):
    """Record 64."""
    return record("64", at4=number, at11="EUR", at14="031126", at20=signed(value), at36=signed(value))


HEAD = record("RH", at4="05428", at9="12345", at14="031126", at20="RND")
FOOT = record("EF", at4="05428", at9="12345", at14="031126", at20="RND", at46="0000001", at83="0000011")


def cbi(*records):
    """A file of such records between head and foot."""
    return "\r\n".join((HEAD, *records, FOOT)).encode()


CBI = cbi(
    account(),
    movement(150, "BONIFICO A VOSTRO FAVORE"),
    more(at14="YYY", at17="02112026", at25="GLVRNE70A01H199K", at41="GALVANICA RENO SRL", at81="FORLI"),
    more(at14="YY2", at17="VIA SELICE 4", at67="IT60X0542811101000000654321"),
    more(at14="ID1", at17="MSG-1", at52="PAG-2026-118"),
    more(at14="RI1", at17="SALDO FATTURA 2026/118"),
    movement(-50, "INSOLUTO RIBA 77", "002", "37"),
    more("002", at14="EFFETTO DEL 31/10/2026"),
    closing(1100),
    record("65", at4="0000001", at11="041126", at17=signed(1100)),
)
