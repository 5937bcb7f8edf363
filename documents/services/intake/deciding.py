"""What people decide about mail: a file dropped on a page, a message filed from the tray, one set aside."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO, Final

from django.db import transaction

from cases.access import may_see
from cases.models import Case
from cases.services import locking
from cases.services.errors import NotPermitted
from documents.checks import examine
from documents.checks.names import extension_of
from documents.checks.reasons import Refused as CheckRefused
from documents.checks.reasons import refusal as check_refusal
from documents.duties import RECEIVE
from documents.models import Direction, Document, Evidence, Incoming, Message, MessageStatus
from documents.services.intake.filing import BY_HAND, read, tell
from documents.services.intake.keeping import keep_dropped
from documents.services.intake.refusals import IntakeRefused, refusal
from documents.services.messages.evidence import attach
from documents.services.messages.writing import locked_customer
from documents.services.refusals import UploadRefused
from registry.actors import Actor
from registry.duties import require
from registry.history import signed
from registry.models import Company, Customer

UNDECIDED: Final = (MessageStatus.TRAY, MessageStatus.SET_ASIDE)


def drop(
    stream: BinaryIO, *, name: str, company: Company, actor: Actor, now: datetime, case: Case | None = None
) -> Incoming:
    """Keep and read one .eml that somebody dropped; with a case it is filed there, whatever it says.

    Not inside a transaction. Raises DutyMissing, NotPermitted for a case one does not see, UploadRefused for what is no
    mail: unlike one that was fetched, it can still be brought in another way.
    """
    require(actor, RECEIVE)
    if case is not None and not may_see(actor, case):
        raise NotPermitted(RECEIVE)
    _require_mail(stream, name)
    try:
        incoming = keep_dropped(stream, company=company, user_id=actor.user_id, now=now)
    except CheckRefused as reason:
        raise UploadRefused([reason.refusal]) from None
    return read(incoming, actor=actor, now=now, case=case)


def _require_mail(stream: BinaryIO, name: str) -> None:
    if extension_of(name) != "eml":
        raise UploadRefused([check_refusal("not_a_mail", extension=extension_of(name) or "?")])
    if refusals := examine(stream, name=name).refusals:
        raise UploadRefused(refusals)
    stream.seek(0)


@transaction.atomic
def assign(message: Message, case: Case, *, actor: Actor, now: datetime) -> None:
    """File a message under a case with all that came with it: one of the tray, set aside, or of a customer so far.

    Raises DutyMissing, NotPermitted, IntakeRefused when somebody was faster.
    """
    require(actor, RECEIVE)
    if not may_see(actor, case):
        raise NotPermitted(RECEIVE)
    held = locking.lock(case)
    waiting = _waiting(message, actor, *UNDECIDED, MessageStatus.RECEIVED)
    if waiting.status != MessageStatus.RECEIVED:
        waiting.file()
    waiting.case, waiting.customer_id = held, held.customer_id
    waiting.save(update_fields=["status", "case", "customer"])
    for document in _papers(waiting):
        document.case, document.customer_id = held, held.customer_id
        signed(document, by=actor).save(update_fields=["case", "customer"])
    _decided(waiting, actor, now, reasons=[BY_HAND])
    tell(waiting, held, [BY_HAND], actor=actor, now=now)


@transaction.atomic
def assign_to_customer(message: Message, customer: Customer, *, actor: Actor, now: datetime) -> None:
    """File a message of the tray, or one set aside, with a customer and no case, with all that came with it.

    Raises DutyMissing, IntakeRefused when somebody was faster or the customer was merged into another.
    """
    require(actor, RECEIVE)
    held = locked_customer(customer)
    if held.merged_into is not None:
        raise IntakeRefused([refusal("mail_customer_merged", customer=held.merged_into)])
    waiting = _waiting(message, actor, *UNDECIDED)
    waiting.file()
    waiting.customer = held
    waiting.save(update_fields=["status", "customer"])
    for document in _papers(waiting):
        document.customer = held
        signed(document, by=actor).save(update_fields=["customer"])
    _decided(waiting, actor, now, reasons=[BY_HAND])


@transaction.atomic
def set_aside(message: Message, *, reason: str, actor: Actor, now: datetime) -> None:
    """A message of the tray concerns no case; it can be filed later. Raises DutyMissing, IntakeRefused."""
    require(actor, RECEIVE)
    if not reason.strip():
        raise IntakeRefused([refusal("mail_reason_missing")])
    waiting = _waiting(message, actor, MessageStatus.TRAY)
    waiting.set_aside()
    waiting.save(update_fields=["status"])
    _decided(waiting, actor, now, decision=reason.strip()[:2000])


def lay_beside(evidence: Evidence, message: Message, *, actor: Actor, now: datetime) -> None:
    """Say of which message of ours, of a case or of a customer, a receipt or a returned mail speaks.

    Raises DutyMissing, NotPermitted, IntakeRefused.
    """
    require(actor, RECEIVE)
    if message.direction != Direction.OUT:
        raise IntakeRefused([refusal("message_not_of_case")])
    if message.case is not None and not may_see(actor, message.case):
        raise NotPermitted(RECEIVE)
    with transaction.atomic():
        held = locking.lock(message.case) if message.case is not None else None
        locked = Evidence.objects.of(actor.company_id).select_for_update(of=("self",)).get(pk=evidence.pk)
        if locked.message_id is not None:
            raise IntakeRefused([refusal("evidence_has_its_message")])
        attach(locked, message, actor=actor, now=now)
        if locked.document is not None and locked.document.case_id is None:
            locked.document.case, locked.document.customer_id = held, message.customer_id
            signed(locked.document, by=actor).save(update_fields=["case", "customer"])


def _waiting(message: Message, actor: Actor, *states: MessageStatus) -> Message:
    locked = Message.objects.of(actor.company_id).select_for_update(of=("self",)).get(pk=message.pk)
    if locked.direction != Direction.IN or locked.status not in states or locked.case_id is not None:
        raise IntakeRefused([refusal("mail_not_waiting", status=locked.get_status_display())])
    return locked


def _papers(message: Message) -> list[Document]:
    """What came with a message: its files and the mail itself."""
    found = [each.document for each in message.attachments.select_related("document")]
    return [*found, *([message.original] if message.original is not None else [])]


def _decided(
    message: Message, actor: Actor, now: datetime, *, reasons: list[str] | None = None, decision: str = ""
) -> None:
    rows = Incoming.objects.of(actor.company_id).filter(message=message, is_repeat=False)
    values = {"decided_by_id": actor.user_id, "decided_at": now, "decision": decision}
    rows.update(**values, **({"reasons": reasons} if reasons else {}))
