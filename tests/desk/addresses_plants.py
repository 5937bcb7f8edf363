"""Quantities of a plant."""

from __future__ import annotations

from registry.models import Plant
from tests.desk.addresses import Address
from tests.desk.world import House


def plant(house: House) -> list[str]:
    return [Plant.objects.of(house.company).order_by("pk")[0].code]


ADDRESSES = [Address("plant-quantities", plant, own=False)]
