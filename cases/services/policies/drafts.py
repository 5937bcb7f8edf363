"""Drafts: the only versions that change. There is one per policy and company, under the number it will have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Max

from cases.models import PolicyVersion
from cases.rules.policies.kinds import digest
from cases.rules.refusals import N_, Refusal
from cases.services.errors import Refused
from cases.services.policies.keys import require_configurer
from registry.history import signed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from cases.services.policies.keys import PolicyKey
    from registry.actors import Actor

CHANGED_SINCE = Refusal(
    "draft_changed",
    N_("The draft was changed by {person} after you opened it."),
    hint=N_("Reload the page and enter your change again."),
)
NO_DRAFT = Refusal(
    "no_draft", N_("There is no draft of this policy any more."), hint=N_("It was published or taken back.")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A new content for a draft; `seen` is the digest of the draft the person had before him, None when it is new."""

    content: Mapping[str, object]
    note: str = ""
    seen: str | None = None


def save_draft(key: PolicyKey, edit: Edit, *, actor: Actor, now: datetime) -> PolicyVersion:
    """Write a content into the draft, starting one if there is none; every writing leaves a signed history row.

    The content may still be wrong: publishing refuses what is. Raises NotPermitted, Refused (changed by another).
    """
    author = require_configurer(actor, key.company_id)
    try:
        with transaction.atomic():
            draft = _locked(key)
            _refuse_stale(draft, edit)
            draft = draft or next_version(key)
            draft.content, draft.digest, draft.note = dict(edit.content), digest(edit.content), edit.note.strip()
            draft.changed_by_id, draft.changed_at = author, now
            signed(draft, by=actor, reason=edit.note).save()
    except IntegrityError as taken:
        raise Refused([_changed(key.draft())]) from taken
    return draft


def discard_draft(key: PolicyKey, *, actor: Actor, seen: str | None = None) -> None:
    """Take a draft back; its history stays. Raises NotPermitted, Refused (none, or changed by another)."""
    require_configurer(actor, key.company_id)
    with transaction.atomic():
        draft = require_draft(key, seen)
        signed(draft, by=actor, reason="discarded").delete()


def require_draft(key: PolicyKey, seen: str | None = None) -> PolicyVersion:
    """The draft, locked and as it was seen. Raises Refused."""
    draft = _locked(key)
    if draft is None:
        raise Refused([NO_DRAFT])
    if seen is not None and seen != draft.digest:
        raise Refused([_changed(draft)])
    return draft


def _locked(key: PolicyKey) -> PolicyVersion | None:
    return key.versions().filter(status=PolicyVersion.DRAFT).select_for_update().first()


def _refuse_stale(draft: PolicyVersion | None, edit: Edit) -> None:
    if edit.seen is not None and (draft is None or draft.digest != edit.seen):
        raise Refused([_changed(draft) if draft else NO_DRAFT])


def _changed(draft: PolicyVersion | None) -> Refusal:
    name = draft.changed_by.name if draft and draft.changed_by else "?"
    return Refusal(CHANGED_SINCE.code, CHANGED_SINCE.message, hint=CHANGED_SINCE.hint, params={"person": name})


def next_version(key: PolicyKey) -> PolicyVersion:
    """An unsaved version under the next number of the company."""
    newest = key.versions().aggregate(newest=Max("version"))["newest"] or 0
    return PolicyVersion(
        company_id=key.company_id,
        process_code=key.process_code,
        kind=key.kind,
        code=key.code,
        version=newest + 1,
    )
