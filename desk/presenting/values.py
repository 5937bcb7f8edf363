"""Single values in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from cases.definition import Line
from desk import formats
from desk.shown import Fact

TONES = {"bad": "bad", "warn": "wait", "good": "good"}


def say(value: Any, now: datetime) -> Any:
    """A value of a dossier as people write it; text stays as it is."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal | int | float):
        return formats.say_number(value)
    if isinstance(value, date):
        return formats.say_full(value)
    return value


def facts(lines: Iterable[Line], now: datetime) -> list[Fact]:
    """The lines of a dossier as facts."""
    return [
        Fact(str(line.label), say(line.value, now), str(line.badge), TONES.get(line.tone, "calm")) for line in lines
    ]


def grouped(lines: Iterable[Line], now: datetime) -> list[dict[str, Any]]:
    """The lines of a dossier under their headings, in the order given."""
    return [
        {"label": label, "facts": facts(members, now)}
        for label, members in groupby(lines, lambda line: str(line.group))
    ]
