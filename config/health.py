"""Is it alive, and is it fit to serve: for a supervisor and a load balancer, without a sign-in."""

from __future__ import annotations

from importlib.util import find_spec

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

RELAY_LAG = "cases.queries.health.relay_lag_seconds"


@require_safe
@never_cache
@login_not_required
def live(request: HttpRequest) -> HttpResponse:
    """Answer that the process serves; touches nothing else."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
@login_not_required
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers and is migrated, else 503; the lag of the relay is told, not judged."""
    checks = database_checks()
    fit = all(value == "ok" for value in checks.values())
    lag = relay_lag_seconds() if fit else None
    return JsonResponse({"ready": fit, **checks, "relay_lag_seconds": lag}, status=200 if fit else 503)


def database_checks() -> dict[str, str]:
    """Return what is right or wrong with the database, without its address or its error text."""
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return {"database": "unreachable", "migrations": "unknown"}
    return {"database": "ok", "migrations": "pending" if pending else "ok"}


def relay_lag_seconds() -> float | None:
    """Return the age of the oldest dispatch still owed, where cases can tell."""
    if find_spec("cases.queries") is None or find_spec("cases.queries.health") is None:
        return None
    lag: float | None = import_string(RELAY_LAG)()
    return lag
