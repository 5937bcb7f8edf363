"""Letters that leave by themselves as soon as they are written, where the company's rule of sending says so."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Dispatch, WorkItem
from cases.outbox.consumers import Consumer
from cases.rules.days import day_of
from cases.services import locking, notices
from documents.models import Channel, Letter, SendingRule
from documents.services.messages.proposing import proposed
from documents.services.messages.refusals import MessageRefused
from documents.services.messages.texts import text_for
from documents.services.messages.writing import Draft, write
from registry.actors import SYSTEM, Actor
from registry.duties import CONFIGURE, require

CONSUMER: Final = "messages.letters"
UNSENT_STEP: Final = "message.not_written"
"""The work left where a letter should have left by itself and could not."""
ORIGINS: Final = frozenset({"desk", "bulk", "timer", "reaction", "portal", "api"})
CHANNELS: Final = (Channel.EMAIL, Channel.PEC, Channel.POST, Channel.REGISTERED)


def consumer() -> Consumer:
    """Who hears that a letter was written."""
    label = _("Letters that leave by themselves")
    return Consumer(CONSUMER, ("letter.issued",), _told, origins=ORIGINS, prepare=send_letter, label=label)


def rule_for(letter: Letter) -> SendingRule | None:
    """How a letter of this kind usually goes."""
    process = letter.case.process_code
    return SendingRule.objects.of(letter.company_id).filter(process_code=process, kind=letter.kind).first()


def set_rule(process_code: str, kind: str, channel: str, *, is_automatic: bool, actor: Actor) -> None:
    """Say how letters of a kind go; no channel: no rule. Raises DutyMissing."""
    require(actor, CONFIGURE)
    found = SendingRule.objects.of(actor.company_id).filter(process_code=process_code, kind=kind).first()
    if not channel:
        if found is not None:
            found.delete()
        return
    rule = found or SendingRule(company_id=actor.company_id, process_code=process_code, kind=kind)
    if rule.pk and (rule.channel, rule.is_automatic) == (channel, is_automatic):
        return
    rule.channel, rule.is_automatic, rule.changed_by_id = channel, is_automatic, actor.user_id
    rule.save()


def send_letter(dispatch: Dispatch, now: datetime) -> Mapping[str, Any]:
    """Write the message of an issued letter, once per dispatch; outside of any transaction."""
    matter = json.loads(dispatch.event.body)["matter"] if dispatch.event else {}
    letter = _letter(dispatch, matter) if matter.get("follows_rule", True) else None
    rule = rule_for(letter) if letter is not None else None
    if letter is None or rule is None or not rule.is_automatic:
        return {}
    case = _loaded(letter.case)
    draft = _draft(dispatch, case, letter, Channel(rule.channel), now)
    try:
        message = write(case, draft, actor=SYSTEM(case.company_id, []), now=now)
    except MessageRefused as refused:
        words = "; ".join(each.message.format(**each.params) for each in refused.refusals)
        _leave_work(case, f"{letter.word.title}: {words}", now)
        return {"refused": [each.code for each in refused.refusals]}
    return {"message": str(message.key)}


def _draft(dispatch: Dispatch, case: Case, letter: Letter, channel: Channel, now: datetime) -> Draft:
    subject, body = text_for(case, letter, on=day_of(now), author="")
    return Draft(
        key=dispatch.key("message"),
        channel=channel,
        to=proposed(case.customer, channel)[:1],
        subject=subject,
        body=body,
        letter=letter,
        origin=dispatch.event.origin if dispatch.event else "reaction",
    )


def _letter(dispatch: Dispatch, matter: Mapping[str, Any]) -> Letter | None:
    if dispatch.event is None:
        return None
    rows = Letter.objects.of(dispatch.company_id).select_related("case", "word")
    return rows.filter(case=dispatch.event.case_id, word__uuid=matter["document"]).first()


def _loaded(case: Case) -> Case:
    loaded = Case.objects.of(case.company_id).select_related("company", "customer").get(pk=case.pk)
    loaded.dossier = case.process.dossier.objects.of(case.company_id).get(pk=case.pk)
    return loaded


def _leave_work(case: Case, words: str, now: datetime) -> None:
    with transaction.atomic():
        locked = locking.lock(case)
        waiting = WorkItem.objects.of(case.company_id).filter(case=case, step=UNSENT_STEP, ended_at__isnull=True)
        item = waiting.first() or notices.open_work(locked, step=UNSENT_STEP, refusals=(), now=now)
        if words not in item.reason:
            item.reason = "\n".join(filter(None, (item.reason, words)))
            item.save(update_fields=("reason",))


def _told(dispatch: Dispatch, now: datetime) -> Mapping[str, Any]:
    del now
    return dict(dispatch.prepared or {})
