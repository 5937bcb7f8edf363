"""The gate of the demo: carriers with their enrolments and vehicles, loads that came, are expected or were refused."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from contracts import approvals
from contracts.models import Approval
from contracts.services import carriers
from contracts.services.stops import stop_deliveries
from registry.queries import waste_codes

if TYPE_CHECKING:
    from contracts.models import Carrier, Vehicle
    from desk.demo.world import World

# name, Albo number, (category, class, days until it ends)
FLEETS: Final = (
    (
        "Autotrasporti Bassi S.r.l.",
        "BO/012345",
        (("4", "D", 900), ("5", "E", 900)),
        (("GA481ZX", 210), ("FR902KT", 25)),
    ),
    ("Ecotrasporti Adriatica S.r.l.", "BO/009871", (("4", "C", 640), ("5", "D", 640)), (("EX310MN", 400),)),
    ("Spurghi Lamone S.n.c.", "RA/004410", (("4", "F", 41),), (("DZ774LB", None),)),
    ("Consorzio Raccolta Romagna Soc. Coop.", "FC/002207", (("1", "B", 1200), ("4", "E", -20)), (("GH115PR", None),)),
    ("Marchetti Trasporti S.a.s.", "RN/001136", (("5", "F", -75),), (("CK008VD", -40),)),
)
ENROLLED_FOR: Final = timedelta(days=5 * 365)
EXPECTED, CAME, AGO = 8, 24, 160
REFUSED: Final = (
    ("NC", "Presenza di materiale estraneo: pannelli coibentati."),
    ("A", "Fossa piena per manutenzione del nastro."),
)


def fill(world: World) -> None:
    """Register who carries, then let loads come, be expected and be refused."""
    fleet = [_carrier(world, *line) for line in FLEETS]
    good = _good(world)
    for number, approval in enumerate(good[:CAME]):
        _came(world, approval, number, fleet)
    for number, approval in enumerate(good[CAME : CAME + EXPECTED]):
        _reserve(world, approval, f"attesa-{number:03d}", world.today + timedelta(days=number % 3), fleet)
    for number, approval in enumerate(good[-len(REFUSED) :]):
        _refuse(world, approval, number)
    stopped = world.customers[-1]
    since = world.today - timedelta(days=9)
    stop_deliveries(
        actor=world.actors["credito"], reason="Fatture insolute oltre 60 giorni", from_on=since, customer=stopped
    )


def _carrier(
    world: World,
    name: str,
    albo_number: str,
    categories: tuple[tuple[str, str, int], ...],
    vehicles: tuple[tuple[str, int | None], ...],
) -> tuple[Carrier, Vehicle]:
    actor = world.actors["logistica"]
    carrier = carriers.register_carrier(actor=actor, name=name, albo_number=albo_number)
    for category, albo_class, left in categories:
        last = world.today + timedelta(days=left)
        period = {"valid_from": last - ENROLLED_FOR, "valid_to": last}
        carriers.enrol(carrier, actor=actor, category=category, albo_class=albo_class, **period)
    own = [
        carriers.add_vehicle(
            carrier, actor=actor, plate=plate, adr_until=None if left is None else world.today + timedelta(days=left)
        )
        for plate, left in vehicles
    ]
    return carrier, own[0]


def _good(world: World) -> list[Approval]:
    """The approvals in force, in the order in which they were given."""
    rows = Approval.objects.of(world.company).filter(state=Approval.State.IN_FORCE, valid_from__lt=world.today)
    return list(rows.order_by("pk"))


def _reserve(
    world: World, approval: Approval, key: str, on: date, fleet: list[tuple[Carrier, Vehicle]], days_ago: int = 0
) -> bool:
    """Whether the load was reserved: some answers are a no, as at any gate."""
    code = waste_codes.get(approval.waste_code, on=on)
    carrier, vehicle = fleet[0] if code and code.hazardous else fleet[len(key) % 2]
    asked = approvals.Question(
        customer_id=approval.customer_id,
        waste_code=approval.waste_code,
        plant_id=approval.plant_id,
        quantity_t=min(approval.per_delivery_t or Decimal(1), Decimal(12)),
        on=on,
        site_id=approval.site_id,
        operation=approval.operation,
        carrier_id=carrier.pk,
        vehicle_id=vehicle.pk,
    )
    now = world.office_hours(days_ago)
    return approvals.reserve(key, asked, actor=world.actors["logistica"], now=now).answer.yes


def _came(world: World, approval: Approval, number: int, fleet: list[tuple[Carrier, Vehicle]]) -> None:
    """A load that came some time ago, weighed with a little more or less than was reserved."""
    days_ago = min(3 + number * 5 % AGO, (world.today - approval.valid_from).days)
    on = world.today - timedelta(days=days_ago)
    key = f"carico-{number:03d}"
    if not _reserve(world, approval, key, on, fleet, days_ago):
        return
    weight = (approval.per_delivery_t or Decimal(1)).min(Decimal(12)) * (95 + number % 9) / 100
    by: dict[str, Any] = {"actor": world.actors["pesa"], "now": world.office_hours(days_ago)}
    load = approvals.consume(key, weight.quantize(Decimal("0.001")), **by)
    if number % 11 == 5:
        approvals.reverse(load, reason="Pesata attribuita al cliente sbagliato", **by)


def _refuse(world: World, approval: Approval, number: int) -> None:
    reason, words = REFUSED[number % len(REFUSED)]
    said = approvals.Rejected(rejected_t=Decimal(6), reason=reason, words=words)
    by: dict[str, Any] = {"actor": world.actors["pesa"], "now": world.office_hours(2 + number)}
    approvals.reject_load(f"respinto-{number:03d}", said, approval=approval, **by)
