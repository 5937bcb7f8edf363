"""Two companies that must never see each other, each with people, customers, cases, work and documents.

Their cases follow the processes on paper, so that these tests outlive any process.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.test import Client, TestCase

from cases.definition import Process, Transition, TransitionForm, catalogue
from cases.models import (
    Absence,
    BulkJob,
    Case,
    CaseLink,
    Deadline,
    Dispatch,
    Hold,
    SavedView,
    Substitution,
    WorkItem,
)
from cases.services import work
from cases.services.comments import comment
from cases.services.intake import open_case
from cases.services.transitions import perform
from documents.models import Document, RevocationList, TrustAnchor
from registry.actors import Actor
from registry.models import Company, Customer, Site, User
from registry.models.counter import Counter
from registry.services.access import actor_for
from tests.factories import belongings, incoming, letters, mailings, messages, statements, transport
from tests.factories import cases as make
from tests.factories import registry as people
from tests.factories.billing import ledger_rows, parked_handover, period
from tests.factories.documents import uploaded
from tests.paper import request
from tests.paper.process import process as derogation

TODAY = date(2026, 11, 16)
PRODUCT_WIDE = (
    "admin.configure",
    "billing.charge_interest",
    "billing.hand_over",
    "billing.hold_collection",
    "billing.import_receivables",
    "billing.read",
    "billing.record_payments",
    "billing.set_credit_terms",
    "cases.comment",
    "cases.correct",
    "cases.extend",
    "cases.hold",
    "cases.manage_people",
    "cases.repair",
    "contracts.ask",
    "contracts.edit_carrier",
    "contracts.plan",
    "documents.certify",
    "documents.issue",
    "documents.mail_many",
    "contracts.stop_deliveries",
    "documents.receive",
    "documents.send",
    "documents.verify",
    "registry.edit_customer",
    "registry.edit_plant",
    "registry.import",
    "registry.merge_customers",
)


class Sheet(TransitionForm):
    """What a clerk types."""

    waste_code = forms.CharField(label="Waste code", max_length=6)
    applicant = forms.CharField(label="Applicant", required=False, widget=forms.Textarea)
    quantity_per_year = forms.DecimalField(label="Tonnes per year", required=False)


amend = Transition(
    "amend", request.S.DRAFT, request.S.DRAFT, duty="enter", label="Amend", form=Sheet, effect=request.fill
)
clerical: Process = replace(
    request.process,
    opening=replace(request.process.opening, form=Sheet),
    transitions=(*request.process.transitions, amend),
)
"""The request, with a form to open it and one to change it."""


@contextmanager
def paper_catalogue() -> Iterator[None]:
    """Both processes in the catalogue."""
    for process in (clerical, derogation):
        catalogue.register(process)
    try:
        with letters.known():
            yield
    finally:
        for process in (clerical, derogation):
            catalogue.unregister(process.code)


@dataclass
class House:
    """One company: its boss has every duty there is, the idle one none, the leaver left last year."""

    company: Company
    users: dict[str, User] = field(default_factory=dict)
    customer: Customer = field(init=False)
    site: Site = field(init=False)
    draft: Case = field(init=False)
    reviewed: Case = field(init=False)
    document: Document = field(init=False)
    queued: WorkItem = field(init=False)
    taken: WorkItem = field(init=False)
    rows: dict[str, Any] = field(default_factory=dict)
    check: WorkItem = field(init=False)

    def actor(self, name: str = "boss") -> Actor:
        found = actor_for(self.users[name], self.company, on=TODAY)
        assert found is not None
        return found

    def client(self, name: str = "boss", **options: Any) -> Client:
        client = Client(raise_request_exception=False, **options)
        client.force_login(self.users[name])
        return client

    def command(self, name: str = "boss", **values: Any) -> Any:
        return make.command(self.actor(name), **values)

    def address(self, case: Case, step: str = "") -> str:
        return f"/{self.company.slug}/cases/{case.number}/{step + '/' if step else ''}"

    def opened(self, **typed: Any) -> Case:
        """A request in draft."""
        inputs = {"waste_code": "170504", "applicant": "Rossi", "quantity_per_year": None, **typed}
        return open_case("request", self.company, self.customer, self.command(inputs=inputs)).case


def duties() -> set[str]:
    """Every duty of both processes and of the product."""
    return {*PRODUCT_WIDE, *clerical.duties, *derogation.duties}


def house(slug: str, first: int = 0) -> House:
    """A company with everything in it, numbered from `first`. Call it with both processes in the catalogue."""
    make.waste_code("170504")
    made = House(people.company(slug))
    for series in ("RQ-2026", "DE-2026", "customer"):
        Counter.objects.create(company=made.company, name=series, last=first)
    made.users = {name: people.user(f"{name}@{slug}.example", full_name=f"{name.title()} {slug}") for name in PEOPLE}
    for name, held in (("boss", duties()), ("twin", duties()), ("idle", set())):
        people.member(made.company, *held, who=made.users[name])
    leaver = people.member(made.company, *duties(), who=made.users["leaver"])
    type(leaver).objects.filter(pk=leaver.pk).update(until=date(2025, 12, 31))
    made.customer = people.customer(made.company, city="Bologna", notes="Pays late")
    made.site = people.site(made.customer)
    people.plant(made.company)
    fill(made)
    return made


def finished(answer: Any) -> Any:
    """The answer with its file, if any, read to the end; `close()` would take the test's connection with it."""
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer


PEOPLE = ("boss", "twin", "idle", "leaver")


def fill(made: House) -> None:
    """Cases, work and a document."""
    made.draft = made.opened()
    made.reviewed = open_case("derogation", made.company, made.customer, made.command(inputs={"amount": 500})).case
    perform(made.reviewed, "submit", made.command())
    comment(made.draft, "To be seen with @Twin", actor=made.actor(), now=make.NOW)
    with TestCase.captureOnCommitCallbacks(execute=True):
        made.document = uploaded(made.company, made.actor(), case=made.draft)
    items = WorkItem.objects.of(made.company)
    made.queued = items.get(case=made.draft, status="open")
    made.check = items.get(case=made.reviewed, step="price")
    made.taken = items.get(case=made.reviewed, step="transport")
    work.take(made.taken, actor=made.actor(), now=make.NOW)
    made.rows = {**everyday(made), "letter": letters.row(made.draft, made.document)}
    made.rows |= incoming.rows(made.draft)
    made.rows |= messages.rows(made.draft, made.document, made.actor())
    made.rows |= mailings.rows(made.customer, made.actor())
    made.rows["email"] = letters.email(made.draft.company)
    made.rows["handover"] = parked_handover(made.draft)
    made.rows["period"] = period(made.customer)
    made.rows |= ledger_rows(made.customer) | statements.rows(made.company)
    made.rows |= belongings.rows(made.customer, actor=made.actor(), today=TODAY)
    made.rows |= transport.rows(made.customer, made.rows["plant"])


def everyday(made: House) -> dict[str, Any]:
    """A row of everything that people make in passing."""
    boss, twin = made.users["boss"], made.users["twin"]
    checked = made.opened()
    perform(checked, "submit", made.command())
    of, at = {"company": made.company}, make.NOW
    owed = {
        "consumer": "letters",
        "topic": "request.submitted",
        "ordering_key": "x",
        "source": f"test {made.company.pk}",
    }
    return {
        "checked": checked,
        "deadline": Deadline.objects.of(made.company).get(case=checked),
        "link": CaseLink.objects.create(**of, case=made.draft, other=checked, created_by=boss, created_at=at),
        "hold": Hold.objects.create(
            **of, case=checked, reason="Plant closed", owner=boss, placed_at=at, from_on=TODAY, covers=["check"]
        ),
        "view": SavedView.objects.create(**of, user=boss, name="Mine"),
        "substitution": Substitution.objects.create(
            **of, absent=boss, substitute=twin, from_on=TODAY, to_on=date(2099, 1, 1), created_by=boss, created_at=at
        ),
        "absence": Absence.objects.create(**of, person=twin, from_on=TODAY, to_on=date(2099, 1, 1), entered_by=boss),
        "dispatch": Dispatch.objects.create(**of, **owed, created_at=at, next_try_at=at),
        "job": BulkJob.objects.create(
            **of, key=uuid4(), process_code="request", transition="submit", asked_by=boss, created_at=at
        ),
        "revocation_list": RevocationList.objects.create(
            **of, issuer="Test authority", fingerprint="0" * 64, content=b"", issued_at=at, entries=0, added_at=at
        ),
        "anchor": TrustAnchor.objects.create(
            **of, subject="Test authority", fingerprint="0" * 64, valid_until=TODAY, added_by=boss, added_at=at
        ),
    }
