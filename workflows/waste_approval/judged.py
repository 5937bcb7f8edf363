"""Which fields of the sheet each check of the technical review judges: changed, its outcome counts no more."""

from __future__ import annotations

from typing import Final

CHEMISTRY: Final = ("chemistry",)
SAMPLE: Final = ("chemistry", "sampling", "laboratory")
TRANSPORT: Final = ("transport",)
DESTINATION: Final = ("authorisation",)

JUDGED: Final[dict[str, tuple[str, ...]]] = {
    # another waste: everything that was said of it
    "waste_code": ("chemistry", "transport", "authorisation", "laboratory"),
    # another process, raw material or place: the sample no longer stands for the waste
    "producer": SAMPLE,
    "site": SAMPLE,
    "process_of_origin": SAMPLE,
    "raw_materials": SAMPLE,
    # what the chemist read
    "waste_name": CHEMISTRY,
    "appearance": CHEMISTRY,
    "hazard_judgement": CHEMISTRY,
    "physical_state": ("chemistry", "transport"),
    "hazard_properties": ("chemistry", "transport"),
    # how it travels
    "packaging": TRANSPORT,
    "is_adr": TRANSPORT,
    "un_number": TRANSPORT,
    "adr_class": TRANSPORT,
    "packing_group": TRANSPORT,
    "proper_shipping_name": TRANSPORT,
    # where it goes and how much of it
    "context": DESTINATION,
    "plant": DESTINATION,
    "operation": DESTINATION,
    "receiver": DESTINATION,
    "receiver_authorisation": DESTINATION,
    "receiver_authorised_until": DESTINATION,
    "quantity_per_year": DESTINATION,
    "quantity_unit": DESTINATION,
    "density": DESTINATION,
}
