"""The addresses of letters: their templates, the company's paper, those of a case."""

from __future__ import annotations

from typing import Any

from tests.desk.addresses import Address, case
from tests.desk.world import House

OF = ["request", "receipt", "it"]


def template(house: House) -> list[Any]:
    del house
    return OF


def version(house: House) -> list[Any]:
    return [*OF, house.rows["letter"].template_id]


def email_version(house: House) -> list[Any]:
    return [*OF, house.rows["email"].pk]


def letter(house: House) -> list[Any]:
    return [house.draft.number, house.rows["letter"].key]


def trial(house: House) -> str:
    return f"version={house.rows['letter'].template_id}&case={house.draft.number}"


def written(house: House) -> dict[str, Any]:
    del house
    key = "6a6a2f4e-6a6a-4a6a-8a6a-6a6a2f4e6a6b"
    return {"kind": "receipt", "language": "it", "dated": "2026-11-16", "key": key, "note": ""}


def picked(house: House) -> str:
    return f"case={house.draft.pk}:{house.draft.version}"


def mass(house: House) -> dict[str, Any]:
    """A look at what would be written."""
    pick = f"{house.draft.pk}:{house.draft.version}"
    return {**written(house), "way": "file", "language": "", "do": "look", "case": pick}


ADDRESSES = [
    Address("letters", idle=(403, 403), own=False),
    Address("letter-fields", lambda _: OF[:1], idle=(403, 403), own=False),
    Address("letterhead", typed=lambda _: {"foot": "Capitale sociale"}, idle=(403, 403), own=False),
    Address("letterhead-logo", idle=(403, 403), boss=404, own=False),
    Address("letter-template", template, lambda _: {"do": "discard"}, (403, 403), own=False),
    Address("letter-preview", template, idle=(403, 403), own=False),
    Address("letter-trial", template, idle=(403, 403), query=trial),
    Address("letter-version", version, idle=(403, 403)),
    Address("email-template", template, lambda _: {"do": "discard"}, (403, 403), own=False),
    Address("email-preview", template, idle=(403, 403), own=False),
    Address("email-version", email_version, idle=(403, 403)),
    Address("selected-letter", typed=mass, idle=(403, 403), query=picked, own=False),
    Address("matching-letter", typed=mass, idle=(403, 403), query=lambda _: "process=request", own=False),
    Address("case-letters", case, written, (404, 404)),
    Address("letter-pdf", letter, lambda _: {}, (404, 404), boss=405),
]
