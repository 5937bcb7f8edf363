"""What changes in the demo's waste between an approval and its renewal: something to see when both are compared."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from desk.areas.waste_approval import papers
from workflows.waste_approval.effects import SHEET_FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from desk.areas.waste_approval.telling import Telling
    from workflows.waste_approval.models import WasteApproval

JUDGEMENT: Final = "Confermata la compatibilità con l'impianto dopo le variazioni dichiarate dal produttore."
PRESCRIPTIONS: Final = (
    "Conferire solo su prenotazione.\nCampione di controllo ogni tre conferimenti.",
    "Presentare il formulario con il riferimento all'omologa.\nCarichi non superiori a 20 t.",
    "Imballaggi chiusi, etichettati e su pallet.",
)


def change_sheet(telling: Telling) -> None:
    """The producer tells what is different from a year ago; each story tells something else."""
    dossier = telling.case.dossier
    stated = {name: getattr(dossier, name) for name in SHEET_FIELDS}
    changed = CHANGES[telling.index % len(CHANGES)](dossier)
    telling.move("revise", "backoffice", 4, **(stated | changed))


def conclude_anew(telling: Telling) -> None:
    """Judged anew, with other prescriptions than the year before."""
    papers.hand_in(telling, "conclude_review")
    prescriptions = PRESCRIPTIONS[telling.index % len(PRESCRIPTIONS)]
    telling.move("conclude_review", "tecnico", 6, judgement=JUDGEMENT, prescriptions=prescriptions)


def _another_process(dossier: WasteApproval) -> dict[str, Any]:
    origin = f"{dossier.process_of_origin}; da quest'anno con recupero interno dell'acqua"
    return {"process_of_origin": origin, "raw_materials": "come da schede di sicurezza allegate, revisione 2026"}


def _more_of_it(dossier: WasteApproval) -> dict[str, Any]:
    year = dossier.quantity_per_year or Decimal(10)
    return {"quantity_per_year": (year * Decimal("1.25")).quantize(Decimal(1)), "frequency": "monthly"}


def _less_of_it(dossier: WasteApproval) -> dict[str, Any]:
    year = dossier.quantity_per_year or Decimal(10)
    return {
        "quantity_per_year": max((year * Decimal("0.6")).quantize(Decimal(1)), dossier.quantity_per_delivery or year),
        "process_of_origin": f"{dossier.process_of_origin}, una linea in meno",
    }


def _another_packaging(dossier: WasteApproval) -> dict[str, Any]:
    return {
        "packaging": "cassoni scarrabili coperti" if dossier.packaging != "cassoni scarrabili coperti" else "big bag",
        "appearance": f"{dossier.appearance or 'come da campione'}, più secco dell'anno scorso",
    }


CHANGES: Final[tuple[Callable[[WasteApproval], dict[str, Any]], ...]] = (
    _another_process,
    _more_of_it,
    _another_packaging,
    _less_of_it,
)
