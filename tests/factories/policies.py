"""Policies of a small office: Dora configures, the factory has a table of fees."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, date, datetime
from typing import Any

from cases.models import PolicyVersion
from cases.rules.policies.kinds import digest
from cases.services.policies.drafts import Edit, save_draft
from cases.services.policies.keys import PolicyKey
from cases.services.policies.publishing import Publication, publish
from registry.actors import Actor
from registry.duties import CONFIGURE
from registry.models import Company
from tests.factories import cases as make

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 16)
PROCESS = "waste_approval"

FEES: dict[str, Any] = {
    "code": "fees",
    "hit": "unique",
    "inputs": [
        {"code": "amount", "kind": "amount", "label": "Importo", "minimum": "0"},
        {"code": "urgent", "kind": "yes_no"},
    ],
    "outputs": [{"code": "fee", "kind": "amount"}],
    "rows": [
        {"id": "small", "when": {"amount": "<= 1000"}, "then": {"fee": "10"}},
        {"id": "large", "when": {"amount": "> 1000", "urgent": "no"}, "then": {"fee": "25.50"}, "note": "=1+1"},
        {"id": "large_urgent", "when": {"amount": "> 1000", "urgent": "yes"}, "then": {"fee": "40"}},
    ],
    "examples": [{"id": "one", "inputs": {"amount": "500", "urgent": True}, "expected": [{"fee": "10"}]}],
}


def fees(**changes: Any) -> dict[str, Any]:
    return deepcopy(FEES) | changes


def with_row(row_id: str, **changes: Any) -> dict[str, Any]:
    """The table with one row changed, and no test rows."""
    rows = [row | changes if row["id"] == row_id else row for row in fees()["rows"]]
    return fees(rows=rows, examples=[])


def dora(of: Company) -> Actor:
    return make.actor(of, "dora@example.org", CONFIGURE)


def key(of: Company, kind: str = "table", code: str = "fees", process: str = PROCESS) -> PolicyKey:
    return PolicyKey(of.pk, process, kind, code)


def factory(content: dict[str, Any] | None = None, since: date = date(2026, 1, 1), **named: Any) -> PolicyVersion:
    """A published version of the factory."""
    content = fees() if content is None else content
    named = {"process_code": PROCESS, "kind": "table", "code": "fees", "version": 1, **named}
    return PolicyVersion.objects.create(
        **named,
        status="published",
        valid_from=since,
        content=content,
        digest=digest(content),
        changed_at=NOW,
        published_at=NOW,
    )


def drafted(to: PolicyKey, by: Actor, content: dict[str, Any], **values: Any) -> PolicyVersion:
    return save_draft(to, Edit(content=content, **values), actor=by, now=NOW)


def published(
    to: PolicyKey, by: Actor, content: dict[str, Any], since: date = TODAY, now: datetime = NOW
) -> PolicyVersion:
    """A draft written and published."""
    drafted(to, by, content)
    return publish(to, Publication(valid_from=since, note="perché"), actor=by, now=now)
