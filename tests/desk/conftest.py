"""A small office: Ada enters, Marta checks, Teo reviews, Bo approves; Cy works in another company."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from cases.models import Case
from cases.services.transitions import perform
from registry.actors import Actor
from registry.duties import EDIT_CUSTOMER
from registry.models import Company, Customer, User
from registry.services.access import actor_for
from tests.desk import world
from tests.factories import cases as make
from tests.factories import registry as people

DUTIES = {
    "ada": (*make.ENTER, EDIT_CUSTOMER),
    "marta": make.CHECK,
    "teo": (*make.REVIEW, *make.PAPERS),
    "bo": make.APPROVE,
}


@dataclass
class Office:
    """One company with its people, each signed in."""

    company: Company
    users: dict[str, User] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        found = actor_for(self.users[name], self.company, on=make.NOW.date())
        assert found is not None
        return found

    def client(self, name: str, language: str = "en") -> Client:
        User.objects.filter(pk=self.users[name].pk).update(language=language)
        client = Client(raise_request_exception=True)
        client.force_login(self.users[name])
        return client

    def customer(self) -> Customer:
        return Customer.objects.of(self.company).first() or make.customer(self.company)

    def case(self, *steps: tuple[str, str], **sheet: Any) -> Case:
        """A waste approval of Ada's, moved by (who, step) through the service."""
        case = make.opened(self.company, self.actor("ada"), **sheet)
        for who, step in steps:
            inputs = {"judgement": "fits", "reason": "because"}
            case = perform(case, step, make.command(self.actor(who), version=case.version, inputs=inputs)).case
        return case

    def at_review(self, **sheet: Any) -> Case:
        return self.case(("ada", "submit"), ("marta", "pass_on"), **sheet)

    def address(self, case: Case, step: str = "") -> str:
        return f"/{self.company.slug}/cases/{case.number}/{step + '/' if step else ''}"


def ticket(case: Case | None = None, **typed: Any) -> dict[str, Any]:
    """What a form of a step sends."""
    seen = {"version": case.version, "seq": case.seq} if case else {}
    return {"command_id": str(uuid4()), **seen, **typed}


@pytest.fixture
def office(db: None) -> Office:
    """EcoVerde."""
    office = Office(people.company("ecoverde"))
    for name, duties in DUTIES.items():
        office.users[name] = people.member(
            office.company, *duties, who=people.user(f"{name}@example.com", full_name=name.title())
        ).user
    return office


@pytest.fixture
def outsider(db: None) -> Callable[[], Client]:
    """Cy, who works in another company with every duty."""
    other = people.company("lumen")
    cy = people.member(other, *make.ENTER, *make.CHECK, *make.REVIEW, *make.APPROVE, *make.PAPERS, EDIT_CUSTOMER).user

    def signed_in() -> Client:
        client = Client()
        client.force_login(cy)
        return client

    return signed_in


@pytest.fixture
def paper_world(db: None, settings: Any, tmp_path: Path) -> Iterator[None]:
    """The processes on paper in the catalogue, and a folder of its own for files."""
    settings.DATA_DIR = tmp_path
    settings.CLAMD_URL = ""
    with world.paper_catalogue():
        yield


@pytest.fixture
def eco(paper_world: None) -> world.House:
    """EcoVerde, with everything in it."""
    return world.house("ecoverde")


@pytest.fixture
def lumen(paper_world: None) -> world.House:
    """Lumen, the same again, its numbers counted from 500."""
    return world.house("lumen", first=500)
