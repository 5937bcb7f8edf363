"""A letter to many cases: what would be written, and what was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cases.models import BulkJob, BulkResult
from desk.forms.letters import LANGUAGE_LABELS
from desk.forms.mass_letters import WAYS
from desk.presenting.addresses import Addresses
from documents.models import Letter
from documents.services.letters.mass import BY_RULE, ONLY_FILE, Asked, letter_key
from documents.services.letters.planning import Plan


def plan_shown(found: Plan, asked: Asked, to: Addresses) -> dict[str, Any]:
    """How many letters in which language, where they go, and who cannot be reached."""
    return {
        "total": found.total,
        "writable": found.writable,
        "languages": [(LANGUAGE_LABELS[code], count) for code, count in found.by_language.items() if count],
        "no_template": not found.by_language,
        "way": WAYS[found.channel or (ONLY_FILE if asked.way == BY_RULE else asked.way)],
        "by_rule": asked.way == BY_RULE,
        "unreached": found.unreached,
        "others": found.unreached - len(found.named),
        "named": [
            {"number": case.number, "href": to.case(case.number), "customer": case.customer} for case in found.named
        ],
    }


def letters_written(job: BulkJob, results: Sequence[BulkResult], to: Addresses) -> Mapping[int, tuple[str, str]]:
    """By case, title and address of the letter the job wrote; one statement."""
    keys = [letter_key(job, result.case_id) for result in results]
    found = Letter.objects.of(job.company_id).filter(key__in=keys).select_related("word")
    return {letter.case_id: (letter.word.title, to.paper(letter.word.uuid)) for letter in found}
