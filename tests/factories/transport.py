"""A paper of transport for pages that need one."""

from __future__ import annotations

import io
import zipfile
from itertools import count
from typing import Any
from uuid import uuid4

from contracts.models import TransportDocument
from registry.models import Customer, Plant
from tests.factories import contracts

_serial = count(1)


def rows(customer: Customer, plant: Plant) -> dict[str, Any]:
    """An approval in force, and the data sheet of a FIR issued for it, whose PDF is not made yet."""
    approval = contracts.approval(customer.company, customer=customer, plant=plant)
    paper = TransportDocument.objects.create(
        company=customer.company,
        key=uuid4(),
        kind="fir",
        series="SFIR-2026",
        number=f"SFIR-2026-{next(_serial):06d}",
        fir_number="BCDF 000123 XY",
        customer=customer,
        approval=approval,
        language="it",
        content={"title": "Scheda dati FIR"},
        layout_sha256="0" * 64,
        dated=contracts.ON,
        issued_at=contracts.NOW,
        issued_by_name="Ada",
    )
    return {"approval": approval, "paper": paper}


def xfir(*, mimetype: str = "application/vnd.etsi.asic-e+zip", **members: bytes) -> bytes:
    """A signed container as RENTRI gives it out, with these files besides or instead."""
    named = {"META-INF/signatures001.xml": b"<XAdESSignatures/>", "formulario.json": b"{}", **members}
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), mimetype)
        for name, content in named.items():
            archive.writestr(name, content)
    return written.getvalue()
