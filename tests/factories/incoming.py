"""Mail that came in, as rows, for pages that need one of each."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any
from uuid import uuid4

from cases.models import Case
from documents import store
from documents.models import Appointment, Channel, Direction, Evidence, EvidenceKind, Incoming, Message, MessageStatus
from documents.services.intake import filing
from documents.services.intake.keeping import keep_dropped
from registry.models import Company
from tests.factories import cases as make
from tests.factories import mails, messages


def rows(case: Case) -> dict[str, Any]:
    """A message in the tray with the case among its candidates, and a receipt that fits nothing; an appointment."""
    company = case.company
    message = Message.objects.create(
        company=company,
        direction=Direction.IN,
        channel=Channel.EMAIL,
        status=MessageStatus.TRAY,
        customer=case.customer,
        sender_name="Mario Rossi",
        sender_address="mario@rossi.example",
        subject="Certificato di analisi",
        body="Buongiorno",
        rfc_message_id=f"<{uuid4()}@rossi.example>",
        created_at=make.NOW,
    )
    Incoming.objects.create(
        company=company,
        message=message,
        kind="message",
        state="read",
        arrived_at=make.NOW,
        candidates=[{"case": case.pk, "reasons": ["sender"]}],
    )
    receipt = Evidence.objects.create(
        company=company,
        kind=EvidenceKind.DELIVERY,
        reference="<1@gestore.example>",
        happened_at=make.NOW,
        recorded_at=make.NOW,
    )
    appointment = Appointment.objects.create(
        company=company,
        case=case,
        kind="sampling",
        title="Campionamento",
        starts_at=make.NOW,
        ends_at=make.NOW + timedelta(hours=1),
        changed_at=make.NOW,
    )
    return {"tray": message, "receipt": receipt, "appointment": appointment}


def arrive(company: Company, content: bytes) -> Incoming:
    """What the worker does with a mail that was fetched."""
    incoming = keep_dropped(io.BytesIO(content), company=company, user_id=None, now=make.NOW)
    store.settle(store.incoming() / str(incoming.file.uuid), incoming.file)
    filing.read_waiting(company, now=make.NOW)
    incoming.refresh_from_db()
    assert incoming.state == "read"
    return incoming


def sent(company: Company, case: Case | None = None, *to: str, own: str = mails.OURS) -> Message:
    """A message of ours under a known Message-ID."""
    row = messages.message(company, *to, case=case)
    row.rfc_message_id = f"<{own}>"
    row.save()
    return row
