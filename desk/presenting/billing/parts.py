"""What the pages of the ledger are made of: tables, figures and forms as small values; one template shows them all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format

from desk import formats


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its words, a second line, where it leads, a badge's tone; `kind`: whole, amount, day or wide-only."""

    text: str
    kind: str = ""
    href: str = ""
    under: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """A form that is one button; `tone` reject asks first."""

    label: str
    href: str
    tone: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    about: str = ""

    @property
    def hidden(self) -> list[tuple[str, object]]:
        """What it sends; a template would take a value called "items" for the method."""
        return list(self.values.items())


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its cells and what may be done to it."""

    cells: Sequence[Cell]
    href: str = ""
    buttons: Sequence[Button] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings; an amount's heading stands right as its cells do."""

    heads: Sequence[tuple[str, str]]
    lines: Sequence[Line]
    empty: str = ""

    @property
    def rows(self) -> list[tuple[Line, list[tuple[Cell, str]]]]:
        """Each line, its cells with their headings: a narrow screen has no head, and figures need their names."""
        labels = [label for label, _kind in self.heads]
        return [(line, list(zip(line.cells, labels, strict=False))) for line in self.lines]

    @property
    def with_buttons(self) -> bool:
        """Whether any row has something to do."""
        return any(line.buttons for line in self.lines)


@dataclass(frozen=True, slots=True)
class Section:
    """A card of a page: a table, facts, a form, a notice or buttons, with a heading and a link beside it.

    `key`: the end of its anchor, `#part-<key>`, for a figure that opens it; without one its place on the page.
    """

    title: str
    table: Table | None = None
    facts: Sequence[Mapping[str, Any]] = ()
    form: Any = None
    action: str = ""
    action_href: str = ""
    lead: str = ""
    side: str = ""
    side_href: str = ""
    pager: Mapping[str, Any] | None = None
    buttons: Sequence[Button] = ()
    multipart: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A link on top of a page."""

    label: str
    href: str
    icon: str = ""
    primary: bool = False


def money(value: Decimal | None, kind: str = "amount", href: str = "") -> Cell:
    """An amount of money."""
    return Cell(formats.say_money(value) if value is not None else "", kind, href)


def day(value: date | None, kind: str = "") -> Cell:
    """A day in figures, as accounts are read."""
    return Cell(date_format(value, "SHORT_DATE_FORMAT") if value else "", f"day {kind}".strip())


def fact(label: object, value: object, badge: object = "", tone: str = "calm") -> dict[str, Any]:
    """A labelled value."""
    return {"label": str(label), "value": value, "badge": str(badge), "tone": tone}


def figure(label: object, value: str, note: object, href: str, tone: str = "") -> dict[str, str]:
    """One figure that opens the rows it sums."""
    return {"label": str(label), "value": value, "note": str(note), "href": href, "tone": tone}
