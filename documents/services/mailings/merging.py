"""What a merge of customers does to the rows of mailings."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef

from documents.models import MailingRow
from registry.services.merging import Move, rows_of


def move_rows(move: Move, field: models.Field[Any, Any]) -> list[int]:
    """Rows go over to the customer kept; where he has one of the same mailing, both stay as they were."""
    kept = MailingRow.objects.of(move.kept.company_id).filter(customer=move.kept, mailing=OuterRef("mailing"))
    rows = rows_of(move, field).filter(~Exists(kept))
    ids = list(rows.values_list("pk", flat=True))
    MailingRow.objects.of(move.kept.company_id).filter(pk__in=ids).update(customer=move.kept)
    return ids
