"""Publishing a draft: from its day on it applies, and it never changes again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from cases.models import PolicyVersion
from cases.rules.days import day_of
from cases.rules.policies.kinds import AS_SUPPLIED, SUPPLIED
from cases.rules.refusals import N_, Refusal
from cases.rules.tables.notation import Notation
from cases.services.errors import Refused
from cases.services.policies.checks import prove
from cases.services.policies.drafts import next_version, require_draft
from cases.services.policies.keys import require_configurer
from registry.history import signed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date, datetime

    from cases.rules.tables.errors import TableError
    from cases.rules.tables.findings import Finding
    from cases.services.policies.keys import PolicyKey
    from registry.actors import Actor

PLACES = {
    (True, True): N_("Row {row}, column {column}: {problem}"),
    (True, False): N_("Row {row}: {problem}"),
    (False, True): N_("Column {column}: {problem}"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """From which day, why, and the draft's digest as the person saw it; counterexamples are told in a notation."""

    valid_from: date
    note: str
    seen: str | None = None
    notation: Notation = Notation.PLAIN


def publish(key: PolicyKey, publication: Publication, *, actor: Actor, now: datetime) -> PolicyVersion:
    """Publish the draft from a day on, today or later: what was decided before was decided by what applied then.

    Raises NotPermitted; Refused with every finding that blocks, in words.
    """
    author = require_configurer(actor, key.company_id)
    with transaction.atomic():
        draft = require_draft(key, publication.seen)
        proof = prove(key, draft.content, publication.valid_from, publication.notation)
        refusals = [*_formal(publication, day_of(now)), *in_words(proof.blocking)]
        if refusals:
            raise Refused(refusals)
        draft.status, draft.valid_from, draft.note = draft.PUBLISHED, publication.valid_from, publication.note.strip()
        draft.published_by_id, draft.published_at = author, now
        signed(draft, by=actor, reason=publication.note).save()
    return draft


def return_to_supplied(key: PolicyKey, publication: Publication, *, actor: Actor, now: datetime) -> PolicyVersion:
    """Let the supplied version, or what the process declares, apply again from a day on, with its later changes.

    It is a version like any other: dated, signed, with its reason; what was decided before stays as it was decided.
    Raises NotPermitted; Refused while there is a draft, or where nothing of one's own applies on that day.
    """
    author = require_configurer(actor, key.company_id)
    with transaction.atomic():
        refusals = [*_formal(publication, day_of(now)), *_nothing_to_leave(key, publication.valid_from)]
        if refusals:
            raise Refused(refusals)
        version = next_version(key)
        version.content, version.digest, version.note = dict(AS_SUPPLIED), SUPPLIED, publication.note.strip()
        version.status, version.valid_from = version.PUBLISHED, publication.valid_from
        version.changed_by_id, version.changed_at = author, now
        version.published_by_id, version.published_at = author, now
        signed(version, by=actor, reason=publication.note).save()
    return version


def _nothing_to_leave(key: PolicyKey, on: date) -> Iterator[Refusal]:
    if key.draft() is not None:
        yield Refusal("draft_in_the_way", N_("There is a draft."), hint=N_("Publish it or take it back first."))
    own = key.versions().filter(status=PolicyVersion.PUBLISHED, valid_from__lte=on)
    newest = own.order_by("-valid_from", "-version").first()
    if newest is None or newest.digest == SUPPLIED:
        yield Refusal("supplied_already", N_("The supplied version applies already."))


def _formal(publication: Publication, today: date) -> Iterator[Refusal]:
    if publication.valid_from < today:
        yield Refusal(
            "policy_in_the_past",
            N_("A policy cannot apply from a day that is over: {day}."),
            hint=N_("Choose today or a later day."),
            params={"day": publication.valid_from},
        )
    if not publication.note.strip():
        yield Refusal(
            "reason_missing", N_("The reason of the change is missing."), hint=N_("Say what changes and why.")
        )


def in_words(findings: Iterable[Finding]) -> list[Refusal]:
    """Findings as refusals: where, and what."""
    return [placed(finding.problem) for finding in findings]


def placed(problem: TableError) -> Refusal:
    """A problem with its row and column in front."""
    message = PLACES.get((bool(problem.row), bool(problem.column)))
    if message is None:
        return Refusal(problem.code, problem.template, params=problem.params)
    words = format_lazy(gettext_lazy(problem.template), **problem.params)
    return Refusal(problem.code, message, params={"row": problem.row, "column": problem.column, "problem": words})


def history_of(key: PolicyKey) -> list[PolicyVersion]:
    """Every version of a policy, the company's and the factory's, the newest first."""
    versions = key.versions() | key.factory()
    return list(versions.select_related("changed_by", "published_by").order_by("-changed_at", "-pk"))
