"""Putting a dossier right, with a reason: what was typed wrong, in any state and by few."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.db import models, transaction

from cases.outbox import announcing, nudge
from cases.rules.chain import plain
from cases.rules.days import day_of
from cases.rules.refusals import N_, Refusal
from cases.services import journal, locking, voiding
from cases.services.errors import NotPermitted, Refused, StaleCase
from cases.services.restarting import restarted
from cases.services.transitions import search_text
from registry.history import signed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from cases.models import Case, CaseEvent
    from registry.actors import Actor

DUTY: Final = "cases.correct"
"""Product-wide duty: correct the dossier of a case, closed ones included."""
KIND: Final = "case.corrected"
COLUMNS: Final = ("version", "seq", "head_hash", "subject", "search")
EMPTY: Final[tuple[object, ...]] = (None, "", [])


def correct(
    case: Case, changes: Mapping[str, Any], reason: str, *, actor: Actor, now: datetime, version: int | None = None
) -> CaseEvent:
    """Write new values into the columns a process declares correctable, and derive anew the terms that hang on them.

    `changes` are cleaned values by column; equal ones are passed over. The state stays. The event keeps what stood
    there and what stands there now, of personal columns a salted digest.
    Raises NotPermitted, StaleCase, Refused (no reason, nothing to correct, a column not correctable, a value unfit).
    """
    if actor.company_id != case.company_id or not actor.has(DUTY):
        raise NotPermitted(DUTY)
    with transaction.atomic():
        case = locking.lock(case)
        if version is not None and version != case.version:
            raise StaleCase(case, version)
        fitting = _fitting(case, changes, reason)
        judged = voiding.judged(case)
        before = {name: getattr(case.dossier, name) for name in fitting}
        for name, value in fitting.items():
            setattr(case.dossier, name, value)
        event = _write(case, before, fitting, reason.strip(), actor, now)
        voiding.void(case, judged, actor=actor, now=now)
        return event


def _fitting(case: Case, changes: Mapping[str, Any], reason: str) -> dict[str, Any]:
    """The changes that change something, as their columns hold them. Raises Refused with every reason."""
    refusals = [] if reason.strip() else [_reason_missing()]
    fitting: dict[str, Any] = {}
    for name, value in changes.items():
        found = _fit(case, name, value)
        if isinstance(found, Refusal):
            refusals.append(found)
        elif found[0] != getattr(case.dossier, name):
            fitting[name] = found[0]
    if not fitting and not refusals:
        refusals.append(_nothing_changed())
    if refusals:
        raise Refused(refusals)
    return fitting


def _fit(case: Case, name: str, value: Any) -> tuple[Any] | Refusal:
    """The value as the column holds it, or why it may not stand there."""
    declared = case.process.correctable.base_fields if case.process.correctable else {}
    if name not in declared:
        return _not_correctable(name)
    label = declared[name].label or name
    if value in EMPTY:
        return (
            Refusal("input_missing", N_("“{field}” is missing."), params={"field": label})
            if declared[name].required
            else (value,)
        )
    if isinstance(value, models.Model):
        ours = getattr(value, "company_id", case.company_id) == case.company_id
        return (value,) if ours else _unfit(label, "")
    column: Any = type(case.dossier)._meta.get_field(name)
    try:
        return (column.clean(value, case.dossier),)
    except ValidationError as error:
        return _unfit(label, " ".join(error.messages))


def _write(
    case: Case, before: Mapping[str, Any], after: Mapping[str, Any], reason: str, actor: Actor, now: datetime
) -> CaseEvent:
    process = case.process
    case.version += 1
    if process.subject is not None:
        case.subject = process.subject(case, day_of(now))[:240]
    case.search = search_text(case)
    personal = process.correctable.personal if process.correctable else frozenset()
    public = {name: {"before": before[name], "after": after[name]} for name in after if name not in personal}
    signed(case.dossier, by=actor, reason=f"{KIND}: {reason}")
    case.dossier.save()
    matter = {
        "inputs": {"reason": reason},
        "changed": public,
        "changed_personal": sorted(after.keys() & personal),
        "clocks": list(restarted(case, now)),
    }
    entry = journal.Entry(
        kind=KIND,
        actor=actor,
        now=now,
        from_state=case.state,
        matter=matter,
        personal=dict(_personal(before, after, personal)),
    )
    event = journal.append(case, entry)
    case.save(update_fields=COLUMNS)
    if announcing.announce(case, event):
        transaction.on_commit(nudge.relay)
    return event


def _personal(
    before: Mapping[str, Any], after: Mapping[str, Any], personal: frozenset[str]
) -> Iterator[tuple[str, str]]:
    """Both values of personal columns, for the digests."""
    for name in sorted(after.keys() & personal):
        yield f"{name}.before"[:60], str(plain(before[name]))
        yield f"{name}.after"[:60], str(plain(after[name]))


def _reason_missing() -> Refusal:
    return Refusal("reason_missing", N_("The reason of the correction is missing."), hint=N_("Say why in a few words."))


def _nothing_changed() -> Refusal:
    return Refusal("nothing_changed", N_("Nothing was changed: the dossier says this already."))


def _not_correctable(name: str) -> Refusal:
    return Refusal(
        "not_correctable",
        N_("“{field}” cannot be corrected."),
        hint=N_("Take the step of the case that changes it."),
        params={"field": name},
    )


def _unfit(label: object, why: str) -> Refusal:
    return Refusal(
        "value_unfit",
        N_("The value does not fit “{field}”. {why}"),
        params={"field": label, "why": why},
        link="dossier",
    )
