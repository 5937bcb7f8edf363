"""What the gate asks, kept in step with the case: the approval in force in `contracts`."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Final

from cases.definition import Product
from contracts import approvals
from contracts.models.approval import Provenance
from workflows.waste_approval.choices import Context
from workflows.waste_approval.quantities import in_tonnes

if TYPE_CHECKING:
    from cases.definition import Move
    from contracts.models import Approval
    from workflows.waste_approval.models import WasteApproval

KILOGRAM: Final = Decimal("0.001")


def put_in_force(move: Move) -> tuple[Product, ...]:
    """Write the approval the case has come to; the one it renews gives way.

    Nothing is written for waste that goes to somebody else's plant: no gate of ours is asked about it.
    """
    dossier: WasteApproval = move.dossier
    if dossier.plant is None:
        return ()
    older = approvals.in_force_of(dossier.renews) if dossier.renews is not None else None
    approval = approvals.put_in_force(terms_of(move), case=move.case, actor=move.actor, now=move.now, supersedes=older)
    return (Product("approval", approval.number, str(approval)),)


def terms_of(move: Move) -> approvals.Terms:
    """The dossier in the words of the register. Raises ValueError for a dossier that no guard has looked at."""
    dossier: WasteApproval = move.dossier
    customer = move.case.customer
    if customer is None or dossier.plant is None or dossier.valid_from is None or dossier.valid_to is None:
        raise ValueError(f"{move.case} is approved without customer, plant or validity")
    return approvals.Terms(
        customer=customer,
        site=dossier.site,
        waste_code=dossier.waste_code,
        plant=dossier.plant,
        operation=dossier.operation,
        valid_from=dossier.valid_from,
        valid_to=dossier.valid_to,
        valid_to_cause=dossier.valid_to_cause,
        yearly_quantity_t=_tonnes(dossier.quantity_per_year, dossier),
        per_delivery_t=_tonnes(dossier.quantity_per_delivery, dossier),
        price=approvals.Price(
            per_tonne=dossier.price_per_tonne,
            per_trip=dossier.price_per_trip,
            minimum=dossier.minimum_charge,
            note=dossier.conditions,
        ),
        adr=approvals.Adr(
            is_adr=dossier.is_adr,
            un_number=dossier.un_number,
            adr_class=dossier.adr_class,
            packing_group=dossier.packing_group,
        ),
        provenance=Provenance.URBAN if dossier.context == Context.PUBLIC_SERVICE else Provenance.SPECIAL,
        prescriptions=tuple(approvals.Prescribed(row.text) for row in dossier.prescriptions.all()),
    )


def _tonnes(quantity: Decimal | None, dossier: WasteApproval) -> Decimal:
    tonnes = in_tonnes(quantity, dossier.quantity_unit, dossier.density)
    return (tonnes or Decimal()).quantize(KILOGRAM, ROUND_HALF_UP)


def current(move: Move) -> Approval | None:
    """The approval in force, or suspended, of the case; none for cases older than the register."""
    return approvals.in_force_of(move.case)
