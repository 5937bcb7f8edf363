"""camt.053 (ISO 20022, any version): statements with their entries; a batch booked as one is opened where it can be.

The parser resolves no entities, loads no document type and reaches no network; a file with a DOCTYPE is refused.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final, NoReturn

from lxml import etree

from billing.models.ledger import ZERO
from billing.statements.reading import Movement, Read, StatementRefused, fits

if TYPE_CHECKING:
    from collections.abc import Iterator

OPENING: Final = ("OPBD", "PRCD")
CLOSING: Final = ("CLBD",)


def read(content: bytes) -> list[Read]:
    """The statements of a file. Raises StatementRefused."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False)
    if b"<!DOCTYPE" in content[:4096].upper():
        raise StatementRefused("doctype")
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise StatementRefused("not_xml") from error
    if root.getroottree().docinfo.doctype:
        raise StatementRefused("doctype")
    found = [_statement(node).checked() for node in root.iterfind(".//{*}Stmt")]
    if not found:
        raise StatementRefused("no_statement")
    return found


def _statement(node: Any) -> Read:
    movements = [
        move
        for position, entry in enumerate(node.iterfind("{*}Ntry"), start=1)
        if _status(entry) == "BOOK"
        for move in _entry(entry, position)
    ]
    return Read(
        account=_text(node, "Acct", "Id", "IBAN") or _text(node, "Acct", "Id", "Othr", "Id"),
        number=_text(node, "ElctrncSeqNb") or _text(node, "LglSeqNb") or _text(node, "Id"),
        movements=movements,
        opening=_balance(node, OPENING),
        closing=_balance(node, CLOSING),
    )


def _status(entry: Any) -> str:
    return _text(entry, "Sts", "Cd") or _text(entry, "Sts") or "BOOK"


def _balance(node: Any, codes: tuple[str, ...]) -> Decimal | None:
    for balance in node.iterfind("{*}Bal"):
        if _text(balance, "Tp", "CdOrPrtry", "Cd") in codes:
            return _signed(balance, 0)
    return None


def _entry(entry: Any, position: int) -> Iterator[Movement]:
    total = _signed(entry, position)
    details = list(entry.iterfind("{*}NtryDtls/{*}TxDtls"))
    amounts = [_detail_amount(detail, total, position) for detail in details]
    if len(details) < 2 or any(amount is None for amount in amounts) or sum(filter(None, amounts), ZERO) != total:
        yield _movement(entry, details[0] if len(details) == 1 else entry, total, position)
        return
    for detail, amount in zip(details, amounts, strict=True):
        yield _movement(entry, detail, amount or ZERO, position)


def _movement(entry: Any, detail: Any, amount: Decimal, position: int) -> Movement:
    booked = _day(entry, "BookgDt", position)
    theirs = "Dbtr" if amount > 0 else "Cdtr"
    remittance = [*detail.iterfind(".//{*}RmtInf/{*}Ustrd"), *detail.iterfind(".//{*}RmtInf//{*}CdtrRefInf/{*}Ref")]
    texts = [node.text.strip() for node in remittance if node.text]
    return Movement(
        booked_on=booked or _day(entry, "ValDt", position) or _refuse(position, "", "day"),
        value_on=_day(entry, "ValDt", position) or booked or _refuse(position, "", "day"),
        amount=amount,
        text=" ".join(dict.fromkeys([*texts, _text(entry, "AddtlNtryInf")])).strip(),
        party=(_first(detail, f".//{{*}}{theirs}/{{*}}Nm") or _first(detail, f".//{{*}}{theirs}/{{*}}Pty/{{*}}Nm"))[
            :140
        ],
        party_iban=_first(detail, f".//{{*}}{theirs}Acct/{{*}}Id/{{*}}IBAN").replace(" ", "")[:34],
        end_to_end=_reference(_first(detail, ".//{*}Refs/{*}EndToEndId")),
        reason_code=_first(detail, ".//{*}RtrInf/{*}Rsn/{*}Cd")[:10],
        bank_reference=(_first(detail, ".//{*}Refs/{*}AcctSvcrRef") or _text(entry, "AcctSvcrRef"))[:70],
    )


def _reference(text: str) -> str:
    return "" if text == "NOTPROVIDED" else text[:70]


def _detail_amount(detail: Any, total: Decimal, position: int) -> Decimal | None:
    node = detail.find("{*}Amt")
    node = detail.find("{*}AmtDtls/{*}TxAmt/{*}Amt") if node is None else node
    if node is None:
        return None
    amount = _number(node, position)
    return -amount if total < 0 else amount


def _signed(node: Any, position: int) -> Decimal:
    found = node.find("{*}Amt")
    amount = _number(found, position) if found is not None else _refuse(position, "", "amount")
    return -amount if _text(node, "CdtDbtInd") == "DBIT" else amount


def _number(node: Any, position: int) -> Decimal:
    if node.get("Ccy", "EUR") != "EUR":
        raise StatementRefused("currency", position=position, currency=node.get("Ccy"))
    try:
        found = Decimal((node.text or "").strip()).quantize(Decimal("0.01"))
    except InvalidOperation:
        _refuse(position, node.text or "", "amount")
    return found if fits(found) else _refuse(position, node.text or "", "amount")


def _day(entry: Any, name: str, position: int) -> date | None:
    text = _text(entry, name, "Dt") or _text(entry, name, "DtTm")
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        _refuse(position, text, "day")


def _refuse(position: int, value: str, what: str) -> NoReturn:
    raise StatementRefused("value", position=position, value=value, what=what)


def _text(node: Any, *names: str) -> str:
    return _first(node, "/".join(f"{{*}}{name}" for name in names))


def _first(node: Any, path: str) -> str:
    found = node.find(path)
    return (found.text or "").strip() if found is not None else ""
