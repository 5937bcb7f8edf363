"""What stands around every page of a company: the rail with its areas, counts and processes, and the person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.duties import READ
from cases.access import processes_for
from cases.queries.capped import Count
from cases.services.dispatches import REPAIR
from contracts.duties import ASK, EDIT_CARRIER, PLAN, STOP
from desk.areas.finding import rail_lines
from desk.queries.work import Standing
from documents.duties import RECEIVE
from registry.actors import Actor
from registry.duties import CONFIGURE
from registry.models import Company, Role, User
from registry.models.company import Sector
from registry.services.access import companies_of


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the rail."""

    label: str
    href: str
    icon: str
    current: bool = False
    count: Count | int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of the rail under a heading; folded away where they would not fit on a screen."""

    key: str
    label: str
    entries: Sequence[Entry]
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Switch:
    """A company one may go to."""

    name: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in, as the rail shows it."""

    name: str
    roles: str


@dataclass(frozen=True, slots=True)
class Acting:
    """In whose place the person acts, and where that ends."""

    name: str
    href: str


@dataclass(frozen=True, slots=True)
class Bell:
    """What the person was told and has not read."""

    href: str
    unread: Count
    current: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything templates/desk/frame.html needs."""

    company: Company
    companies: Sequence[Switch]
    home: str
    search: str
    quick_search: str
    areas: Sequence[Entry]
    groups: Sequence[Group] = field(default_factory=tuple)
    person: Person = field(default_factory=lambda: Person("", ""))
    acting: Acting | None = None
    bell: Bell | None = None


Line = tuple[str, Any, str, str, str]
ROOM: Final = 12
"""How many lines of groups fit on a screen 900 pixels high, below the areas and beside four headings."""

AREAS = (
    ("work", gettext_lazy("My work"), "desk:home", "inbox"),
    ("cases", gettext_lazy("Cases"), "desk:cases", "files"),
    ("customers", gettext_lazy("Customers"), "desk:customers", "users"),
)

OFFICE = (
    ("messages", gettext_lazy("Messages"), "desk:messages", "mail-opened", ""),
    ("mail", gettext_lazy("Incoming mail"), "desk:mail", "mailbox", RECEIVE),
    ("found-documents", gettext_lazy("Documents"), "desk:found-documents", "file-search", ""),
    ("expiring-documents", gettext_lazy("Documents that end"), "desk:expiring-documents", "file-time", RECEIVE),
    ("people", gettext_lazy("Absences and substitutes"), "desk:people", "user-share", ""),
    ("policies", gettext_lazy("Rules"), "desk:policies", "adjustments-horizontal", ""),
    ("letters", gettext_lazy("Letters"), "desk:letters", "mail", CONFIGURE),
    ("dispatches", gettext_lazy("Dispatches"), "desk:dispatches", "send", REPAIR),
    ("trust", gettext_lazy("Trusted authorities"), "desk:trust", "certificate", CONFIGURE),
)

CREDIT = (("receivables", gettext_lazy("Receivables"), "desk:receivables", "coin-euro", READ),)

GATE = (
    ("gate", gettext_lazy("Gate"), "desk:gate", "truck", ASK),
    ("positions", gettext_lazy("Positions released"), "desk:positions", "list-check", PLAN),
    ("transport", gettext_lazy("Transport documents"), "desk:transport", "truck-delivery", f"{ASK} {PLAN}"),
    ("plants", gettext_lazy("Plants"), "desk:plants", "building-factory-2", ""),
    ("carriers", gettext_lazy("Carriers"), "desk:carriers", "steering-wheel", f"{ASK} {PLAN} {EDIT_CARRIER}"),
    ("stops", gettext_lazy("Stopped deliveries"), "desk:stops", "hand-stop", f"{ASK} {PLAN} {STOP}"),
    ("gate-terms", gettext_lazy("Tolerances of the gate"), "desk:gate-terms", "percentage", CONFIGURE),
)


def build(user: User, company: Company, actor: Actor, now: datetime, *, area: str, standing: Standing) -> Frame:
    """The frame of one request; `area` is the rail line of the page, `standing` what waits for the person."""
    slug, figures = company.slug, {"work": standing.waiting}
    return Frame(
        company=company,
        companies=[
            Switch(other.name, reverse("desk:home", args=[other.slug]), other.pk == company.pk)
            for other in companies_of(user, on=now.date())
        ],
        home=reverse("desk:home", args=[slug]),
        search=reverse("desk:cases", args=[slug]),
        quick_search=reverse("desk:quick-search", args=[slug]),
        areas=[
            Entry(str(label), reverse(route, args=[slug]), icon, area == key, figures.get(key))
            for key, label, route, icon in AREAS
        ],
        groups=folded(
            [
                *_groups(company, actor, area),
                *_gate(company, actor, area),
                *_credit(company, actor, area),
                _office(company, actor, area),
            ]
        ),
        person=Person(actor.name, _roles(user, company)),
        acting=Acting(actor.acting_for_name, reverse("desk:acting", args=[slug])) if actor.acting_for_id else None,
        bell=Bell(reverse("desk:notices", args=[slug]), standing.unread, area == "notices"),
    )


def folded(groups: Sequence[Group]) -> list[Group]:
    """The group one is in is open, and of the others, in order, as many as fit beside it; the rest waits folded."""
    room = ROOM - sum(len(group.entries) for group in groups if _is_current(group))
    shown = []
    for group in groups:
        is_open = _is_current(group) or len(group.entries) <= room
        room -= len(group.entries) if is_open and not _is_current(group) else 0
        shown.append(replace(group, is_open=is_open))
    return shown


def _is_current(group: Group) -> bool:
    return any(entry.current for entry in group.entries)


def _groups(company: Company, actor: Actor, area: str) -> list[Group]:
    entries = []
    for process in sorted(processes_for(actor), key=lambda process: str(process.label)):
        href = reverse("desk:process", args=[company.slug, process.code])
        entries.append(Entry(str(process.label), href, process.icon, area == f"process.{process.code}"))
        entries += _lines(company, rail_lines(process.code), area)
    return [Group("processes", _("Processes"), entries)] if entries else []


def _gate(company: Company, actor: Actor, area: str) -> list[Group]:
    """Only where there are plants: a company that takes waste."""
    offered = [line for line in GATE if _may(actor, line[-1])] if company.sector == Sector.WASTE else []
    entries = _lines(company, offered, area)
    return [Group("gate", _("Deliveries"), entries)] if entries else []


def _credit(company: Company, actor: Actor, area: str) -> list[Group]:
    entries = _lines(company, [line for line in CREDIT if actor.has(line[-1])], area)
    return [Group("credit", _("Credit"), entries)] if entries else []


def _office(company: Company, actor: Actor, area: str) -> Group:
    offered = [line for line in OFFICE if not line[-1] or actor.has(line[-1])]
    return Group("office", _("Office"), _lines(company, offered, area))


def _may(actor: Actor, duties: str) -> bool:
    """Whether the actor holds one of the duties; an entry without a duty is everybody's."""
    return not duties or any(actor.has(duty) for duty in duties.split())


def _lines(company: Company, offered: Iterable[Line], area: str) -> list[Entry]:
    """The lines that are offered; which ones are is asked before."""
    return [
        Entry(str(label), reverse(route, args=[company.slug]), icon, area == key)
        for key, label, route, icon, _duty in offered
    ]


def _roles(user: User, company: Company) -> str:
    roles = Role.objects.of(company).filter(memberships__user=user, is_active=True)
    return ", ".join(sorted(role.label for role in roles))
