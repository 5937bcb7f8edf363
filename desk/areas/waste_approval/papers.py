"""The papers of the demo: signed sheets, laboratory reports with their values, and the limits of the plants."""

from __future__ import annotations

import io
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from cases.models import Case
from desk.demo.papers import laboratory_report, signed_paper
from documents.models import Document
from documents.queries.checklists import checklists
from documents.services import certificates, decisions, uploads
from documents.services.measurements import Value
from registry.queries import waste_codes
from registry.services.limits import set_limit

if TYPE_CHECKING:
    from datetime import date

    from desk.areas.waste_approval.telling import Telling
    from desk.demo.world import World
    from registry.actors import Actor

SIGNED: Final = {
    "waste_sheet": "Scheda descrittiva del rifiuto",
    "request": "Richiesta di omologa",
    "contract": "Contratto di servizio pubblico",
    "mandate": "Mandato del produttore all'intermediario",
    "enrolment": "Iscrizione all'Albo gestori ambientali",
    "authorisation": "Autorizzazione dell'impianto di destino",
    "adr_declaration": "Dichiarazione ADR dello speditore",
}
LASTS: Final = {"enrolment": 45, "authorisation": 700}
"""Days from the demo's present to the last one: enrolments are about to end."""
LIMITED: Final = (("170504", 0), ("170503", 0), ("080111", 1), ("080112", 1), ("060502", 1), ("060503", 1))
"""Codes for which a plant has limits, with its place in the world's list."""
LIMITS: Final = (
    ("Piombo / Pb", "mg/kg", None, 1000),
    ("Cromo totale / Cr", "mg/kg", None, 1000),
    ("Idrocarburi C10-C40", "mg/kg", None, 5000),
    ("pH", "-", Decimal("5.5"), 12),
)
SOURCE: Final = "AIA, allegato 3: tabella di accettazione"
LEAD, TOO_MUCH_LEAD = Decimal(41), Decimal(1450)
ROWS: Final = (
    ("Residuo secco a 105 °C", "84.2", "%", "UNI EN 14346"),
    ("pH", "7.8", "-", "UNI EN 16192"),
    ("Idrocarburi C10-C40", "312", "mg/kg", "UNI EN 14039"),
    ("Cromo totale", "28", "mg/kg", "UNI EN 16170"),
)


def limit(world: World) -> None:
    """What the plants accept."""
    for code, place in LIMITED:
        for analyte, unit, least, most in LIMITS:
            set_limit(
                world.plants[place],
                actor=world.actors["admin"],
                waste_code=code,
                analyte=analyte,
                unit=unit,
                least=least,
                most=Decimal(most),
                valid_from=world.today - timedelta(days=600),
                source=SOURCE,
            )


def hand_in(telling: Telling, *steps: str) -> None:
    """Every signed paper that these steps wait for and that is not there, by the rules of the demo's present; received,
    and verified by whose duty it is."""
    case = telling.case
    seen = set(Document.objects.of(case.company_id).filter(case=case).values_list("kind", flat=True))
    asked = checklists([case], telling.world.today, proofs={})[case.pk]
    for each in (each for step in steps for each in asked[step].asked or ()):
        kind = each.requirement.document
        if each.is_wanted and kind in SIGNED and kind not in seen:
            seen.add(kind)
            _sign(telling, kind, each.requirement.verified_by)
    telling.refresh()


def _sign(telling: Telling, kind: str, duty: str) -> None:
    world, case = telling.world, telling.case
    signed_on = (telling.at - timedelta(days=3)).date()
    document = uploads.receive(
        company=world.company,
        actor=world.actors["backoffice"],
        now=telling.later(1),
        stream=io.BytesIO(signed_paper(SIGNED[kind])),
        name=f"{case.number}-{kind.replace('_', '-')}.pdf",
        kind=kind,
        title=SIGNED[kind],
        issued_on=signed_on,
        valid_until=world.today + timedelta(days=LASTS[kind]) if kind in LASTS else None,
        case=case,
    )
    decisions.verify(document, actor=_verifier(world, case, duty), now=telling.later(1))


def _verifier(world: World, case: Case, duty: str) -> Actor:
    """The back office where it has the duty, else the technical office."""
    clerk = world.actors["backoffice"]
    return clerk if not duty or clerk.has(case.process.duty(duty)) else world.actors["tecnico"]


def attach_analysis(telling: Telling, *, verified: bool, out: bool = False) -> None:
    """A mirror entry gets its laboratory report, good for a year; other entries need none."""
    world, case = telling.world, telling.case
    code = waste_codes.get(telling.waste.code, on=telling.at.date())
    if code is None or not code.is_mirror or case.customer is None:
        return
    number = f"LAB/{2200 + telling.index}"
    sampled_on = (telling.at - timedelta(days=20)).date()
    lead = TOO_MUCH_LEAD if out else LEAD
    site = world.sites[case.customer.pk][0].name
    paper = laboratory_report(
        number, customer=case.customer.name, waste=code.display, site=site, on=sampled_on, lead=str(lead)
    )
    document = uploads.receive(
        company=world.company,
        actor=world.actors["backoffice"],
        now=telling.later(3),
        stream=paper,
        name=f"rapporto-{number.replace('/', '-')}.pdf",
        kind="analysis",
        title=f"Rapporto di prova {number}",
        issued_on=sampled_on,
        valid_until=sampled_on + timedelta(days=364),
        case=case,
    )
    if verified:
        _enter(telling, document, number, lead, sampled_on)
        decisions.verify(document, actor=world.actors["tecnico"], now=telling.later(3))
    telling.refresh()


def _enter(telling: Telling, document: Document, number: str, lead: Decimal, sampled_on: date) -> None:
    """The laboratory writes down what the report says."""
    rows = [Value(analyte, Decimal(value), unit, method=method) for analyte, value, unit, method in ROWS]
    rows.append(Value("Piombo", lead, "mg/kg", limit=Decimal(1000), method="UNI EN 16170"))
    rows.append(Value("Cadmio", Decimal("0.5"), "mg/kg", below=True, method="UNI EN 16170"))
    particulars: certificates.Particulars = {
        "laboratory": "Laboratorio Analisi Ambientali Pineta S.r.l.",
        "accreditation": "LAB N. 0999",
        "report_number": number,
        "reported_on": sampled_on + timedelta(days=9),
        "sampled_on": sampled_on,
        "sampling_report": f"verbale C-{telling.index}, UNI 10802",
        "waste_code": telling.waste.code,
    }
    certificates.enter(document, particulars, rows, actor=telling.world.actors["laboratorio"], now=telling.later(1))
