"""The quantities of a plant as bars and in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from desk import formats
from registry.queries import waste_codes
from registry.rules.waste_codes import display

if TYPE_CHECKING:
    from datetime import date

    from contracts.queries.quantities import Quantity, Together, Used
    from desk.presenting.addresses import Addresses

WIDE = Decimal(1000)


@dataclass(frozen=True, slots=True)
class Bar:
    """A code and operation: its words, its numbers, and where its pieces begin and end on a line of 1000.

    Delivered and reserved follow each other; authorised is 0 where there is no limit. `group` names the codes sharing
    a quantity, where that is what leaves so little.
    """

    key: str
    code: str
    operation: str
    description: str
    hazardous: bool
    allowed: bool
    authorised: str
    approved: str
    approvals: int
    reserved: str
    delivered: str
    left: str
    over: bool
    delivered_x: int
    reserved_x: int
    approved_x: int
    authorised_x: int
    group: str = ""

    @property
    def reserved_length(self) -> int:
        """How long the piece that is reserved is."""
        return self.reserved_x - self.delivered_x


def bars(quantities: Sequence[Quantity], on: date) -> list[Bar]:
    """One per code and operation; each is drawn on its own scale, from nothing to the largest of its numbers."""
    codes = waste_codes.by_codes({each.waste_code for each in quantities}, on=on)
    shown = []
    for each in quantities:
        code = codes.get(each.waste_code)
        shown.append(
            Bar(
                key=f"{each.waste_code}-{each.operation}",
                code=code.display if code else display(each.waste_code, hazardous=False),
                operation=each.operation,
                description=code.description if code else "",
                hazardous=bool(code and code.hazardous),
                allowed=each.allowed,
                approvals=each.approvals,
                group=each.group,
                **_numbers(each),
            )
        )
    return shown


def group_bars(groups: Sequence[Together]) -> list[Bar]:
    """One per group of codes that share a quantity, drawn like a code; its description names the codes."""
    printed = waste_codes.printed([code for each in groups for code, _operation in each.members])
    return [
        Bar(
            key=f"group-{number}",
            code=each.name,
            operation="",
            description=", ".join(f"{printed[code]} {operation}" for code, operation in each.members),
            hazardous=False,
            allowed=True,
            approvals=0,
            **_numbers(each),
        )
        for number, each in enumerate(groups, start=1)
    ]


def _numbers(each: Quantity | Together) -> dict[str, Any]:
    """What a bar says and where its pieces lie."""
    left, whole = each.left_t, _whole(each)
    return {
        "authorised": tonnes(each.authorised_t),
        "approved": tonnes(each.approved_t),
        "reserved": tonnes(each.reserved_t),
        "delivered": tonnes(each.delivered_t),
        "left": tonnes(left),
        "over": left is not None and left < 0,
        "delivered_x": _place(each.delivered_t, whole),
        "reserved_x": _place(each.delivered_t + each.reserved_t, whole),
        "approved_x": _place(each.approved_t, whole),
        "authorised_x": _place(each.authorised_t or Decimal(0), whole),
    }


def tonnes(value: Decimal | None) -> str:
    """A quantity with its unit; nothing where there is no limit."""
    return "" if value is None else formats.say_quantity(value, "t")


def approval_rows(used: Sequence[Used], today: date, to: Addresses) -> list[dict[str, object]]:
    """The approvals of the plant."""
    printed = waste_codes.printed([each.approval.waste_code for each in used])
    return [
        {
            "number": str(each.approval),
            "href": to.case(each.approval.case.number) if each.approval.case else "",
            "customer": each.approval.customer.name,
            "customer_href": to.customer(each.approval.customer.code),
            "code": printed[each.approval.waste_code],
            "operation": each.approval.operation,
            "yearly": tonnes(each.approval.yearly_quantity_t),
            "delivered": tonnes(each.delivered_t),
            "reserved": tonnes(each.reserved_t),
            "left": tonnes(each.left_t),
            "over": each.left_t < 0,
            "until": formats.say_brief(each.approval.valid_to, today),
            "suspended": each.approval.state == "suspended",
            "state": each.approval.get_state_display(),
        }
        for each in used
    ]


def _whole(each: Quantity | Together) -> Decimal:
    return max(each.authorised_t or Decimal(0), each.approved_t, each.reserved_t + each.delivered_t, Decimal(1))


def _place(value: Decimal, whole: Decimal) -> int:
    return int((value / whole * WIDE).to_integral_value())
