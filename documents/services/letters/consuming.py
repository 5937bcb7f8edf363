"""The letters that steps of a process write: asked for with the step, written by the relay, once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.models import Case, CaseEvent, Dispatch
from cases.outbox import consumers
from cases.outbox.consumers import Consumer
from cases.rules.days import day_of
from documents.letters import catalogue
from documents.letters.catalogue import ProcessLetters
from documents.services.letters.issuing import Order, issue
from registry.actors import SYSTEM

if TYPE_CHECKING:
    from cases.definition import Process

ORIGINS: Final = frozenset({"desk", "bulk", "timer", "reaction", "portal", "api"})
"""Of whose steps letters are written: not of imported history, nor of the demo's past."""
SAID: Final = ("reason", "note")
"""The inputs of a step that the letter repeats."""


def register(process: Process, letters: ProcessLetters) -> None:
    """Make the letters of a process known, and write those its steps declare."""
    catalogue.register(letters)
    topics = tuple(process.duty(step.code) for step in process.transitions if step.letter)
    if topics:
        name = f"letters.{process.code}"
        label = format_lazy(_("Letters: {process}"), process=process.label)
        consumers.subscribe(
            Consumer(name, topics, _told, origins=ORIGINS, prepare=partial(_write, letters), label=label)
        )


def _write(letters: ProcessLetters, dispatch: Dispatch, now: datetime) -> Mapping[str, Any]:
    """Outside of any transaction; the key of the dispatch makes it happen once."""
    event = dispatch.event
    if event is None:
        raise LookupError("only a step of a case writes a letter")
    case = _loaded(event.case)
    order = order_of(letters, event, case, key=dispatch.key("letter"))
    letter = issue(case, order, actor=SYSTEM(case.company_id, []), now=now)
    return {"letter": letter.kind, "document": str(letter.word.uuid)}


def order_of(letters: ProcessLetters, event: CaseEvent, case: Case, *, key: UUID) -> Order:
    """The letter that a step of a case writes, as the step took place."""
    declared = case.process.transition(event.transition).letter
    return Order(
        key=key,
        kind=letters.choose(declared, case) if letters.choose is not None else declared,
        note=_said(event),
        author=event.actor_name if event.actor_id is not None else "",
        dated=day_of(event.recorded_at),
        origin=event.origin,
    )


def _told(dispatch: Dispatch, now: datetime) -> Mapping[str, Any]:
    del now
    return dict(dispatch.prepared or {})


def _loaded(case: Case) -> Case:
    dossier = case.process.dossier.objects.of(case.company_id).get(pk=case.pk)
    loaded = Case.objects.of(case.company_id).select_related("company", "customer").get(pk=case.pk)
    loaded.dossier = dossier
    return loaded


def _said(event: CaseEvent) -> str:
    inputs = json.loads(event.body)["matter"].get("inputs") or {}
    return next((str(inputs[name]) for name in SAID if inputs.get(name)), "")
