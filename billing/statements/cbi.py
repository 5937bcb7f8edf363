"""CBI account reporting (“rendicontazione saldi e movimenti”), records of 120 characters: RH 61 62 63 64 EF.

Places as banks' guides to the standard CBI-RND give them, from knowledge: to be confirmed on the standard's text.
Opening balance, movements and closing balance must agree, so that a misread record is refused and never taken.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from billing.statements.reading import Movement, Read, StatementRefused

IBAN_PLACES: Final = slice(38, 61)
UNPAID: Final = frozenset({"37"})
"""ABI reason 37: drafts and direct debits returned unpaid (DOMAIN section 5.6)."""


def read(content: bytes) -> list[Read]:
    """The statements of a file. Raises StatementRefused."""
    reader = _Reader()
    for number, line in enumerate(content.decode("latin-1").splitlines(), start=1):
        if line.strip():
            reader.take(number, line.rstrip("\r\n").ljust(120))
    if not reader.statements:
        raise StatementRefused("no_statement")
    return [each.checked() for each in reader.statements]


class _Reader:
    """The records in order; 61 begins an account, 62 a movement, 63 goes on with its words, 64 ends the account."""

    def __init__(self) -> None:
        self.statements: list[Read] = []
        self.account = self.number = ""
        self.opening: Decimal | None = None
        self.moves: list[dict[str, Any]] = []

    def take(self, line: int, text: str) -> None:
        """One record."""
        kind = text[1:3]
        known = {"RH": self.skip, "EF": self.skip, "61": self.begin, "62": self.move, "63": self.words, "64": self.end}
        if kind == "65":
            return
        if kind not in known or (kind in ("62", "63", "64") and not self.account):
            raise StatementRefused("record", line=line)
        known[kind](line, text)

    def skip(self, line: int, text: str) -> None:
        """Head and foot say nothing of an account."""

    def begin(self, line: int, text: str) -> None:
        """61: account, opening balance."""
        self.account, self.number = text[IBAN_PLACES].strip(), text[3:10].strip()
        self.opening, self.moves = _signed(text[70], text[71:86], line), []

    def move(self, line: int, text: str) -> None:
        """62: days, amount, reason, references, words."""
        self.moves.append(
            {
                "value_on": _day(text[13:19], line),
                "booked_on": _day(text[19:25], line),
                "amount": _signed(text[25], text[26:41], line),
                "reason": text[41:43],
                "reference": text[61:77].strip(),
                "text": [text[86:120].strip()],
            }
        )

    def words(self, line: int, text: str) -> None:
        """63: more words of the movement before."""
        if not self.moves:
            raise StatementRefused("record", line=line)
        self.moves[-1]["text"].append(text[13:120].strip())

    def end(self, line: int, text: str) -> None:
        """64: closing balance."""
        closing = _signed(text[19], text[20:35], line)
        movements = [_movement(each) for each in self.moves]
        self.statements.append(
            Read(
                account=self.account,
                number=self.number,
                movements=movements,
                opening=self.opening,
                closing=closing,
            )
        )
        self.account = ""


def _movement(said: dict[str, Any]) -> Movement:
    unpaid = said["amount"] < 0 and said["reason"] in UNPAID
    return Movement(
        booked_on=said["booked_on"],
        value_on=said["value_on"],
        amount=said["amount"],
        text=" ".join(filter(None, said["text"])),
        reason_code=said["reason"] if unpaid else "",
        bank_reference=said["reference"],
    )


def _signed(sign: str, text: str, line: int) -> Decimal:
    try:
        amount = Decimal(text.strip().replace(",", ".")).quantize(Decimal("0.01"))
    except InvalidOperation as error:
        raise StatementRefused("record", line=line) from error
    if sign not in "CD":
        raise StatementRefused("record", line=line)
    return amount if sign == "C" else -amount


def _day(text: str, line: int) -> date:
    try:
        return date(2000 + int(text[4:6]), int(text[2:4]), int(text[:2]))
    except ValueError as error:
        raise StatementRefused("record", line=line) from error
