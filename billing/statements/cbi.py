"""CBI account reporting, records of 120 characters: the day's movements (RH) and the periodic statement (EC).

Places as the standards CBI-RND (“rendicontazione saldi e movimenti”) and CBI-ECT number them, from 1; those on which
four published readers and writers of such files agree, the text of the standards being members' only.
Opening balance, movements and closing balance must agree, so that a misread record is refused and never taken.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from billing.statements.reading import Movement, Read, StatementRefused, fits

HEADS: Final = ("RH", "EC")
FOOT: Final = "EF"
EURO: Final = frozenset({"", "EUR", "242"})
"""242: the euro in the codes of the exchange office that older files bear."""
UNPAID: Final = frozenset({"37"})
"""ABI reason 37: drafts and direct debits returned unpaid (DOMAIN section 5.6)."""

BY_FLAG: Final = {
    "YYY": ("party", 41, 80),
    "YY2": ("party_iban", 67, 100),
    "ID1": ("end_to_end", 52, 86),
    "ZZ2": ("party", 17, 120),
    "ZZ3": ("remittance", 67, 120),
}
"""What a record 63 that bears a flag tells, and where."""
LONG: Final = frozenset({"RI1", "RI2"})
"""What the payer wrote, which goes on from the one into the other."""
SILENT: Final = frozenset({"KKK", "ZZ1"})
"""Accounts of a pool, amounts abroad: nothing for us."""


def read(content: bytes) -> list[Read]:
    """The statements of a file, those of accounts that did not move left out. Raises StatementRefused."""
    reader = _Reader()
    for number, record in enumerate(content.splitlines(), start=1):
        line = record.decode("latin-1")  # not before: the text of "…" as Windows writes it would break the line
        if "\0" in line:
            raise StatementRefused("record", line=number)
        if line.strip():
            reader.take(number, line.ljust(120))
    return reader.statements()


class _Reader:
    """The records in order; 61 begins an account, 62 a movement, 63 goes on about it, 64 ends the account."""

    def __init__(self) -> None:
        self.read: list[Read] = []
        self.account: dict[str, Any] | None = None
        self.moves: list[dict[str, Any]] = []
        self.is_whole = False

    def statements(self) -> list[Read]:
        """What was read. Raises StatementRefused: cut off, empty, balances that do not agree."""
        if self.account is not None or (self.read and not self.is_whole):
            raise StatementRefused("cut_off")
        if not self.read:
            raise StatementRefused("no_statement")
        moved = [each for each in self.read if each.movements] or self.read
        return [each.checked() for each in moved]

    def take(self, line: int, text: str) -> None:
        """One record. Raises StatementRefused for one that has no place here."""
        kind = text[1:3]
        inside = {"62": self.move, "63": self.more, "64": self.end}
        if kind in inside and self.account is not None and _cut(text, 4, 10) == self.account["number"]:
            inside[kind](line, text)
        elif kind == "61" and self.account is None:
            self.begin(line, text)
        elif kind == FOOT and self.account is None:
            self.is_whole = True
        elif kind not in (*HEADS, "65"):
            raise StatementRefused("record", line=line)

    def begin(self, line: int, text: str) -> None:
        """61: account and opening balance."""
        if (currency := _cut(text, 75, 77)) not in EURO:
            raise StatementRefused("account_currency", line=line, currency=currency)
        parts = ((100, 101), (102, 103), (52, 52), (53, 57), (58, 62), (63, 74))
        self.account = {
            "number": _cut(text, 4, 10),
            "account": "".join(_cut(text, *places) for places in parts),
            "opening": _signed(text, 84, line),
        }
        self.moves = []

    def move(self, line: int, text: str) -> None:
        """62: days, amount, reason, reference of the bank, words."""
        self.moves.append(
            {
                "value_on": _day(_cut(text, 14, 19), line),
                "booked_on": _day(_cut(text, 20, 25), line),
                "amount": _signed(text, 26, line),
                "reason": _cut(text, 42, 43),
                "bank_reference": _cut(text, 62, 77),
                "words": [_cut(text, 87, 120)],
                "remittance": "",
            }
        )

    def more(self, line: int, text: str) -> None:
        """63: by its flag the payer, the payer's account, the references, what the payer wrote; else more words."""
        if not self.moves:
            raise StatementRefused("record", line=line)
        last, flag = self.moves[-1], text[13:16]
        if flag in BY_FLAG:
            name, *places = BY_FLAG[flag]
            last[name] = _cut(text, *places)
        elif flag in LONG:
            last["remittance"] += text[16:120]
        elif flag not in SILENT:
            last["words"].append(_cut(text, 14, 120))

    def end(self, line: int, text: str) -> None:
        """64: closing balance."""
        account, movements = self.account or {}, [_movement(each) for each in self.moves]
        self.read.append(Read(**account, movements=movements, closing=_signed(text, 20, line)))
        self.account = None


def _movement(said: dict[str, Any]) -> Movement:
    unpaid = said["amount"] < 0 and said["reason"] in UNPAID
    return Movement(
        booked_on=said["booked_on"],
        value_on=said["value_on"],
        amount=said["amount"],
        text=" ".join(filter(None, [*said["words"], said["remittance"].strip()])),
        party=said.get("party", ""),
        party_iban=said.get("party_iban", ""),
        end_to_end=_reference(said.get("end_to_end", "")),
        reason_code=said["reason"] if unpaid else "",
        bank_reference=said["bank_reference"],
    )


def _cut(text: str, first: int, last: int) -> str:
    """What stands in these places, counted from 1, without the blanks around."""
    return text[first - 1 : last].strip()


def _signed(text: str, place: int, line: int) -> Decimal:
    """D or C in that place, then fifteen for the amount with its comma."""
    sign, words = text[place - 1], _cut(text, place + 1, place + 15)
    try:
        amount = Decimal(words.replace(",", ".")).quantize(Decimal("0.01"))
    except InvalidOperation as error:
        raise StatementRefused("record", line=line) from error
    if sign not in "CD" or not fits(amount) or amount < 0:
        raise StatementRefused("record", line=line)
    return amount if sign == "C" else -amount


def _day(text: str, line: int) -> date:
    try:
        return date(2000 + int(text[4:6]), int(text[2:4]), int(text[:2]))
    except ValueError as error:
        raise StatementRefused("record", line=line) from error


def _reference(text: str) -> str:
    return "" if text.replace(" ", "") == "NOTPROVIDED" else text
