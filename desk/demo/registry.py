"""What the demo's customers have besides: people, addresses, consents, a group; prospects, and twins to merge."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from schwifty import IBAN

from registry.services.authorised import GroupLine, WasteLine, add_waste, change_quantity
from registry.services.customers import become_client, change_customer, register_customer
from registry.services.groups import set_parent
from registry.services.party import add_address, add_contact, record_consent

if TYPE_CHECKING:
    from datetime import date, datetime

    from desk.demo.world import World
    from registry.actors import Actor
    from registry.models import Customer

PEOPLE = (
    ("Paola Fabbri", "administration"),
    ("Ugo Mazzotti", "logistics"),
    ("Irene Savini", "technical"),
    ("Dario Ricci", "legal_representative"),
)
PAYMENTS = (("MP05", 30, False), ("MP12", 60, True), ("MP19", 30, False), ("", None, False))
BANK = {"country_code": "IT", "bank_code": "05428", "branch_code": "11101"}
PROSPECTS = (
    ("Lavanderia Industriale Marecchia S.r.l.", "47923", "Rimini", "RN"),
    ("Fonderia Montone S.p.A.", "47121", "Forlì", "FC"),
)

SLUDGES = GroupLine("7.1", "Fanghi e soluzioni acquose", operation="D9", stated=Decimal(2200), unit="t")
"""A quantity that the wet wastes of a plant share."""


def furnish(world: World, customer: Customer, index: int, host: str) -> None:
    """People with mail at `host`, payment and consents of one customer; every fourth is left with something missing."""
    clerk = world.actors.get("backoffice") or world.actors["admin"]
    for offset in range(1 + index % 2):
        name, role = PEOPLE[(index + offset) % len(PEOPLE)]
        mail = f"{name.split()[-1].lower()}@{host}"
        add_contact(customer, actor=clerk, name=name, role=role, email=mail, phone=f"+39 333 {1_000_000 + index * 977}")
    method, days, end = PAYMENTS[index % len(PAYMENTS)]
    iban = str(IBAN.generate(**BANK, account_code=f"{123_456 + index:012d}")) if method == "MP19" else ""
    change_customer(
        customer, actor=clerk, payment_method=method, payment_days=days, payment_end_of_month=end, iban=iban
    )
    become_client(customer, actor=clerk, on=world.today - timedelta(days=700 - index * 31))
    if index % 3 == 0:
        add_address(
            customer,
            actor=clerk,
            kind="mailing",
            address="casella postale 12",
            postal_code=customer.postal_code,
            city=customer.city,
            province=customer.province,
        )
    if index % 4 == 1:
        now = world.office_hours(200 - index)
        _consent(customer, clerk, now, world.today - timedelta(days=210 - index), given=True)
        if index % 8 == 1:
            _consent(customer, clerk, now, world.today - timedelta(days=20), given=False)


def _consent(customer: Customer, clerk: Actor, now: datetime, on: date, *, given: bool) -> None:
    source = "paper" if given else "email"
    record_consent(customer, actor=clerk, now=now, today=on, purpose="marketing", given=given, on=on, source=source)


def populate(world: World) -> None:
    """Prospects, a group, two twins; for a waste company quantities that codes share."""
    clerk = world.actors.get("backoffice") or world.actors["admin"]
    for name, postal_code, city, province in PROSPECTS:
        register_customer(
            actor=clerk, name=name, postal_code=postal_code, city=city, province=province, is_prospect=True
        )
    first, second = world.customers[0], world.customers[3]
    set_parent(world.customers[4], first, actor=clerk)
    register_customer(
        actor=clerk, name=first.name.upper(), postal_code=first.postal_code, city=first.city, phone=first.phone
    )
    register_customer(actor=clerk, name="Cart. del Savio", vat_number=second.vat_number, city=second.city)
    if world.company.sector == "waste":
        _shared_quantity(world)


def _shared_quantity(world: World) -> None:
    """Codes of one deed that share a quantity, one of them stated in cubic metres and raised by an amendment."""
    admin, since = world.actors["admin"], world.today - timedelta(days=90)
    deed = world.plants[1].authorisations.get()
    weighs = Decimal("1.05")
    sludge = WasteLine("161002", "D9", stated=Decimal(1500), unit="m3", tonnes_per_m3=weighs, group=SLUDGES.code)
    row = add_waste(deed, sludge, actor=admin)
    change_quantity(row, actor=admin, stated=Decimal(1800), unit="m3", tonnes_per_m3=weighs, since=since)
