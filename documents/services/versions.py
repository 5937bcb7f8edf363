"""Versions: a newer document takes the place of an older one, which stays readable."""

from __future__ import annotations

from django_fsm import can_proceed

from documents.models import Document
from documents.services.refusals import DocumentRefused, refusal
from registry.actors import Actor
from registry.history import signed


def next_version(document: Document, *, of: Document, actor: Actor) -> None:
    """Make an unsaved document the version after `of`, which becomes superseded. Inside the caller's transaction.

    Raises DocumentRefused when `of` was replaced already, or is about something else.
    """
    older = Document.objects.of(document.company_id).select_for_update().get(pk=of.pk)
    if not can_proceed(older.supersede):
        raise DocumentRefused([refusal("document_replaced_already")])
    if (older.case_id, older.customer_id, older.kind) != (document.case_id, document.customer_id, document.kind):
        raise DocumentRefused([refusal("document_of_another_matter")])
    older.supersede()
    signed(older, by=actor).save(update_fields=["status"])
    document.supersedes = older
    document.version = older.version + 1
