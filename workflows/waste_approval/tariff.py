"""What an approval hands over to billing: what its tariff reads, and which steps owe something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from billing.handover.tariffs import ProcessTariff, Said

if TYPE_CHECKING:
    from cases.models import Case
    from workflows.waste_approval.models import WasteApproval

FULL_RATE: Final = frozenset({"D1", "D5", "D10"})
"""Landfill, and incineration without efficient recovery of energy: no reduced VAT since 1 January 2025
(L. 207/2024, art. 1, para. 49)."""
SUMS: Final = ("analysis_fee", "price_per_tonne", "price_per_trip", "minimum_charge")


def read(case: Case) -> Said:
    """The dossier as the tariff reads it; the customer of the case is charged."""
    dossier: WasteApproval = case.dossier
    price = dossier.price_per_tonne
    return Said(
        customer=case.customer,
        inputs={
            "treatment": treatment(dossier),
            "renewal": dossier.renews_id is not None,
            "customer_is_paid": price is not None and price < 0,
        },
        sums={name: getattr(dossier, name) for name in SUMS},
        valid_from=dossier.valid_from,
        valid_to=dossier.valid_to,
    )


def treatment(dossier: WasteApproval) -> str:
    """What is done with the waste, as the tariff names it."""
    if dossier.plant_id is None:
        return "elsewhere"
    if dossier.operation in FULL_RATE:
        return "landfill_or_incineration"
    return "recovery" if dossier.operation.startswith("R") else "disposal"


TARIFF: Final = ProcessTariff(charging=("approve",), reversing=("revoke",), read=read)
