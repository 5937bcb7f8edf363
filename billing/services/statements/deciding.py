"""What a person decides about a prepared run: who is left out after all, and that it goes or does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from billing.duties import READ
from billing.letters import LETTERS, STATEMENT
from billing.models import CustomerStatement, StatementRun
from billing.refusals import no, refusal
from billing.services.statements.reasons import told
from cases.rules.days import day_of
from documents.duties import SEND
from documents.letters.catalogue import EMAIL, LANGUAGES
from documents.queries.templates import TemplateKey, in_force
from registry.duties import require

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from registry.actors import Actor
    from registry.scoping import ScopedQuerySet


def leave_out(run: StatementRun, ids: Collection[int], *, actor: Actor) -> int:
    """Send these statements not; how many were to be sent. Raises DutyMissing, Refused once it is released."""
    with transaction.atomic():
        held, count = _held(run, actor), 0
        for row in _chosen(held, ids).filter(status=CustomerStatement.WAITING):
            row.leave_out()
            row.why = told([refusal("statement_left_out", name=actor.name)])
            row.save(update_fields=["status", "why"])
            count += 1
    return count


def take_in(run: StatementRun, ids: Collection[int], *, actor: Actor) -> int:
    """Send these after all, whatever left them out, as long as there is an address; how many.

    Raises DutyMissing, Refused once it is released.
    """
    with transaction.atomic():
        held, count = _held(run, actor), 0
        for row in _chosen(held, ids).filter(status=CustomerStatement.LEFT_OUT).exclude(channel=""):
            row.take_in()
            row.why = []
            row.save(update_fields=["status", "why"])
            count += 1
    return count


def release(run: StatementRun, *, actor: Actor, now: datetime) -> StatementRun:
    """Let the worker write them. Raises DutyMissing, Refused: released or dropped already, nobody left, no text."""
    with transaction.atomic():
        held = _held(run, actor)
        if not held.statements.filter(status=CustomerStatement.WAITING).exists():
            raise no("run_empty")
        if not _has_text(held.company_id, now):
            raise no("statement_text_missing")
        held.release()
        held.released_at, held.released_by_id, held.released_by_name = now, actor.user_id, actor.name
        held.save()
    return held


def drop(run: StatementRun, *, actor: Actor, now: datetime) -> StatementRun:
    """Give a prepared run up. Raises DutyMissing, Refused once it is released."""
    with transaction.atomic():
        held = _held(run, actor)
        held.drop()
        held.ended_at = now
        held.save()
    return held


def _held(run: StatementRun, actor: Actor) -> StatementRun:
    require(actor, READ)
    require(actor, SEND)
    held = StatementRun.objects.of(actor.company_id).select_for_update(of=("self",)).get(pk=run.pk)
    if held.status != StatementRun.PREPARED:
        raise no("run_not_prepared", status=held.get_status_display())
    return held


def _chosen(run: StatementRun, ids: Collection[int]) -> ScopedQuerySet[CustomerStatement]:
    return CustomerStatement.objects.of(run.company_id).filter(run=run, pk__in=list(ids)).order_by("pk")


def _has_text(company_id: int, now: datetime) -> bool:
    keys = (TemplateKey(company_id, LETTERS.process_code, STATEMENT, each, EMAIL) for each in LANGUAGES)
    return any(in_force(key, day_of(now)) is not None for key in keys)
