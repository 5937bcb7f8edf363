"""The addresses of the papers of transport."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.desk.addresses import Address
from tests.desk.world import House

NO = (403, 403)
KEY = "7b7b3f4e-7b7b-4b7b-8b7b-7b7b3f4e7b7b"


def paper(house: House) -> list[Any]:
    return [house.rows["paper"].number]


def approval(house: House) -> list[Any]:
    found = house.rows["approval"]
    return [found.number, found.version]


def form(house: House) -> list[Any]:
    return [*approval(house), "order"]


def note(house: House) -> dict[str, Any]:
    del house
    return {"goods": "10 pz fusti", "reason": "Reso", "by": "consignor", "series": "DDT", "key": KEY}


def order(house: House) -> dict[str, Any]:
    del house
    return {"on": "2026-11-23", "quantity": "8", "key": KEY}


def xfir(house: House) -> dict[str, Any]:
    del house
    return {"file": SimpleUploadedFile("fir.xfir", b"PK\x03\x04")}


ADDRESSES = [
    Address("transport", idle=(403, 403), own=False),
    Address(
        "note-series", typed=lambda _: {"plant": "", "code": "DDTB", "valid_from": "2100-01-01"}, idle=NO, own=False
    ),
    Address("transport-pdf", paper, idle=(403, 403), boss=404),
    Address("transport-signed", paper, idle=(403, 403), boss=404),
    Address("transport-paper", paper, idle=(403, 403)),
    Address("void-transport", paper, lambda _: {"reason": "Targa sbagliata"}, NO),
    Address("transport-xfir", paper, xfir, NO),
    Address("transport-about", approval, idle=(403, 403)),
    Address("issue-transport", form, order, NO),
    Address("customer-note", lambda house: [house.customer.code], note, NO),
]
