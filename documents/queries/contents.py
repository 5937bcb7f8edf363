"""What a row of required documents may ask of any document's content, whatever the process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from cases.definition import ContentCheck
from documents.models import Document
from documents.queries.signatures import signatures_of

if TYPE_CHECKING:
    from cases.models import Case
    from documents.queries.evidence import Proof


def unsigned(cases: Sequence[Case], proofs: Mapping[int, Sequence[Proof]], on: date) -> dict[int, dict[str, str]]:
    """The verified documents without a signature that holds in every part; one statement.

    A file whose signatures were not looked at yet counts as unsigned until they are.
    """
    del on
    origins = {proof.origin for each in proofs.values() for proof in each if proof.status == "verified"}
    rows = Document.objects.of(cases[0].company_id).filter(pk__in=origins).select_related("file__signature_report")
    good = {row.pk for row in rows if any(line.verdict == "valid" for line in signatures_of(row.file))}
    return {
        case.pk: {proof.uuid: "" for proof in proofs.get(case.pk, ()) if proof.origin in origins - good}
        for case in cases
    }


SIGNED: Final = ContentCheck(_("It carries a digital signature that is valid in every part."), unsigned)
