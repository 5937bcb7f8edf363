"""What a certified e-mail provider certifies: the `daticert.xml` of a receipt or of a transport envelope.

Source: D.M. 2 November 2005 (technical rules of PEC), annex, 6.3 to 6.5 and 7.4: the headers X-Ricevuta, X-Trasporto,
X-TipoRicevuta, X-Riferimento-Message-ID and the document type of daticert.xml.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from lxml import etree

from cases.rules.refusals import N_
from documents.mail.words import LONGEST_ID, addresses_in, visible

ACCEPTED: Final = "accettazione"
NOT_ACCEPTED: Final = "non-accettazione"
TAKEN_OVER: Final = "presa-in-carico"
DELIVERED: Final = "avvenuta-consegna"
NOT_DELIVERED: Final = "errore-consegna"
NOT_YET_DELIVERED: Final = "preavviso-errore-consegna"
VIRUS: Final = "rilevazione-virus"
TRANSPORT: Final = "posta-certificata"
RECEIPTS: Final = (ACCEPTED, NOT_ACCEPTED, TAKEN_OVER, DELIVERED, NOT_DELIVERED, NOT_YET_DELIVERED, VIRUS)
FAILED: Final = (NOT_ACCEPTED, NOT_DELIVERED, VIRUS)
LARGEST: Final = 1024 * 1024


class NoDaticert(ValueError):
    """The file says nothing that could be believed; the message tells what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """One certification.

    kind        one of RECEIPTS, or TRANSPORT
    extent      of a delivery: "completa", "breve" or "sintetica"
    about       the Message-ID of the message it speaks of, without angle brackets
    recipient   whom a delivery or its failure concerns, in lower case; empty: all of `recipients`
    recipients  everybody the message went to, in lower case
    error       "nessuno", "no-dest", "no-dominio", "virus" or "altro"; `detail` in the provider's words
    at          when the provider did it
    identifier  the provider's own number of the event
    """

    kind: str
    extent: str
    about: str
    sender: str
    recipient: str
    recipients: tuple[str, ...]
    subject: str
    provider: str
    identifier: str
    error: str
    detail: str
    at: datetime | None

    @property
    def failed(self) -> bool:
        """Whether the message did not and will not arrive at whom this concerns."""
        return self.kind in FAILED


def read(content: bytes, *, told_kind: str, told_about: str) -> Receipt:
    """Read a daticert.xml beside what the headers said: the kind and, where given, the message it speaks of.

    Raises NoDaticert for what is no daticert.xml, and where file and headers contradict each other.
    """
    root = _root(content)
    kind = (root.get("tipo") or "").strip().lower()
    if kind not in (*RECEIPTS, TRANSPORT):
        raise NoDaticert(N_("daticert.xml certifies something unknown."))
    if kind != told_kind:
        raise NoDaticert(N_("The headers and daticert.xml contradict each other about what is certified."))
    about = _text(root, "dati/msgid").strip("<>")[:LONGEST_ID]
    if told_about and about and told_about != about:
        raise NoDaticert(N_("The headers and daticert.xml name different messages."))
    return Receipt(
        kind=kind,
        extent=_attribute(root, "dati/ricevuta", "tipo"),
        about=about or told_about,
        sender=_address(_text(root, "intestazione/mittente")),
        recipient=_address(_text(root, "dati/consegna")),
        recipients=tuple(
            filter(None, (_address(_flat(one)) for one in root.findall("intestazione/destinatari")[:500]))
        ),
        subject=_text(root, "intestazione/oggetto"),
        provider=_text(root, "dati/gestore-emittente"),
        identifier=_text(root, "dati/identificativo"),
        error=visible(root.get("errore") or "nessuno", limit=40).lower(),
        detail=_text(root, "dati/errore-esteso"),
        at=_moment(root),
    )


def _root(content: bytes) -> Any:
    if len(content) > LARGEST:
        raise NoDaticert(N_("daticert.xml is too large."))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise NoDaticert(N_("daticert.xml cannot be read.")) from None
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and next(declared.iterentities(), None) is not None:
        raise NoDaticert(N_("daticert.xml declares entities, which could read other files."))
    if root.tag != "postacert":
        raise NoDaticert(N_("daticert.xml is something else."))
    return root


def _flat(element: Any) -> str:
    return visible("" if element is None else "".join(element.itertext()))


def _text(root: Any, path: str) -> str:
    return _flat(root.find(path))


def _attribute(root: Any, path: str, name: str) -> str:
    element = root.find(path)
    return "" if element is None else visible(element.get(name) or "", limit=40).lower()


def _address(text: str) -> str:
    found = addresses_in(text, at_most=1)
    return found[0] if found else ""


def _moment(root: Any) -> datetime | None:
    """`<data zona="+0200"><giorno>12/03/2026</giorno><ora>10:15:00</ora></data>`; None where it says no time."""
    zone = _attribute(root, "dati/data", "zona").replace(":", "")
    told = f"{_text(root, 'dati/data/giorno')} {_text(root, 'dati/data/ora')} {zone or '+0000'}"
    try:
        return datetime.strptime(told, "%d/%m/%Y %H:%M:%S %z")
    except ValueError:
        return None
