"""The demo's customers, sites and plants. The firms are invented; their numbers have right check digits."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from stdnum import luhn

from desk.demo import registry
from registry.models import Plant
from registry.services.authorised import WasteLine
from registry.services.customers import register_customer
from registry.services.plants import authorise, register_plant
from registry.services.sites import add_site

if TYPE_CHECKING:
    from desk.demo.world import World
    from registry.actors import Actor

FIRMS = (
    ("Galvanica Reno S.r.l.", "via Stalingrado 81", "40128", "Bologna", "BO"),
    ("Rossi & Figli S.n.c.", "via Selice 40", "40026", "Imola", "BO"),
    ("Autoricambi Adriatica S.p.A.", "via Flaminia 212", "47923", "Rimini", "RN"),
    ("Cartiera del Savio S.p.A.", "via Ravennate 1020", "47522", "Cesena", "FC"),
    ("Officine Meccaniche Lamone S.r.l.", "via Granarolo 175", "48018", "Faenza", "RA"),
    ("Vernici Bassa Romagna S.r.l.", "via Provinciale Cotignola 12", "48022", "Lugo", "RA"),
    ("Ceramica Colle Verde S.p.A.", "via Ghiarola 65", "41042", "Fiorano Modenese", "MO"),
    ("Edilscavi Zannoni S.r.l.", "via Bidente 33", "47122", "Forlì", "FC"),
    ("Poliambulatorio San Mercuriale S.r.l.", "corso della Repubblica 5", "47121", "Forlì", "FC"),
    ("Conserve Valmarecchia Soc. Coop. Agr.", "via Emilia 88", "47822", "Santarcangelo di Romagna", "RN"),
    ("Tintoria Industriale Secchia S.r.l.", "via Canale 9", "41013", "Castelfranco Emilia", "MO"),
    ("Demolizioni Porto Corsini di Guerra & C. S.a.s.", "via Baiona 144", "48123", "Ravenna", "RA"),
)
WITHOUT_MAIL = (1, 5, 9)
PEC_ALONE = (2, 6)
"""How customers can be reached, by their place in the list; all others by e-mail and by PEC."""
PERMITS = {
    "RA2": (
        ("150110", "R13", 1200),
        ("170504", "R5", 8000),
        ("100101", "R13", 3000),
        ("150106", "R12", 2500),
        ("170904", "R5", 12000),
        ("120109", "D9", 900),
        ("130205", "R13", 400),
        ("170503", "D9", 1500),
        ("160601", "R13", 300),
        ("200133", "R13", 150),
        ("191204", "R12", 1800),
    ),
    "FO1": (
        ("080111", "D9", 350),
        ("080112", "D15", 500),
        ("120109", "D9", 600),
        ("060502", "D9", 800),
        ("060503", "D9", 1000),
        ("150202", "D15", 450),
        ("150203", "R13", 700),
        ("180103", "D10", 220),
        ("020304", "R3", 5000),
    ),
}
PLANTS = {
    "RA2": ("Ravenna 2", "via Classicana 99", "48122", "Ravenna", "RA"),
    "FO1": ("Forlì, trattamento chimico-fisico", "via Grigioni 19", "47122", "Forlì", "FC"),
}


def populate(world: World) -> None:
    """Register customers with one or two sites each and, for a waste company, its plants."""
    clerk = world.actors.get("backoffice") or world.actors["admin"]
    for index, firm in enumerate(FIRMS):
        _customer(world, clerk, index, firm)
    if world.company.sector == "waste":
        world.plants = [_plant(world, code) for code in PLANTS]
    registry.populate(world)


def _customer(world: World, clerk: Actor, index: int, firm: tuple[str, str, str, str, str]) -> None:
    name, address, postal_code, city, province = firm
    vat_number = with_check_digit(f"{3_100_000 + index * 7_919 + len(name):07d}039"[-10:])
    host = f"{_host(name)}.example"
    customer = register_customer(
        actor=clerk,
        name=name,
        vat_number=vat_number,
        fiscal_code=vat_number,
        pec="" if index in WITHOUT_MAIL else f"pec@{host}",
        email="" if index in (*WITHOUT_MAIL, *PEC_ALONE) else f"ambiente@{host}",
        phone=f"+39 0{50 + index}1 {200100 + index * 137}",
        sdi_code="0000000",
        address=address,
        postal_code=postal_code,
        city=city,
        province=province,
    )
    places = [(f"{city}, unità di {address}", address)]
    if index % 3 == 0:
        places.append((f"{city}, magazzino", "zona industriale"))
    sites = [
        add_site(
            customer,
            actor=clerk,
            name=name,
            address=where,
            postal_code=postal_code,
            city=city,
            province=province,
        )
        for name, where in places
    ]
    registry.furnish(world, customer, index, host)
    world.customers.append(customer)
    world.sites[customer.pk] = sites


SHARED = {("FO1", waste): registry.SLUDGES.code for waste in ("060502", "060503", "120109")}
"""The codes of a plant that share a quantity of its deed."""


def with_check_digit(ten: str) -> str:
    """Ten digits and the check digit that makes them an Italian VAT number."""
    return ten + luhn.calc_check_digit(ten)


def _host(name: str) -> str:
    letters = "".join(letter for letter in name.casefold() if letter.isascii() and letter.isalpha())
    return letters[:18]


def _plant(world: World, code: str) -> Plant:
    name, address, postal_code, city, province = PLANTS[code]
    admin = world.actors["admin"]
    plant = register_plant(
        actor=admin, code=code, name=name, address=address, postal_code=postal_code, city=city, province=province
    )
    authorise(
        plant,
        actor=admin,
        kind="AIA",
        number=f"DET-AMB-2021-{4410 + len(name)}",
        issued_on=date(2021, 9, 6),
        valid_from=date(2021, 10, 1),
        valid_to=date(2031, 9, 30),
        wastes=[
            WasteLine(waste, operation, Decimal(tonnes), group=SHARED.get((code, waste), ""))
            for waste, operation, tonnes in PERMITS[code]
        ],
        groups=[registry.SLUDGES] if code == "FO1" else [],
    )
    return plant
