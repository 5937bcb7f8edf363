"""The signed digital form of a FIR, as RENTRI gave it out: stored beside its data sheet, never made or opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from cases.services.errors import Refused
from contracts.models import TransportDocument
from contracts.services.transport.issuing import require_issuer
from contracts.services.transport.refusals import refusal
from documents.services.uploads import receive

if TYPE_CHECKING:
    from datetime import datetime

    from documents.store import Readable
    from registry.actors import Actor

KIND = "xfir"


def attach_xfir(
    paper: TransportDocument, stream: Readable, name: str, *, actor: Actor, now: datetime
) -> TransportDocument:
    """Keep an .xfir with the data sheet of its FIR; another takes the place of the one there is.

    For who may issue the sheet, at the gate too: it is a paper of theirs, and no duty for other papers is asked for.
    Call outside of any transaction. Raises Refused, UploadRefused with every reason against the file, DutyMissing.
    """
    duty = require_issuer(actor)
    if paper.kind != TransportDocument.Kind.FIR or paper.state != TransportDocument.State.ISSUED:
        raise Refused([refusal("transport_no_fir")])
    if not name.lower().endswith(f".{KIND}"):
        raise Refused([refusal("transport_not_xfir")])
    case = paper.approval.case if paper.approval else None
    document = receive(
        company=paper.company,
        actor=actor,
        now=now,
        stream=stream,
        name=name,
        kind=KIND,
        title=f"FIR {paper.fir_number}",
        case=case,
        customer=paper.customer,
        supersedes=paper.xfir,
        duty=duty,
    )
    with transaction.atomic():
        locked = TransportDocument.objects.of(paper.company_id).select_for_update(of=("self",)).get(pk=paper.pk)
        locked.xfir = document
        locked.save(update_fields=["xfir"])
    return locked
