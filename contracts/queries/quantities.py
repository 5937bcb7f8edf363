"""What a plant may receive in a year, what is promised of it to whom, and what came: code by code."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Count, Q, Sum

from contracts.models import Approval, ApprovalYear, PlantYear
from registry.queries.plants import authorised
from registry.rules.sharing import Room

if TYPE_CHECKING:
    from collections.abc import Sequence

    from registry.models import Plant
    from registry.rules.sharing import Group
    from registry.scoping import ScopedQuerySet

NONE = Decimal(0)
NO_ROOM = Room()
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A code and operation of a plant in a calendar year, in tonnes.

    authorised_t  what the deeds allow; None where one of them states no limit
    open_t        what may still come, the codes it shares a quantity with counted; None: no limit
    group         the group that leaves so little, where one does
    allowed       whether a deed in force names code and operation at all
    approved_t    what the approvals in force promise, `approvals` of them
    """

    waste_code: str
    operation: str
    allowed: bool
    authorised_t: Decimal | None
    approved_t: Decimal = NONE
    approvals: int = 0
    reserved_t: Decimal = NONE
    delivered_t: Decimal = NONE
    open_t: Decimal | None = None
    group: str = ""

    @property
    def left_t(self) -> Decimal | None:
        """What may still come this year; None: no limit. Below zero: more came than is allowed."""
        return self.open_t if self.allowed else NONE - self.reserved_t - self.delivered_t

    @property
    def in_use(self) -> bool:
        """Whether anything is approved, reserved or delivered."""
        return bool(self.approvals or self.reserved_t or self.delivered_t)


@dataclass(frozen=True, slots=True)
class Used:
    """An approval and how much of its year is reserved and delivered, in tonnes."""

    approval: Approval
    reserved_t: Decimal
    delivered_t: Decimal

    @property
    def left_t(self) -> Decimal:
        """What the approval still allows in the year."""
        return self.approval.yearly_quantity_t - self.reserved_t - self.delivered_t


def years(plant: Plant, today: date) -> list[int]:
    """The years something is known of, the newest first; the present one is always among them."""
    rows = PlantYear.objects.of(plant.company_id).filter(plant=plant)
    return sorted({today.year, *rows.values_list("year", flat=True)}, reverse=True)


@dataclass(frozen=True, slots=True)
class Together:
    """Codes of a deed that share a quantity: what they were given, promised and used together, in tonnes."""

    name: str
    members: tuple[Key, ...]
    authorised_t: Decimal | None
    approved_t: Decimal
    reserved_t: Decimal
    delivered_t: Decimal

    @property
    def left_t(self) -> Decimal | None:
        """What may still come of all of them; None: no limit. Below zero: more came than is allowed."""
        return None if self.authorised_t is None else self.authorised_t - self.reserved_t - self.delivered_t


@dataclass(frozen=True, slots=True)
class YearOfPlant:
    """The year of a plant, code by code and group by group."""

    codes: tuple[Quantity, ...]
    groups: tuple[Together, ...]


def quantities(plant: Plant, year: int, today: date) -> YearOfPlant:
    """Every code and operation the plant may take, or took, in the year, and its groups; five statements at most.

    The present year is seen as it stands today, any other on its last day.
    """
    on = _seen_on(year, today)
    permits = authorised([plant.pk], on=on)[plant.pk]
    promised = _promised(_holding(plant, on))
    used = {
        (code, operation): (reserved, delivered)
        for code, operation, reserved, delivered in PlantYear.objects.of(plant.company_id)
        .filter(plant=plant, year=year)
        .values_list("waste_code", "operation", "reserved_t", "delivered_t")
    }
    allowed = {(line.waste_code, line.operation) for line in permits.lines}
    totals = {key: reserved + delivered for key, (reserved, delivered) in used.items()}
    rooms = {key: permits.room(*key, totals) for key in allowed}
    codes = tuple(
        Quantity(
            *key,
            allowed=key in allowed,
            authorised_t=rooms.get(key, NO_ROOM).limit_t,
            approved_t=promised[key][0],
            approvals=promised[key][1],
            reserved_t=used.get(key, (NONE, NONE))[0],
            delivered_t=used.get(key, (NONE, NONE))[1],
            open_t=rooms.get(key, NO_ROOM).left_t,
            group=_name(rooms.get(key, NO_ROOM)),
        )
        for key in sorted({*allowed, *promised, *used})
    )
    return YearOfPlant(codes, tuple(_together(group, codes) for group in permits.groups()))


def _name(room: Room) -> str:
    return room.group.name if room.group else ""


def _together(group: Group, codes: Sequence[Quantity]) -> Together:
    members = [each for each in codes if (each.waste_code, each.operation) in group.members]
    return Together(
        group.name,
        tuple(sorted(group.members)),
        group.quantity_t,
        sum((each.approved_t for each in members), NONE),
        sum((each.reserved_t for each in members), NONE),
        sum((each.delivered_t for each in members), NONE),
    )


def approvals_of(plant: Plant, year: int, today: date, at_most: int = 100) -> Sequence[Used]:
    """The approvals good on the day the year is seen, the first to end first; two statements."""
    rows = list(
        _holding(plant, _seen_on(year, today)).select_related("customer", "case").order_by("valid_to", "pk")[:at_most]
    )
    sums = ApprovalYear.objects.of(plant.company_id).filter(year=year, line__in=[row.line for row in rows])
    used = {line: (reserved, delivered) for line, reserved, delivered in sums.values_list(*SUMS)}
    return [Used(row, *used.get(row.line, (NONE, NONE))) for row in rows]


SUMS = ("line", "reserved_t", "delivered_t")


def _seen_on(year: int, today: date) -> date:
    return today if year == today.year else date(year, 12, 31)


def _holding(plant: Plant, on: date) -> ScopedQuerySet[Approval]:
    """The versions good on a day by their dates, suspended ones too."""
    rows = Approval.objects.of(plant.company_id).filter(plant=plant, valid_from__lte=on, valid_to__gte=on)
    return rows.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=on))


def _promised(rows: ScopedQuerySet[Approval]) -> dict[Key, tuple[Decimal, int]]:
    found: defaultdict[Key, tuple[Decimal, int]] = defaultdict(lambda: (NONE, 0))
    sums = rows.order_by().values_list("waste_code", "operation")
    for code, operation, total, many in sums.annotate(Sum("yearly_quantity_t"), Count("pk")):
        found[code, operation] = (total, many)
    return found
