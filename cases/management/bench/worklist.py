"""A large worklist: 4 processes of 10 states, 50 people in 6 roles, 20 companies; the best SQL for a page of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

from django.db import connection
from django.db.models import TextChoices

from cases.definition import Stage, catalogue
from cases.management.bench import paper, scratch
from cases.models import Case, WorkItem
from registry.models import Company, Customer, Membership, User
from registry.services.access import actor_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cases.definition import Process
    from registry.actors import Actor

PROCESSES, STATES, ROLES, PEOPLE, COMPANIES, CUSTOMERS = 4, 10, 6, 50, 20, 2_000
LARGEST = 0.4
"""The share of the company that is looked at; the others share the rest."""

Phase: Any = cast("Any", TextChoices)("Phase", {f"S{n}": (f"s{n}", f"Phase {n}") for n in range(STATES)})


def processes() -> list[Process]:
    """Four processes; the work of each state is one role's."""
    return [
        replace(
            paper.process,
            code=f"bench_{number}",
            number_series=f"B{number}",
            states=Phase,
            initial="s0",
            final=frozenset({f"s{STATES - 1}"}),
            transitions=(),
            stages={f"s{n}": Stage(label="Do", duty=f"role{n % ROLES}") for n in range(STATES - 1)},
            clocks=(),
        )
        for number in range(PROCESSES)
    ]


def people() -> tuple[Company, list[tuple[User, Actor]]]:
    """The company looked at, and its fifty people, each with the duties of one role in every process."""
    companies = [Company.objects.create(slug=f"bench-{n}", name=f"Bench {n}") for n in range(COMPANIES)]
    started = paper.NOW.date().replace(year=2020)
    staff = []
    for number in range(PEOPLE):
        user = User.objects.create(email=f"bench{number}@example.org", full_name=f"Bench {number}")
        duties = [f"bench_{process}.role{number % ROLES}" for process in range(PROCESSES)]
        for company in (companies[0], companies[1 + number % (COMPANIES - 1)]):
            Membership.objects.create(company=company, user=user, since=started, duties=duties)
        staff.append((user, actor_for(user, companies[0], on=paper.NOW.date())))
    return companies[0], [(user, actor) for user, actor in staff if actor is not None]


def fill(company: Company, n: int) -> None:
    """`n` cases, each with an open item; one in ten is taken, one in five has no deadline."""
    others = list(Company.objects.exclude(pk=company.pk).values_list("pk", flat=True))
    of = f"CASE WHEN g <= {int(n * LARGEST)} THEN {company.pk} ELSE {others[0]} + g % {len(others)} END"
    people = list(User.objects.order_by("pk").values_list("pk", flat=True))
    customer = Customer(company=company, code="C", name="Bench")
    scratch.fill(customer, CUSTOMERS, code="'C' || lpad(g::text, 6, '0')", name="'Customer ' || g", search_key="'c'")
    first = Customer.objects.of(company).order_by("pk").values_list("pk", flat=True)[0]
    phase, process = f"'s' || (g % {STATES - 1})", f"'bench_' || (g % {PROCESSES})"
    case = Case(company=company, state="s0", state_since=paper.NOW, opened_at=paper.NOW, opened_command=uuid4())
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cases_case DISABLE TRIGGER USER")
        scratch.fill(
            case,
            n,
            id="g",
            company_id=of,
            number="'BP-2026-' || g",
            process_code=process,
            state=phase,
            subject="'Subject ' || g",
            opened_command="gen_random_uuid()",
            customer_id=f"CASE WHEN g <= {int(n * LARGEST)} THEN {first} + g % {CUSTOMERS} END",
        )
        cursor.execute("ALTER TABLE cases_case ENABLE TRIGGER USER")
    duty = f"'bench_' || (g % {PROCESSES}) || '.role' || (g % {STATES - 1} % {ROLES})"
    scratch.fill(
        WorkItem(company=company, opened_at=paper.NOW),
        n,
        case_id="g",
        company_id=of,
        process_code=process,
        state=phase,
        duty=duty,
        queue=f"CASE WHEN g % 10 = 0 THEN '' ELSE {duty} END",
        status="CASE WHEN g % 10 = 0 THEN 'taken' ELSE 'open' END",
        assignee_id=f"CASE WHEN g % 10 = 0 THEN {people[0]} + (g / 10) % {PEOPLE} END",
        due_at=(
            "CASE WHEN g % 5 > 0 THEN timestamptz '2026-11-10' + (g::bigint * 7919 % 80000) * interval '1 minute' END"
        ),
    )


SCAN = """(SELECT id, due_at FROM cases_workitem WHERE company_id = %s AND status = 'open' AND follow_up_on IS NULL
    AND queue = %s AND candidates = '' ORDER BY due_at, id LIMIT 25)"""
PAGE = """SELECT w.id, w.state, w.due_at, w.duty, c.number, c.subject, c.process_code, c.state, k.name
    FROM ({scans} ORDER BY due_at, id LIMIT 25) AS p JOIN cases_workitem w ON w.id = p.id
    JOIN cases_case c ON c.id = w.case_id LEFT JOIN registry_customer k ON k.id = c.customer_id
    ORDER BY p.due_at, p.id"""
MINE = """SELECT 1 FROM cases_workitem WHERE company_id = %s AND status = 'taken' AND assignee_id = %s
    AND (follow_up_on IS NULL OR follow_up_on <= '2026-11-16') {more} LIMIT 1001"""
QUEUED = """SELECT 1 FROM cases_workitem WHERE company_id = %s AND status = 'open' AND follow_up_on IS NULL
    AND queue = ANY(%s) AND candidates = '' {more} LIMIT 1001"""


PUT_OFF = """SELECT 1 FROM cases_workitem WHERE company_id = %s AND status = 'open' AND follow_up_on > '2026-11-16'
    AND queue = ANY(%s) AND candidates = '' LIMIT 1001"""
NAMED = """SELECT 1 FROM cases_mention m JOIN cases_case c ON c.id = m.case_id
    WHERE m.company_id = %s AND m.user_id = %s AND m.read_at IS NULL AND c.process_code = ANY(%s) LIMIT 1001"""
TOLD = """SELECT 1 FROM cases_notice n LEFT JOIN cases_case c ON c.id = n.case_id WHERE n.company_id = %s
    AND n.user_id = %s AND n.read_at IS NULL AND (c.id IS NULL OR c.process_code = ANY(%s)) {more} LIMIT 1001"""
STANDS_IN = """SELECT s.process_codes, u.full_name, m.duties FROM cases_substitution s
    JOIN registry_user u ON u.id = s.absent_id JOIN registry_membership m ON m.user_id = u.id AND m.company_id = %s
    WHERE s.company_id = %s AND s.substitute_id = %s AND s.from_on <= '2026-11-16' AND s.to_on >= '2026-11-16'
    AND s.revoked_at IS NULL"""


def best(actor: Actor) -> Iterator[tuple[str, list[Any]]]:
    """What a patient person would write for the same answer.

    For whom he stands in, the first page of his queues, and the figures above it.
    """
    queues = sorted(actor.duties)
    yield STANDS_IN, [actor.company_id, actor.company_id, actor.user_id]
    scans = " UNION ALL ".join([SCAN] * len(queues))
    yield PAGE.format(scans=scans), [value for queue in queues for value in (actor.company_id, queue)]
    late, soon = paper.NOW, paper.NOW + timedelta(hours=48)
    parts: list[str] = []
    params: list[Any] = []
    moments: tuple[tuple[str, list[Any]], ...] = (
        ("", []),
        ("AND due_at >= %s AND due_at < %s", [late, soon]),
        ("AND due_at < %s", [late]),
    )
    for more, given in moments:
        parts += [f"(SELECT COUNT(*) FROM ({part.format(more=more)}) AS f)" for part in (MINE, QUEUED)]
        params += [actor.company_id, actor.user_id, *given, actor.company_id, queues, *given]
    codes = [f"bench_{process}" for process in range(PROCESSES)]
    others = (NAMED, TOLD.format(more=""), TOLD.format(more="AND n.kind = 'followed'"))
    parts += [f"(SELECT COUNT(*) FROM ({part}) AS f)" for part in (PUT_OFF, *others)]
    params += [actor.company_id, queues, *[actor.company_id, actor.user_id, codes] * len(others)]
    yield f"SELECT {', '.join(parts)}", params


def fetch(statements: Sequence[tuple[str, list[Any]]]) -> int:
    """Run statements and fetch their rows; how many came."""
    rows = 0
    with connection.cursor() as cursor:
        for text, params in statements:
            cursor.execute(text, params)
            rows += len(cursor.fetchall())
    return rows


def register() -> None:
    """Put the four processes in the catalogue."""
    for process in processes():
        catalogue.register(process)


def unregister() -> None:
    """Take them out again."""
    for process in processes():
        catalogue.unregister(process.code)
