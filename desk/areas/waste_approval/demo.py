"""Waste approvals for the demo: opened and moved by the product's services, each as far as its story goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cases.services.comments import comment
from cases.services.intake import open_case
from cases.services.transitions import Command, perform
from cases.services.work import take
from desk.demo.papers import laboratory_report
from documents.services import decisions, uploads
from registry.queries import waste_codes

if TYPE_CHECKING:
    from cases.models import Case
    from desk.demo.world import World

# code, operation, plant, origin, physical state, hazard properties, tonnes a year, tonnes a delivery
WASTES = (
    ("150110", "R13", 0, "verniciatura di componenti metallici, reparto 2", "S", ["HP03", "HP04", "HP14"], 24, 2),
    ("170504", "R5", 0, "scavo per ampliamento del capannone", "S", [], 600, 30),
    ("170503", "D9", 0, "bonifica dell'area ex serbatoi", "S", ["HP07", "HP14"], 180, 25),
    ("120109", "D9", 1, "lavorazioni alle macchine utensili", "L", ["HP04", "HP05"], 60, 8),
    ("080111", "D9", 1, "pulizia delle cabine di verniciatura", "FP", ["HP03", "HP04"], 18, 3),
    ("080112", "D15", 1, "fondi di vernici all'acqua", "FP", [], 22, 4),
    ("060502", "D9", 1, "depurazione delle acque di galvanica", "FP", ["HP06", "HP14"], 90, 12),
    ("060503", "D9", 1, "depurazione delle acque di processo", "FP", [], 140, 14),
    ("150202", "D15", 1, "manutenzione dei macchinari", "S", ["HP03", "HP14"], 12, 1),
    ("150203", "R13", 1, "filtri e indumenti di officina", "S", [], 16, 2),
    ("180103", "D10", 1, "attività ambulatoriale", "S", ["HP09"], 6, 1),
    ("020304", "R3", 1, "scarti di lavorazione di frutta e ortaggi", "FP", [], 900, 28),
    ("170904", "R5", 0, "demolizione selettiva di un magazzino", "S", [], 1500, 30),
    ("130205", "R13", 0, "cambio olio dei mezzi aziendali", "L", ["HP05", "HP14"], 20, 5),
    ("160601", "R13", 0, "sostituzione di batterie al piombo", "S", ["HP05", "HP08", "HP14"], 30, 3),
    ("200133", "R13", 0, "raccolta interna di pile e accumulatori", "S", ["HP05", "HP08"], 4, 1),
    ("191204", "R12", 0, "selezione di imballaggi misti", "S", [], 260, 20),
    ("100101", "R13", 0, "caldaia a biomassa", "SP", [], 350, 25),
)
ENDED = ("approved", "approved", "rejected")
# how many days ago the open stories began; a few are late, as in any office
OPEN = {
    "draft": (1, 2, 4, 6, 9),
    "returned": (3, 5, 7),
    "check": (1, 2, 3, 5, 8),
    "review": (4, 6, 8, 10, 18),
    "review_bare": (3, 5, 7, 9, 12),
    "commercial": (7, 8, 10, 12, 17),
}
JUDGEMENT = "Il rifiuto rientra nell'autorizzazione e nei limiti dell'impianto; campione conforme alla scheda."
CONDITIONS = ("Conferire solo su prenotazione.", "Imballaggi chiusi ed etichettati.", "")
REASONS = (
    "Impianto in saturazione per questo codice.",
    "La composizione non è compatibile con la linea di trattamento.",
)


@dataclass(slots=True)
class Telling:
    """One story under way: the case, and the instant reached."""

    world: World
    case: Case
    at: datetime

    def later(self, hours: int) -> datetime:
        """Let some hours of office time pass."""
        self.at = self.world.after(self.at, hours)
        return self.at

    def move(self, transition: str, who: str, hours: int, **inputs: Any) -> None:
        """One step by one person."""
        command = Command(
            actor=self.world.actors[who],
            now=self.later(hours),
            command_id=self.world.command_id(),
            version=self.case.version,
            inputs=inputs,
            origin="demo",
        )
        self.case = perform(self.case, transition, command).case


def fill(world: World) -> None:
    """Tell the stories in the order in which they began: decided ones over seven months, the open ones of late."""
    ages = [(21 + index * 6, ENDED[index % len(ENDED)]) for index in range(34)]
    ages += [(days, story) for story, opened in OPEN.items() for days in opened]
    for index, (days_ago, story) in enumerate(sorted(ages, reverse=True)):
        telling = _open(world, index, days_ago)
        for step in SCRIPT[story]:
            step(telling, index)


def _submit(telling: Telling, index: int) -> None:
    del index
    telling.move("submit", "backoffice", 2)


def _return(telling: Telling, index: int) -> None:
    del index
    telling.move("return_to_draft", "backoffice", 5, reason="Manca la descrizione del ciclo produttivo.")


def _pass_on(telling: Telling, index: int) -> None:
    del index
    telling.move("pass_on", "backoffice", 4)


def _reject(telling: Telling, index: int) -> None:
    telling.move("reject", "tecnico", 20, reason=REASONS[index % len(REASONS)])


def _conclude(telling: Telling, index: int) -> None:
    del index
    telling.move("conclude_review", "tecnico", 22, judgement=JUDGEMENT)


def _approve(telling: Telling, index: int) -> None:
    price = Decimal(telling.world.dice.randrange(4500, 38000)) / 100
    telling.move("approve", "commerciale", 18, price_per_tonne=price, conditions=CONDITIONS[index % len(CONDITIONS)])


def _open(world: World, index: int, days_ago: int) -> Telling:
    code, operation, plant, origin, state, hazards, per_year, per_delivery = WASTES[index % len(WASTES)]
    customer = world.customers[(index * 5) % len(world.customers)]
    at = world.office_hours(days_ago)
    inputs = {
        "site": world.sites[customer.pk][0],
        "waste_code": code,
        "process_of_origin": origin,
        "raw_materials": "",
        "physical_state": state,
        "hazard_properties": hazards,
        "quantity_per_year": Decimal(per_year),
        "quantity_per_delivery": Decimal(per_delivery),
        "plant": world.plants[plant],
        "operation": operation,
    }
    command = Command(
        actor=world.actors["backoffice"], now=at, command_id=world.command_id(), inputs=inputs, origin="demo"
    )
    return Telling(world, open_case("waste_approval", world.company, customer, command).case, at)


def _bring_analysis(telling: Telling, index: int) -> None:
    _attach_analysis(telling, index, verified=False)


def _prove(telling: Telling, index: int) -> None:
    _attach_analysis(telling, index, verified=True)


def _attach_analysis(telling: Telling, index: int, *, verified: bool) -> None:
    """A mirror entry gets its laboratory report; other entries need none."""
    world, case = telling.world, telling.case
    code = waste_codes.get(case.dossier.waste_code, on=world.today)
    if code is None or not code.is_mirror:
        return
    number = f"LAB/{2200 + index}"
    sampled_on = (telling.at - timedelta(days=20)).date()
    site = world.sites[case.customer_id][0].name
    customer = next(customer for customer in world.customers if customer.pk == case.customer_id)
    paper = laboratory_report(number, customer=customer.name, waste=code.display, site=site, on=sampled_on)
    document = uploads.receive(
        company=world.company,
        actor=world.actors["backoffice"],
        now=telling.later(3),
        stream=paper,
        name=f"rapporto-{number.replace('/', '-')}.pdf",
        kind="analysis",
        title=f"Rapporto di prova {number}",
        issued_on=sampled_on,
        case=case,
    )
    if verified:
        decisions.verify(document, actor=world.actors["tecnico"], now=telling.later(3))


def _begin_review(telling: Telling, index: int) -> None:
    """Every second review is taken by the technical reviewer, some with a comment."""
    if index % 2 == 0:
        item = telling.case.work_items.get(state=telling.case.state, status="open")
        take(item, actor=telling.world.actors["tecnico"], now=telling.later(1))
    if index % 4 == 0:
        text = "Sentito il produttore: il campione arriva in settimana."
        comment(telling.case, text, actor=telling.world.actors["tecnico"], now=telling.later(2))


SCRIPT: dict[str, tuple[Callable[[Telling, int], None], ...]] = {
    "draft": (),
    "check": (_submit,),
    "returned": (_submit, _return),
    "review": (_submit, _pass_on, _bring_analysis, _begin_review),
    "review_bare": (_submit, _pass_on, _begin_review),
    "commercial": (_submit, _pass_on, _prove, _conclude),
    "rejected": (_submit, _pass_on, _prove, _reject),
    "approved": (_submit, _pass_on, _prove, _conclude, _approve),
}
