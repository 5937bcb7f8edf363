"""From the rows of a tariff and the sums of a case to the lines of a hand-over, or every reason why not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from billing.handover.tariffs import FIXED
from billing.handover.texts import reason
from billing.models.charge import ChargeKind
from cases.rules.money import cents

if TYPE_CHECKING:
    from cases.rules.tables.model import Answer

ZERO: Final = Decimal("0.00")
ONE: Final = Decimal(1)


@dataclass(frozen=True, slots=True)
class Priced:
    """The columns of the charges, in order, and what stands in the way; with a reason nothing is charged."""

    lines: tuple[Mapping[str, Any], ...]
    reasons: tuple[Mapping[str, Any], ...]


def priced(answers: Iterable[tuple[str, Answer]], sums: Mapping[str, Decimal | None]) -> Priced:
    """Price the rows (row id, answer) of a tariff. A line of zero is left out."""
    lines, reasons, named = [], [], set[str]()
    for row, answer in answers:
        name = str(answer["line"])
        if name in named:
            reasons.append(reason("line_twice", line=name))
        named.add(name)
        if bool(answer.get("vat_nature")) is (Decimal(str(answer["vat_rate"])) > 0):
            reasons.append(reason("vat_unclear", line=name))
        found = _sum(answer, sums)
        if found is None and answer["when_missing"] == "ask":
            reasons.append(reason("amount_missing", name=answer["basis"]))
        if found:
            lines.append(_line(row, answer, found))
    return Priced(tuple(lines), tuple(reasons))


def _sum(answer: Answer, sums: Mapping[str, Decimal | None]) -> Decimal | None:
    basis = str(answer["basis"])
    found = answer.get("amount") if basis == FIXED else sums.get(basis)
    return cents(found) if isinstance(found, Decimal) else None


def _line(row: str, answer: Answer, found: Decimal) -> dict[str, Any]:
    is_price = answer["kind"] == ChargeKind.PRICE
    return {
        "line": str(answer["line"]),
        "kind": str(answer["kind"]),
        "description_it": str(answer["text_it"]),
        "description_en": str(answer["text_en"]),
        "quantity": None if is_price else ONE,
        "unit": str(answer["unit"]),
        "unit_price": found,
        "amount": None if is_price else found,
        "vat_rate": answer["vat_rate"],
        "vat_nature": str(answer.get("vat_nature") or ""),
        "is_refundable": bool(answer["refundable"]),
        "policy": {"row": row},
    }
