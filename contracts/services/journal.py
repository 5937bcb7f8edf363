"""Writing what happened to an approval: one event, chained to the one before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction

from cases.outbox import nudge
from cases.outbox.announcing import owed, saved
from cases.rules import chain
from cases.services.journal import journal_key
from contracts.models import ApprovalEvent

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from contracts.models import Approval
    from registry.actors import Actor


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened: `kind` is dotted past tense, `matter` any further JSON."""

    kind: str
    actor: Actor
    now: datetime
    matter: Mapping[str, Any] = field(default_factory=dict)
    origin: str = "desk"


def record(approval: Approval, happening: Happening) -> ApprovalEvent:
    """Write the next event of a locked approval and announce it; saves the approval with its new head.

    The topic of the announcement is the kind of the event.
    """
    actor = happening.actor
    approval.seq += 1
    body = chain.canonical(_body(approval, happening))
    approval.head_hash = chain.link(journal_key(), approval.head_hash, body)
    approval.save()
    event = ApprovalEvent(
        company_id=approval.company_id,
        approval=approval,
        seq=approval.seq,
        kind=happening.kind,
        actor_id=actor.user_id,
        acting_for_id=actor.acting_for_id,
        actor_name=actor.name,
        origin=happening.origin,
        occurred_at=happening.now,
        recorded_at=happening.now,
        body=body,
        hash=approval.head_hash,
    )
    event.save(force_insert=True)
    announce(approval, happening, source=f"approval-event:{approval.pk}/{approval.seq}")
    return event


def announce(approval: Approval, happening: Happening, *, source: str) -> None:
    """Tell whoever listens to this kind; `source` is what is told, once and for all."""
    payload = {
        "approval": approval.pk,
        "number": approval.number,
        "version": approval.version,
        "case": approval.case_id,
        **happening.matter,
    }
    dispatches = owed(
        approval.company_id,
        happening.kind,
        payload,
        source=source,
        ordering_key=approval.number,
        origin=happening.origin,
        at=happening.now,
    )
    if saved(dispatches):
        transaction.on_commit(nudge.relay)


def _body(approval: Approval, happening: Happening) -> dict[str, Any]:
    actor = happening.actor
    return {
        "approval": approval.number,
        "version": approval.version,
        "company": approval.company_id,
        "seq": approval.seq,
        "kind": happening.kind,
        "state": approval.state,
        "actor": actor.user_id,
        "actor_name": actor.name,
        "for": actor.acting_for_id,
        "for_name": actor.acting_for_name,
        "origin": happening.origin,
        "occurred_at": chain.plain(happening.now),
        "recorded_at": chain.plain(happening.now),
        "matter": chain.plain(happening.matter),
    }
