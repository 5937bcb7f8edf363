"""Every address of the product: how to reach it in a company, what a right POST sends, and what a stranger to it sees.

An address that is not here fails tests/desk/test_addresses.py. Those of an area stand beside this file, in
`addresses_<area>.py`, those of a process in its own `tests/workflows/<code>/addresses.py`, each in a list `ADDRESSES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from cases.definition import catalogue
from cases.models import Case
from tests.desk.world import House
from tests.documents import good

LATER = {"version": "", "seq": ""}


@dataclass(frozen=True)
class Address:
    """One route.

    where  the arguments after the company's slug
    typed  what a right POST sends; None: it takes no POST
    idle   what a colleague without any duty is answered, to GET and to POST: kept by hand
    boss   what somebody with every duty is answered to GET
    keeps  the tables in which everybody may write rows of his own
    own    it names something a company owns, so that the same words under another company's slug are not there
    query  what follows the question mark
    """

    route: str
    where: Callable[[House], list[Any]] = lambda _: []
    typed: Callable[[House], dict[str, Any]] | None = None
    idle: tuple[int, int] = (200, 405)
    boss: int = 200
    keeps: tuple[str, ...] = ()
    own: bool = True
    query: Callable[[House], str] = lambda _: ""

    def of(self, house: House, slug: str = "") -> str:
        """Where it is in a company; with a slug, the same words in another's."""
        asked = self.query(house)
        path = reverse(f"desk:{self.route}", args=[slug or house.company.slug, *self.where(house)])
        return f"{path}?{asked}" if asked else path

    def sent(self, house: House) -> dict[str, Any]:
        """The body of a POST."""
        return self.typed(house) if self.typed else {}


def ticket(case: Case | None = None, **typed: Any) -> dict[str, Any]:
    """What every form of a step sends besides its own fields."""
    seen = {"version": case.version, "seq": case.seq} if case else LATER
    return {"command_id": str(uuid4()), **seen, **typed}


def sheet(**typed: Any) -> dict[str, Any]:
    return {"waste_code": "170504", "applicant": "Rossi", "quantity_per_year": "12", **typed}


@cache
def one_paper() -> bytes:
    """The same bytes every time."""
    return good.pdf()


def paper(house: House) -> dict[str, Any]:
    del house
    return {"document-kind": "analysis", "document-file": SimpleUploadedFile("analisi.pdf", one_paper())}


def site(house: House) -> dict[str, Any]:
    del house
    return {"name": "Deposito", "city": "Imola", "country": "IT"}


def customer(house: House) -> dict[str, Any]:
    del house
    return {"kind": "legal", "name": "Bianchi S.r.l.", "country": "IT", "city": "Imola"}


def case(house: House) -> list[Any]:
    return [house.draft.number]


def document(house: House) -> list[Any]:
    return [house.document.uuid]


def whom(house: House) -> list[Any]:
    return [house.customer.code]


def clock(house: House) -> list[Any]:
    del house
    return ["request", "clock", "check"]


PUBLIC = {"health-live", "health-ready", "desk:sign-in", "desk:language", "desk:unsubscribe"}
"""Open to everybody."""

PERSONAL = {"desk:companies", "desk:sign-out", "desk:password"}
"""Of whoever is signed in, in no company."""

ADDRESSES = [
    Address("home", own=False),
    Address("quick-search", own=False, query=lambda h: f"q={h.customer.name[:5]}"),
    Address("cases", own=False),
    Address("new-case", own=False, idle=(403, 405)),
    Address(
        "open-case",
        lambda _: ["request"],
        lambda _: ticket(**sheet()),
        (403, 403),
        own=False,
        query=lambda h: f"customer={h.customer.code}",
    ),
    Address("case", case, idle=(404, 404)),
    Address("upload", case, paper, (404, 404), boss=405),
    Address("comment", case, lambda _: {"text": "Seen"}, (404, 404), boss=405),
    Address("transition", lambda h: [h.draft.number, "amend"], lambda h: ticket(h.draft, **sheet()), (404, 404)),
    Address("document", document, idle=(404, 405)),
    Address("verify", document, lambda _: {}, (404, 404), boss=405),
    Address("reject", document, lambda _: {"reason": "Unreadable"}, (404, 404)),
    Address("take", lambda h: [h.queued.pk], lambda _: {}, (404, 404), boss=405),
    Address("release", lambda h: [h.taken.pk], lambda _: {}, (404, 404), boss=405),
    Address("end", lambda h: [h.check.pk], lambda _: {"outcome": "favourable", "reason": ""}, (404, 404)),
    Address("customers", own=False),
    Address("new-customer", typed=customer, idle=(403, 403), own=False),
    Address("customer", whom),
    Address("edit-customer", whom, customer, (403, 403)),
    Address("new-site", whom, site, (403, 403)),
    Address("process", lambda _: ["request"], idle=(404, 404), own=False),
    Address("policies", own=False),
    Address("policy", clock, idle=(404, 404), own=False),
    Address("policy-draft", clock, lambda _: {"do": "save"}, (404, 404), own=False),
    Address("policy-row", clock, lambda _: {}, (404, 404), boss=405, own=False),
    Address("policy-findings", clock, lambda _: {}, (404, 404), boss=405, own=False),
    Address("policy-file", lambda h: [*clock(h), "json"], idle=(404, 404), own=False),
]


def row(*names: str) -> Callable[[House], list[Any]]:
    """The ids of rows made in passing; a case is named by its number."""

    def where(house: House) -> list[Any]:
        found = [house.draft if name == "draft" else house.rows[name] for name in names]
        return [each.number if isinstance(each, Case) else each.pk for each in found]

    return where


def item(house: House) -> list[Any]:
    return [house.queued.pk]


NO, READ_ONLY = (404, 404), (404, 405)
ADDRESSES += [
    Address("acting", typed=lambda h: {"person": str(h.users["boss"].pk)}, idle=(405, 404), boss=405, own=False),
    Address("notices", typed=lambda _: {}, idle=(200, 302), own=False),
    Address("views", typed=lambda _: {"name": "New"}, idle=(405, 302), boss=405, keeps=("cases_savedview",), own=False),
    Address("delete-view", row("view"), lambda _: {}, (405, 403), boss=405),
    Address("export", lambda _: ["csv"], own=False),
    Address(
        "selected", typed=lambda h: {"case": [str(h.draft.pk)], "step": "submit"}, idle=(302, 422), own=False, boss=302
    ),
    Address(
        "matching", typed=lambda _: {"step": "submit"}, idle=(302, 422), own=False, query=lambda _: "process=request"
    ),
    Address("bulk-job", lambda h: [h.rows["job"].key], lambda _: {}, NO),
    Address("following", case, lambda _: {}, NO, boss=405),
    Address("links", case, lambda h: {"kind": "concerns", "number": h.reviewed.number}, NO),
    Address("unlink", row("draft", "link"), lambda _: {}, NO, boss=405),
    Address("holds", row("checked"), lambda _: {"reason": "Plant closed", "covers": ["check"]}, NO),
    Address("lift", row("checked", "hold"), lambda _: {"reason": "Open again"}, NO),
    Address("extend", row("checked", "deadline"), lambda _: {"amount": "2", "unit": "days", "reason": "x"}, NO),
    Address(
        "corrections",
        case,
        lambda h: {"applicant": "Bianchi", "why-reason": "Misread", "why-version": h.draft.version, "why-seq": 1},
        NO,
    ),
    Address("hand-over", item, lambda h: {"to": str(h.users["twin"].pk)}, NO),
    Address("put-off", item, lambda _: {"until": "2099-01-01"}, NO),
    Address("call-back", item, lambda _: {}, NO, boss=405),
    Address("dismiss", item, lambda _: {"reason": "Not ours"}, NO),
    Address("again", item, lambda _: {}, NO, boss=405),
    Address("people", own=False),
    Address("grant", typed=lambda _: {}, idle=(200, 422), own=False),
    Address("revoke", row("substitution"), lambda _: {}, (405, 403), boss=405),
    Address("absence", typed=lambda _: {}, idle=(200, 422), own=False),
    Address("remove-absence", row("absence"), lambda _: {}, (405, 403), boss=405),
    Address("dispatches", idle=(403, 403), own=False),
    Address("dispatch", row("dispatch"), idle=(403, 403)),
    Address("retry", row("dispatch"), lambda _: {}, (403, 403), boss=405),
    Address("gate", typed=lambda _: {}, idle=(403, 403), own=False),
    Address("gate-load", lambda _: ["R-2026-000001"], lambda _: {"step": "release"}, (403, 403), boss=404, own=False),
    Address("positions", idle=(403, 403), own=False),
    Address("drop", row("dispatch"), lambda _: {"reason": "Told by phone"}, (403, 403)),
]


def everywhere() -> list[Address]:
    """The addresses above, those of the areas and those of the processes."""
    found = list(ADDRESSES)
    for area in sorted(Path(__file__).parent.glob("addresses_*.py")):
        found += import_module(f"tests.desk.{area.stem}").ADDRESSES
    for process in catalogue.processes():
        name = f"tests.workflows.{process.code}.addresses"
        if find_spec(f"tests.workflows.{process.code}") and find_spec(name):
            found += import_module(name).ADDRESSES
    return found


def routes(patterns: list[Any] | None = None, space: str = "") -> Iterator[str]:
    """The name of every route of the resolver; a nameless one is told by its pattern."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from routes(pattern.url_patterns, space + inner)
        elif isinstance(pattern, URLPattern):
            yield space + (pattern.name or f"nameless {pattern.pattern}")
