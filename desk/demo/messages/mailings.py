"""Two mailings that wait to be released: closing days for everybody near, an offer for who agreed to offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from documents.models import MailingPurpose
from documents.services.mailings import drafts, lists, preparing

if TYPE_CHECKING:
    from desk.demo.world import World
    from documents.models import CustomerList

CLOSING: Final = {
    "it": (
        "Chiusura degli impianti a fine anno",
        "Gentile {{ customer.name }},\n\ngli impianti restano chiusi dal 24 dicembre al 6 gennaio. I conferimenti"
        " prenotati per quei giorni vengono spostati: la nuova data segue entro il 10 dicembre.\n\nCordiali saluti",
    ),
    "en": (
        "Plants closed at the end of the year",
        "Dear {{ customer.name }},\n\nour plants are closed from 24 December to 6 January. Deliveries booked for those"
        " days are moved; we write to you with the new date by 10 December.\n\nKind regards",
    ),
}
OFFER: Final = {
    "it": (
        "Analisi dei rifiuti: prelievo e certificato in dieci giorni",
        "Gentile {{ customer.name }},\n\nda gennaio il nostro laboratorio preleva presso di voi e consegna il"
        " certificato entro dieci giorni lavorativi. Scriveteci per un preventivo.\n\nCordiali saluti",
    ),
}


def fill(world: World) -> None:
    """Lists and mailings of a company that has somebody to release them."""
    near = _list(world, "Clienti della Romagna", ("RA", "FC", "RN"))
    everybody = _list(world, "Tutti i clienti", ())
    contract = "Comunicazione dovuta per contratto: giorni di apertura degli impianti."
    closing = drafts.Wanted(
        name="Chiusura di fine anno", list=near, purpose=MailingPurpose.SERVICE, reason=contract, texts=CLOSING
    )
    offer = drafts.Wanted(name="Analisi in dieci giorni", list=everybody, purpose=MailingPurpose.MARKETING, texts=OFFER)
    actor, now = world.actors["responsabile"], world.office_hours(0)
    for wanted in (offer, closing):
        preparing.prepare(drafts.save(None, wanted, actor=actor, now=now), actor=actor, now=now)


def _list(world: World, name: str, provinces: tuple[str, ...]) -> CustomerList:
    criteria = lists.Criteria(provinces=provinces, standing=lists.CLIENTS)
    wanted = lists.Wanted(name=name, criteria=criteria)
    return lists.save(None, wanted, actor=world.actors["responsabile"], now=world.office_hours(0))
