"""Which papers a case has, for guards: kinds and their statuses, for many cases at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from documents.models import Document


def evidence_of(company_id: int, case_ids: Collection[int]) -> Mapping[int, Mapping[str, tuple[str, ...]]]:
    """Per case and kind of document the statuses of its documents, in one statement."""
    found: dict[int, dict[str, tuple[str, ...]]] = defaultdict(dict)
    documents = Document.objects.of(company_id).filter(case_id__in=case_ids).order_by("id")
    for case_id, kind, status in documents.values_list("case_id", "kind", "status"):
        found[case_id][kind] = (*found[case_id].get(kind, ()), status)
    return found
