"""The addresses of the registry: customers' belongings and duplicates, plants, carriers, stops, imports."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from registry.models import Customer
from tests.desk.addresses import Address, row, whom
from tests.desk.world import TODAY, House

NO = (403, 403)


def twin(house: House) -> Customer:
    made: Customer = house.rows["other customer"]
    return made


def pair(house: House) -> list[Any]:
    return [house.customer.code, twin(house).code]


def of_customer(name: str) -> Callable[[House], list[Any]]:
    return lambda house: [house.customer.code, house.rows[name].pk]


def of_plant(house: House) -> list[Any]:
    return [house.rows["plant"].code]


def of_deed(*names: str) -> Callable[[House], list[Any]]:
    return lambda house: [house.rows["plant"].code, *(house.rows[name].pk for name in ("deed", *names))]


def file(house: House) -> dict[str, Any]:
    del house
    return {"kind": "customers", "file": SimpleUploadedFile("clienti.csv", b"external_code;name\nB1;Neri\n")}


CONTACT = {"name": "Ada", "role": "other", "language": "it"}
ELSEWHERE = {"kind": "billing", "address": "via B 2", "city": "Lugo"}
LINE = {"waste_code": "170504", "operation": "R13", "unit": "t"}
DEED = {"kind": "AIA", "number": "7/2026", "valid_from": "2026-01-01", **LINE}
LIMIT = {"analyte": "Cadmio", "unit": "mg/kg", "most": "10", "valid_from": "2026-01-01"}
TAKEN = {"chosen": ["As"], "valid_from": "2026-01-01"}
QUANTITY = {"stated": "12", "unit": "t"}
END = {"valid_to": "2027-12-31", "reason": "amended"}
TERMS = {"valid_from": "2099-01-01", "tolerance_percent": "5", "reservation_days": "2", "source": "board"}
STOP = {"from_on": str(TODAY), "until_on": str(TODAY + timedelta(days=3)), "reason": "unpaid"}

ADDRESSES = [
    Address("new-limit", of_plant, lambda _: LIMIT, NO),
    Address("law-limits", lambda h: [h.rows["plant"].code, h.rows["limit table"].code], lambda _: TAKEN, NO),
    Address("end-limit", lambda h: [h.rows["plant"].code, h.rows["limit"].pk], lambda _: END, NO),
    Address("duplicates", idle=NO, own=False),
    Address("tell-apart", typed=lambda h: dict(zip(("one", "other"), pair(h), strict=True)), idle=NO, boss=405),
    Address("similar", idle=NO, own=False, query=lambda h: f"name={h.customer.name}"),
    Address("merge", pair, lambda _: {"take": "phone"}, NO),
    Address("new-contact", whom, lambda _: CONTACT, NO),
    Address(
        "edit-contact",
        of_customer("contact"),
        lambda _: {**CONTACT, "is_active": "on"},
        NO,
    ),
    Address("new-address", whom, lambda _: ELSEWHERE, NO),
    Address("edit-address", of_customer("address"), lambda _: {**ELSEWHERE, "kind": "other"}, NO),
    Address("edit-site", lambda h: [h.customer.code, h.site.pk], lambda _: {"name": "Deposito", "is_active": "on"}, NO),
    Address(
        "new-consent",
        whom,
        lambda _: {"purpose": "marketing", "given": "1", "on": "2026-01-02", "source": "web"},
        NO,
    ),
    Address("parent", whom, lambda h: {"parent": twin(h).code}, NO),
    Address("plants", own=False),
    Address("new-plant", typed=lambda _: {"code": "FO1", "name": "Forlì"}, idle=NO, own=False),
    Address("plant", of_plant),
    Address("edit-plant", of_plant, lambda _: {"name": "Ravenna 3", "is_active": "on"}, NO),
    Address("new-deed", of_plant, lambda _: DEED, NO),
    Address("end-deed", of_deed(), lambda _: END, NO),
    Address("new-line", of_deed(), lambda _: LINE, NO),
    Address("line-quantity", of_deed("deed line"), lambda _: QUANTITY, NO),
    Address("end-line", of_deed("deed line"), lambda _: END, NO),
    Address("new-group", of_deed(), lambda _: {"code": "B", **QUANTITY}, NO),
    Address("group-quantity", of_deed("group"), lambda _: QUANTITY, NO),
    Address("carriers", idle=NO, own=False),
    Address("new-carrier", typed=lambda _: {"name": "Bassi", "albo_number": "RA/000777"}, idle=NO, own=False),
    Address("carrier", row("carrier"), idle=NO),
    Address("toggle-carrier", row("carrier"), lambda _: {}, (403, 403), boss=405),
    Address(
        "new-enrolment",
        row("carrier"),
        lambda _: {"category": "4", "albo_class": "F", "valid_from": "2025-01-01", "valid_to": "2029-12-31"},
        NO,
    ),
    Address("new-vehicle", row("carrier"), lambda _: {"plate": "GA 777 ZZ"}, NO),
    Address("toggle-vehicle", row("carrier", "vehicle"), lambda _: {}, (403, 403), boss=405),
    Address("stops", idle=NO, own=False),
    Address("new-stop", typed=lambda h: {**STOP, "customer": h.customer.code}, idle=NO, own=False),
    Address("lift-stop", row("stop"), lambda _: {"on": str(TODAY), "reason": "paid"}, NO),
    Address("gate-terms", typed=lambda _: TERMS, idle=NO, own=False),
    Address("imports", typed=file, idle=NO, own=False),
    Address("import", lambda h: [h.rows["import"].key], lambda _: {}, NO),
    Address("export-registry", lambda _: ["customers", "csv"], idle=NO, own=False),
]
