"""Statements brought in, their movements decided by a person, a decision undone. Duty: billing.record_payments."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from billing.duties import IMPORT, RECORD
from billing.models import BankLine, BankStatement, OpenItem, Payment
from billing.models.ledger import Channel
from billing.refusals import no
from billing.services.payments import NewPayment, record_payment, reverse_payment
from billing.services.settling import Wish
from billing.statements import camt, cbi, table
from billing.statements.reading import StatementRefused
from cases.rules.days import day_of
from registry.duties import require

if TYPE_CHECKING:
    from datetime import datetime

    from billing.models import ImportMapping
    from billing.statements.reading import Read
    from registry.actors import Actor
    from registry.models import Customer

READERS = {"camt": camt.read, "cbi": cbi.read}


def form_of(content: bytes) -> str:
    """Which format a file looks like; "table" when it is neither XML nor CBI records."""
    start = content.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \r\n\t")[:10]
    if start.startswith(b"<"):
        return "camt"
    return "cbi" if content[1:3] in (b"RH", b"EC", b"61") else "table"


def take_statement(
    content: bytes, name: str, mapping: ImportMapping | None, *, actor: Actor, now: datetime
) -> list[BankStatement]:
    """Keep the statements of a file with their movements; the same file twice is refused.

    Raises DutyMissing, StatementRefused (unreadable, sums that do not agree), Refused.
    """
    require(actor, IMPORT)
    form = form_of(content)
    if mapping and form != "camt":
        form, found = "table", table.read(content, mapping)
    elif form == "table":
        raise StatementRefused("no_mapping")
    else:
        found = READERS[form](content)
    digest = hashlib.sha256(content).hexdigest()
    if BankStatement.objects.of(actor.company_id).filter(sha256=digest).exists():
        raise no("file_known")
    try:
        with transaction.atomic():
            return [_kept(read, form, name, digest, actor, now) for read in found]
    except IntegrityError as error:
        raise no("file_known") from error


def _kept(read: Read, form: str, name: str, digest: str, actor: Actor, now: datetime) -> BankStatement:
    days = [each.booked_on for each in read.movements]
    statement = BankStatement.objects.create(
        company_id=actor.company_id,
        account=read.account[:40],
        number=read.number[:40],
        form=form,
        opening=read.opening,
        closing=read.closing,
        from_on=min(days),
        to_on=max(days),
        file_name=name[:200],
        sha256=digest,
        imported_at=now,
        imported_by_name=actor.name,
    )
    BankLine.objects.bulk_create(
        BankLine(
            company_id=actor.company_id,
            statement=statement,
            position=position,
            booked_on=each.booked_on,
            value_on=each.value_on,
            amount=each.amount,
            text=each.text,
            party=each.party[:140],
            party_iban=each.party_iban[:34],
            end_to_end=each.end_to_end[:70],
            reason_code=each.reason_code[:10],
            bank_reference=each.bank_reference[:70],
        )
        for position, each in enumerate(read.movements, start=1)
    )
    return statement


def confirm(
    line: BankLine, customer: Customer, items: Sequence[OpenItem], *, note: str = "", actor: Actor, now: datetime
) -> Payment:
    """Money that came in is this customer's, for these items (none: unallocated). Raises DutyMissing, Refused."""
    require(actor, RECORD)
    with transaction.atomic():
        line = _open(line)
        if line.amount <= 0:
            raise no("amount_not_above_zero")
        new = NewPayment(
            customer=customer,
            channel=Channel.TRANSFER,
            amount=line.amount,
            booked_on=line.booked_on,
            value_on=line.value_on,
            source="bank",
            source_key=f"{line.pk}:{line.tries}",
            counter=line.statement.account,
            reference=line.text[:200],
            payer_iban=line.party_iban,
        )
        wish = Wish({item.pk: None for item in items}) if items else None
        payment = record_payment(new, wish, actor=actor, now=now)
        _decide(line, payment, note, actor, now)
    return payment


def confirm_return(
    line: BankLine, payment: Payment, *, reason: str, reason_code: str = "", actor: Actor, now: datetime
) -> Payment:
    """Money that went out is this payment coming back unpaid; returns its reversal. Raises DutyMissing, Refused."""
    require(actor, RECORD)
    with transaction.atomic():
        line = _open(line)
        if line.amount != -payment.amount:
            raise no("too_much", amount=payment.amount, left=-line.amount)
        reversal = reverse_payment(
            payment, reason=reason, reason_code=reason_code, on=line.booked_on, actor=actor, now=now
        )
        _decide(line, reversal, reason, actor, now)
    return reversal


def set_aside(line: BankLine, *, note: str, actor: Actor, now: datetime) -> BankLine:
    """It is no customer's: fees, transfers of our own. Raises DutyMissing, Refused (no reason, decided already)."""
    require(actor, RECORD)
    if not note.strip():
        raise no("reason_missing")
    with transaction.atomic():
        line = _open(line)
        line.set_aside()
        line.decided_at, line.decided_by_name, line.note = now, actor.name, note.strip()
        line.save()
    return line


def undo(line: BankLine, *, reason: str, actor: Actor, now: datetime) -> BankLine:
    """Take a decision back: the payment made of it is reversed, the movement is open again.

    A confirmed return cannot be undone so: its payment is entered anew. Raises DutyMissing, Refused.
    """
    require(actor, RECORD)
    if not reason.strip():
        raise no("reason_missing")
    with transaction.atomic():
        line = _locked(line)
        if line.state == BankLine.OPEN:
            raise no("line_open")
        if line.payment is not None:
            if line.payment.reverses_id:
                raise no("is_reversal")
            reverse_payment(line.payment, reason=reason, on=day_of(now), actor=actor, now=now)
        line.reopen()
        line.payment, line.note, line.tries = None, reason.strip(), line.tries + 1
        line.decided_at, line.decided_by_name = now, actor.name
        line.save()
    return line


def _locked(line: BankLine) -> BankLine:
    rows = BankLine.objects.of(line.company_id).select_related("statement", "payment")
    return rows.select_for_update(of=("self",)).get(pk=line.pk)


def _open(line: BankLine) -> BankLine:
    found = _locked(line)
    if found.state != BankLine.OPEN:
        raise no("line_decided")
    return found


def _decide(line: BankLine, payment: Payment, note: str, actor: Actor, now: datetime) -> None:
    line.match()
    line.payment, line.note = payment, note.strip()
    line.decided_at, line.decided_by_name = now, actor.name
    line.save()
