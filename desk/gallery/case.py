"""The drawn case, as values."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from desk.forms.papers import Upload
from desk.reasons import Reason
from desk.shown import Action, Entry, Fact, Paper, State, Step, Term, WhoCan, Work

NOW = datetime(2026, 11, 21, 13, 20, tzinfo=UTC)
RUN = State("Verifica tecnica", "run")

REASONS = (
    Reason("adr", "Manca il parere su ADR e trasporto", "È assegnato a te.", "#work", "Scrivi il parere"),
    Reason("sds", "La scheda di sicurezza non è verificata", "Ricevuta ieri.", "#documents", "Apri e verifica"),
    Reason("unknown", "Non si può dire: la quantità residua non è nota", "Completa il fascicolo.", unknown=True),
)
MET = (
    "L'analisi è valida fino al 12 ottobre 2027",
    "L'impianto è autorizzato per codice e operazione",
    "Chi ha inserito la scheda non è chi decide",
)
PATH = (
    Step("Bozza", "done", datetime(2026, 11, 3, 9, tzinfo=UTC), "M. Conti"),
    Step("Documenti", "done", datetime(2026, 11, 6, 9, tzinfo=UTC), "cliente"),
    Step("Verifica amministrativa", "done", datetime(2026, 11, 9, 9, tzinfo=UTC), "M. Conti"),
    Step("Verifica tecnica", "now", note="2 di 3 pareri"),
    Step("Valutazione commerciale", "next"),
    Step("Approvata", "next"),
)
DOSSIER = (
    Fact("Rifiuto (EER)", "15 01 10* · imballaggi contenenti residui di sostanze pericolose", "pericoloso", "bad"),
    Fact("Processo di origine", "verniciatura di componenti metallici, reparto 2"),
    Fact("Caratteristiche di pericolo", "HP3, HP4, HP14"),
    Fact("ADR", ""),
    Fact("Quantità", "24 t l'anno, 2 t a conferimento"),
    Fact("Impianto e operazione", "Ravenna 2 · R13 · autorizzate 1.200 t, residue 386 t"),
)
ENTRIES = (
    Entry("Parere chimico favorevole", datetime(2026, 11, 21, 9, 42, tzinfo=UTC), "Laura Bianchi", tone="good",
          text="Analisi LAB/2291 del 12 ottobre entro i limiti dell'impianto su 18 parametri di 18."),
    Entry("Parere autorizzativo favorevole", datetime(2026, 11, 20, 15, 5, tzinfo=UTC), "Paolo Serra", "G. Neri",
          "Regola «Capacità impianto» v4, riga R07: residuo dopo l'omologa 362 t.", "good"),
    Entry("Integrazione richiesta al cliente", datetime(2026, 11, 17, 8, tzinfo=UTC), "Laura Bianchi", tone="bad",
          text="Manca la scheda di sicurezza del diluente. Orologio fermo 2 giorni lavorativi."),
)  # fmt: skip


def case_page() -> dict[str, Any]:
    """Everything the case page shows."""
    main = Action("conclude", "Concludi la verifica", "#", "main", needs_form=True, reasons=REASONS, met=MET)
    head = {"number": "OM-2026-000203", "subject": "Imballaggi contaminati 15 01 10*", "process": "Omologhe rifiuti",
            "process_href": "#", "cases_href": "#", "state": RUN, "customer": "Rossi & Figli S.n.c.",
            "customer_href": "#", "where": "Imola, unità di via Selice",
            "due_at": datetime(2026, 11, 21, 16, tzinfo=UTC)}  # fmt: skip
    papers = [
        Paper("Scheda di sicurezza del diluente", "Scheda di sicurezza", "sds.pdf", 284_113,
              datetime(2026, 11, 20, 10, tzinfo=UTC), "Laura Bianchi", "#", State("da verificare", "wait"), verify="#"),
        Paper("Analisi LAB/2291", "Analisi chimica", "lab2291.pdf", 1_204_000, datetime(2026, 10, 14, 10, tzinfo=UTC),
              "M. Conti", "#", State("verificato", "good"), date(2027, 10, 12)),
    ]  # fmt: skip
    return {
        "head": head, "path": PATH, "version": 7, "next_step": main, "others": (),
        "actions": (Action("ask", "Chiedi integrazione", "#", needs_form=True),
                    Action("reject", "Respingi", "#", "reject"), main),
        "more": (Action("withdraw", "Registra il ritiro", "#", needs_form=True),),
        "terms": (Term("Decisione tecnica", datetime(2026, 11, 21, 16, tzinfo=UTC),
                       ("3 giorni lavorativi dal 16 novembre, fermi 2 per l'integrazione: 23 novembre.",)),),
        "work": (Work("ADR e trasporto", "Laura Bianchi", release="#"),
                 Work("Chimica", done=True, outcome="favorevole"),
                 Work("Verifica tecnica", queue="Tecnici", take="#")),
        "who_can": (WhoCan("Concludi la verifica", ("Laura Bianchi", "Paolo Serra"), mine=True), WhoCan("Approva", ())),
        "dossier": ({"label": "", "facts": DOSSIER},), "papers": papers,
        "upload": {"href": "#", "form": Upload()}, "entries": ENTRIES,
        "edit": {"href": "#", "label": "Modifica la scheda"}, "all_entries_href": "#",
    }  # fmt: skip
