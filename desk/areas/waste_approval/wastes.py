"""The wastes of the demo: what Romagna's firms really hand over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Waste:
    """One kind of waste; `plant` is the place in the world's list of plants, quantities in tonnes."""

    code: str
    operation: str
    plant: int
    origin: str
    physical_state: str
    hazards: tuple[str, ...]
    per_year: int
    per_delivery: int
    appearance: str = ""
    packaging: str = ""
    adr: tuple[str, str, str, str] | None = None


WASTES: Final = (
    Waste(
        "150110", "R13", 0, "verniciatura di componenti metallici, reparto 2", "S", ("HP03", "HP04", "HP14"), 24, 2,
        "fusti e latte con residui di vernice", "fusti su pallet",
        ("3509", "9", "", "IMBALLAGGI VUOTI, NON RIPULITI"),
    ),
    Waste("170504", "R5", 0, "scavo per ampliamento del capannone", "S", (), 600, 30, "terra bruna con ciottoli"),
    Waste(
        "170503", "D9", 0, "bonifica dell'area ex serbatoi", "S",
        ("HP07", "HP14"), 180, 25, "terra scura, odore di gasolio",
    ),
    Waste(
        "120109", "D9", 1, "lavorazioni alle macchine utensili", "L", ("HP04", "HP05"), 60, 8,
        "emulsione lattiginosa", "cisternette da 1 m³",
    ),
    Waste(
        "080111", "D9", 1, "pulizia delle cabine di verniciatura", "FP", ("HP03", "HP04"), 18, 3,
        "pasta viscosa, odore di solvente", "fusti da 200 l", ("1263", "3", "II", "MATERIE SIMILI ALLE PITTURE"),
    ),
    Waste("080112", "D15", 1, "fondi di vernici all'acqua", "FP", (), 22, 4, "pasta grigia", "fusti da 200 l"),
    Waste(
        "060502", "D9", 1, "depurazione delle acque di galvanica", "FP",
        ("HP06", "HP14"), 90, 12, "fango verde", "big bag",
    ),
    Waste("060503", "D9", 1, "depurazione delle acque di processo", "FP", (), 140, 14, "fango marrone palabile"),
    Waste("150202", "D15", 1, "manutenzione dei macchinari", "S", ("HP03", "HP14"), 12, 1, "stracci oleosi", "big bag"),
    Waste("150203", "R13", 1, "filtri e indumenti di officina", "S", (), 16, 2, "filtri a tasche", "big bag"),
    Waste(
        "180103", "D10", 1, "attività ambulatoriale", "S", ("HP09",), 6, 1, "contenitori rigidi", "cartoni",
        ("3291", "6.2", "II", "RIFIUTI OSPEDALIERI, NON SPECIFICATI, N.A.S."),
    ),
    Waste("020304", "R3", 1, "scarti di lavorazione di frutta e ortaggi", "FP", (), 400, 28, "polpa umida"),
    Waste("170904", "R5", 0, "demolizione selettiva di un magazzino", "S", (), 900, 30, "laterizi e calcestruzzo"),
    Waste(
        "130205", "R13", 0, "cambio olio dei mezzi aziendali", "L",
        ("HP05", "HP14"), 20, 5, "olio nero", "cisternetta",
    ),
    Waste(
        "160601", "R13", 0, "sostituzione di batterie al piombo", "S", ("HP05", "HP08", "HP14"), 20, 3,
        "accumulatori interi", "casse stagne",
        ("2794", "8", "", "ACCUMULATORI ELETTRICI RIEMPITI DI ELETTROLITA ACIDO"),
    ),
    Waste("200133", "R13", 0, "raccolta interna di pile e accumulatori", "S", ("HP05", "HP08"), 4, 1, "pile miste"),
    Waste("191204", "R12", 0, "selezione di imballaggi misti", "S", (), 150, 20, "plastica mista", "balle"),
    Waste("100101", "R13", 0, "caldaia a biomassa", "SP", (), 250, 25, "cenere grigia", "autosilo"),
)  # fmt: skip
CHEMIST: Final = "Classificazione secondo le linee guida SNPA 105/2021: superate le soglie di {properties}."
HARMLESS: Final = "Classificazione secondo le linee guida SNPA 105/2021: nessuna caratteristica di pericolo."


def judgement_of(waste: Waste) -> str:
    """What the classification report of a waste concludes."""
    return CHEMIST.format(properties=", ".join(waste.hazards)) if waste.hazards else HARMLESS
