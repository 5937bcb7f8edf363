"""The pages of the gallery: name -> template and context."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from desk.frame import Entry, Group, Person, Switch
from desk.gallery import case
from desk.shown import Row, State

COMPANY = Switch("EcoVerde S.p.A.", "#", current=True)
PERSON = Person("Laura Bianchi", "Tecnico, Responsabile impianto")


@dataclass(frozen=True, slots=True)
class Around:
    """A frame that belongs to nobody."""

    company: Any = COMPANY
    companies: Any = (Switch("EcoVerde S.p.A.", "#", True), Switch("Lumen Energia S.r.l.", "#", False))
    home: str = "#"
    search: str = "#"
    quick_search: str = "#"
    areas: Any = (
        Entry("Il mio lavoro", "#", "inbox", True, 12),
        Entry("Pratiche", "#", "files", False, 1214),
        Entry("Clienti", "#", "users"),
    )
    groups: Any = (
        Group("processes", "Processi", [Entry("Omologhe rifiuti", "#", "flask"), Entry("Solleciti", "#", "mail")]),
    )
    person: Person = PERSON


def _around(**context: Any) -> dict[str, Any]:
    return {"frame": Around(), "now": case.NOW, **context}


def _at(day: int, hour: int = 16) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


ROWS = [
    Row("OM-2026-000187", "#", "17 05 03* terra e rocce con sostanze pericolose", "Galvanica Reno S.r.l.",
        case.RUN, "Bologna, via Stalingrado 81",
        todo="Verifica chimica", due_at=_at(19), who="Laura Bianchi", since=_at(3)),
    Row("OM-2026-000203", "#", "15 01 10* imballaggi contaminati", "Rossi & Figli S.n.c.",
        case.RUN, "Imola, unità di via Selice",
        todo="Verifica ADR e trasporto", due_at=_at(21), since=_at(20), take="#"),
    Row("OM-2026-000198", "#", "16 06 01* batterie al piombo", "Consorzio Intercomunale per la Gestione Integrata dei "
        "Rifiuti dell'Appennino Tosco-Emiliano S.c.a r.l.", State("In scadenza", "wait"), "Rimini",
        todo="Riclassificare il codice", due_at=_at(27), since=_at(1)),
    Row("OM-2026-000176", "#", "10 01 01 ceneri pesanti", "Cartiera del Savio S.p.A.",
        State("Approvata", "good"), "Cesena", todo="Esaminare l'integrazione ricevuta", since=_at(2)),
]  # fmt: skip


def home() -> tuple[str, dict[str, Any]]:
    """My work."""
    kpis = [
        {
            "label": "Da fare oggi",
            "value": 5,
            "note": "2 prese da me, 3 in coda",
            "href": "#",
            "tone": "",
            "current": True,
        },
        {"label": "In scadenza entro 48 ore", "value": 3, "note": "la prima alle 17:00", "href": "#", "tone": "soon"},
        {"label": "Scadute", "value": 1, "note": "da 2 giorni lavorativi", "href": "#", "tone": "late"},
        {"label": "In attesa di altri", "value": 7, "note": "4 clienti, 2 laboratorio", "href": "#", "tone": ""},
    ]
    tabs = [
        {"label": "Mie", "href": "#", "current": True, "count": 4},
        {"label": "Code", "href": "#", "current": False, "count": 1200},
        {"label": "Seguite", "href": "#", "current": False, "count": None},
    ]
    pager = {"shown": True, "first": 1, "last": 4, "total": 4, "next": 2, "ordered_by": "ordinate per scadenza"}
    return "desk/pages/home.html", _around(kpis=kpis, tabs=tabs, rows=ROWS, pager=pager, new_case_href="#")


def one_case() -> tuple[str, dict[str, Any]]:
    """A case under review."""
    return "desk/pages/case.html", _around(**case.case_page())


PAGES: dict[str, Callable[[], tuple[str, dict[str, Any]]]] = {"home": home, "case": one_case}
