"""Papers for the demo: a small laboratory report as a real PDF, the same bytes for the same words."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING

import typst

if TYPE_CHECKING:
    from datetime import date

PAGE = """
#set page(paper: "a4", margin: 2.2cm)
#set text(size: 10pt)
#set document(title: sys.inputs.title, date: none)
#text(size: 8pt)[Laboratorio Analisi Ambientali Pineta S.r.l. · via del Lavoro 3, Ravenna · LAB N. 0999]
#v(1.2cm)
#text(size: 16pt, weight: "bold")[#sys.inputs.title]
#v(.4cm)
#table(columns: (4.5cm, 1fr), stroke: none, inset: (x: 0pt, y: 4pt),
  [Committente], [#sys.inputs.customer], [Rifiuto (EER)], [#sys.inputs.waste],
  [Campionamento], [#sys.inputs.day, UNI 10802], [Produttore], [#sys.inputs.site])
#v(.4cm)
#table(columns: (1fr, 2.2cm, 2.2cm, 3.4cm), stroke: .5pt + luma(160),
  [*Parametro*], [*Valore*], [*Unità*], [*Metodo*],
  [Residuo secco a 105 °C], [84,2], [%], [UNI EN 14346],
  [pH], [7,8], [-], [UNI EN 16192],
  [Idrocarburi C10-C40], [312], [mg/kg], [UNI EN 14039],
  [Piombo], [#sys.inputs.lead], [mg/kg], [UNI EN 16170],
  [Cromo totale], [28], [mg/kg], [UNI EN 16170])
#v(.8cm)
Giudizio: sulla base dei parametri ricercati il rifiuto è classificato come indicato sopra.
"""


def laboratory_report(number: str, *, customer: str, waste: str, site: str, on: date, lead: str = "41") -> io.BytesIO:
    """A one-page test report, to be uploaded as any customer's would be."""
    words = {
        "title": f"Rapporto di prova {number}",
        "customer": customer,
        "waste": waste,
        "site": site,
        "day": f"{on:%d/%m/%Y}",
        "lead": lead,
    }
    return io.BytesIO(typst.compile(PAGE.encode(), format="pdf", sys_inputs=words))


SIGNED = """
#set page(paper: "a4", margin: 2.2cm)
#set document(title: sys.inputs.title, date: none)
#text(size: 16pt, weight: "bold")[#sys.inputs.title]

Firmato dal legale rappresentante del produttore.
"""


@cache
def signed_paper(title: str) -> bytes:
    """One page that a customer signed; the same for everybody, because setting a page takes time."""
    return typst.compile(SIGNED.encode(), format="pdf", sys_inputs={"title": title})
