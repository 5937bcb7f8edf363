"""What effects receive and return."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from django.utils.functional import _StrPromise

    from cases.models import Case
    from cases.rules.facts import Facts
    from registry.actors import Actor


@dataclass(frozen=True, slots=True)
class Move:
    """The transition under way, as its effect sees it: everything it may read, nothing ambient."""

    case: Case
    dossier: Any
    facts: Facts | None
    inputs: Mapping[str, Any]
    actor: Actor
    now: datetime
    on: date


@dataclass(frozen=True, slots=True)
class Product:
    """Something an effect left below: kind ("document", "approval"), reference and words for the timeline."""

    kind: str
    reference: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Announcement:
    """Something other packages or processes must be told, exactly once per consumer."""

    topic: str
    payload: Mapping[str, Any]
    ordering_key: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an effect did. `decisions` are the policy rows it went by, as JSON for the journal."""

    dossier_changed: bool = False
    produced: tuple[Product, ...] = ()
    announcements: tuple[Announcement, ...] = ()
    subject: str | None = None
    decisions: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One labelled line of the dossier as a page shows it; tone "bad", "warn" or "" colours the badge."""

    label: str | _StrPromise
    value: object
    badge: str | _StrPromise = ""
    tone: str = ""
    group: str | _StrPromise = field(default="")
