"""The worklist at a million items: its queries beside the best SQL, its page beside a bare page with a table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import cycle
from time import perf_counter
from typing import Any

from django.core.management.base import CommandError
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import include, path

from cases.management.bench import paper, scratch, worklist
from cases.models import WorkItem
from cases.queries.inbox import inbox
from registry.models import Company

N = 1_000_000
CALLS = 400
PAGES = 200
TABLE = """<html><body><p>{{ person }}</p><table>{% for row in rows %}<tr><td>{{ row.0 }}</td><td>{{ row.1 }}</td>
<td>{{ row.2 }}</td><td>{{ row.3 }}</td></tr>{% endfor %}</table></body></html>"""


def floor(request: HttpRequest) -> HttpResponse:
    """A bare page for somebody signed in: one statement, one table of 25 rows."""
    rows = WorkItem.objects.of(Company.objects.get(slug="bench-0")).filter(queue="bench_0.role0", status="open")
    shown = rows.order_by("due_at", "id").values_list("id", "state", "duty", "due_at")[:25]
    page = engines["django"].from_string(TABLE).render({"rows": shown, "person": str(request.user)}, request)
    return HttpResponse(page)


urlpatterns = [path("bench/floor/", floor), path("", include("config.urls"))]


def run(n: int) -> dict[str, Any]:
    """Queries and pages in turn, so that a noisy machine is as noisy for both; 95th percentiles in milliseconds."""
    if connection.vendor != "postgresql":
        raise CommandError("bench inbox fills its tables as PostgreSQL does")
    company, staff = worklist.people()
    worklist.register()
    try:
        worklist.fill(company, n)
        scratch.analyse()
        results = _queries([actor for _, actor in staff])
        results |= _pages(company, [user for user, _ in staff])
    finally:
        worklist.unregister()
    return results


def _queries(actors: list[Any]) -> dict[str, Any]:
    turns = cycle(actors)
    now = paper.NOW
    best, ours = _in_turn(
        CALLS, turns, lambda actor: worklist.fetch(list(worklist.best(actor))), lambda actor: _queued(actor, now)
    )
    figures = {"best_sql_ms": scratch.p95(best), "query_p95_ms": scratch.p95(ours)}
    figures |= {"best_sql_median_ms": scratch.median(best), "query_median_ms": scratch.median(ours)}
    figures["query_over_best"] = round(figures["query_p95_ms"] / figures["best_sql_ms"], 2)
    with CaptureQueriesContext(connection) as captured:
        _queued(actors[0], now)
    return {**figures, "best_sql_statements": 3, "query_statements": len(captured)}


def _queued(actor: Any, now: datetime) -> int:
    return len(inbox(actor, now, tab="queued").rows)


def _pages(company: Company, users: list[Any]) -> dict[str, Any]:
    storages = {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with override_settings(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECURE_SSL_REDIRECT=False, STORAGES=storages):
        clients = []
        for user in users[:10]:
            clients.append(Client(raise_request_exception=True))
            clients[-1].force_login(user)
        page = f"/{company.slug}/?tab=queued"
        turns = cycle(clients)
        bare, ours = _in_turn(PAGES, turns, lambda who: _get(who, "/bench/floor/"), lambda who: _get(who, page))
        with CaptureQueriesContext(connection) as captured:
            _get(clients[0], page)
    figures = {"floor_page_p95_ms": scratch.p95(bare), "page_p95_ms": scratch.p95(ours)}
    figures |= {"floor_page_median_ms": scratch.median(bare), "page_median_ms": scratch.median(ours)}
    figures["page_over_floor"] = round(figures["page_p95_ms"] / figures["floor_page_p95_ms"], 2)
    return {**figures, "page_statements": len(captured)}


def _get(client: Client, address: str) -> int:
    response = client.get(address)
    if response.status_code != 200:
        raise CommandError(f"{address} answered {response.status_code}")
    return len(response.content)


def _in_turn(
    calls: int, turns: Any, one: Callable[[Any], int], other: Callable[[Any], int]
) -> tuple[list[float], list[float]]:
    """Seconds of each call of two kinds, one after the other with the same person, after a tenth for warming up."""
    first: list[float] = []
    second: list[float] = []
    for turn in range(calls + calls // 10):
        who = next(turns)
        for call, seconds in ((one, first), (other, second)):
            start = perf_counter()
            if not call(who):
                raise CommandError("nothing was found")
            if turn >= calls // 10:
                seconds.append(perf_counter() - start)
    return first, second
