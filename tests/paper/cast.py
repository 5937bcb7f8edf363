"""Ada asks, Kim, Tom and Pia check, Con concludes, Dan, Dea and Dom decide; Sub stands in, Max manages people."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from cases.models import Case, WorkItem
from cases.services.intake import open_case
from cases.services.substitution import Term, grant
from cases.services.transitions import Command, perform
from registry.actors import Actor
from registry.models import Company, Membership, User
from registry.services.access import actor_for

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 16)
DUTIES = {
    "ada": ["ask", "grant"],
    "kim": ["check_chemistry"],
    "tom": ["check_transport"],
    "pia": ["check_price"],
    "con": ["conclude"],
    "dan": ["decide", "grant"],
    "dea": ["decide"],
    "dom": ["decide"],
    "sub": [],
    "max": [],
}
PRODUCT_WIDE = {"max": ["cases.manage_people"]}


def company(slug: str = "ecoverde") -> Company:
    """A company with the whole cast at work."""
    of = Company.objects.create(slug=slug, name=slug.title())
    for name, duties in DUTIES.items():
        employ(of, name, *(f"derogation.{duty}" for duty in duties), *PRODUCT_WIDE.get(name, ()))
    return of


def user(name: str) -> User:
    email = f"{name}@example.org"
    return User.objects.get_or_create(email=email, defaults={"full_name": f"{name.title()} Rossi"})[0]


def employ(of: Company, name: str, *duties: str) -> Membership:
    """Put somebody to work with just these duties."""
    return Membership.objects.create(company=of, user=user(name), since=date(2025, 1, 1), duties=sorted(duties))


def person(of: Company, name: str) -> Actor:
    """Somebody of the cast as he is at work today."""
    actor = actor_for(user(name), of, on=TODAY)
    assert actor is not None
    return actor


def command(by: Actor, *, later: int = 0, **inputs: object) -> Command:
    return Command(actor=by, now=NOW + timedelta(minutes=later), command_id=uuid4(), inputs=inputs)


def opened(of: Company, amount: int | None = 500) -> Case:
    """A derogation in draft, asked by Ada."""
    return open_case("derogation", of, None, command(person(of, "ada"), amount=amount)).case


def moved(case: Case, transition: str, name: str) -> Case:
    return perform(case, transition, command(person(case.company, name))).case


def under_review(of: Company, amount: int | None = 500) -> Case:
    return moved(opened(of, amount), "submit", "ada")


def open_items(case: Case) -> dict[str, WorkItem]:
    """The items waiting or taken, by step; the newest of a step."""
    rows = WorkItem.objects.of(case.company_id).filter(case=case, status__in=("open", "taken"))
    return {item.step: item for item in rows.order_by("pk")}


def stand_in(of: Company, absent: str, substitute: str, *, processes: tuple[str, ...] = (), days: int = 5):
    """From today, by the absent person's own hand."""
    term = Term(from_on=TODAY, to_on=TODAY + timedelta(days=days), process_codes=processes)
    return grant(user(absent), user(substitute), term, actor=person(of, absent), now=NOW)
