"""The addresses of mailings and of the lists they go to."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.desk.addresses import Address, one_paper, row
from tests.desk.world import House

OFFICE = (403, 403)


def key(house: House) -> list[Any]:
    return [house.rows["mailing"].key]


def file(house: House) -> list[Any]:
    return [*key(house), "csv"]


def mailing(house: House) -> dict[str, Any]:
    words = {"subject_it": "Novità", "body_it": "Gentile {{ customer.name }}, ecco le novità."}
    return {"name": "Novità", "list": house.rows["list"].pk, "purpose": "marketing", "channel": "email", **words}


def saved(house: House) -> dict[str, Any]:
    del house
    return {"name": "Bologna", "who": "all", "provinces": "BO"}


def papers(house: House) -> dict[str, Any]:
    del house
    return {"file": SimpleUploadedFile("listino.pdf", one_paper())}


ADDRESSES = [
    Address("mailings", idle=(403, 403), own=False),
    Address("new-mailing", typed=mailing, idle=OFFICE, own=False),
    Address("mailing", key, lambda _: {"step": "release"}, OFFICE),
    Address("edit-mailing", key, mailing, OFFICE),
    Address("try-mailing", key, idle=(403, 403)),
    Address("test-mailing", key, lambda _: {"to": "io@example.it"}, OFFICE, boss=405),
    Address("mailing-papers", key, papers, OFFICE, boss=405),
    Address("mailing-file", file, idle=(403, 403)),
    Address("customer-lists", idle=(403, 403), own=False),
    Address("new-customer-list", typed=saved, idle=OFFICE, own=False),
    Address("customer-list", row("list"), saved, OFFICE),
]
