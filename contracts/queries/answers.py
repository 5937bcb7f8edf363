"""May X deliver Y to Z? Facts loaded for many questions in a constant number of statements, and judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.queries.facts import load
from contracts.rules.judging import judge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contracts.rules.questions import Answer, Question


def may_deliver(company_id: int, question: Question) -> Answer:
    """Yes, or no with every reason. Nothing is written, and nothing is promised: `reserve` promises."""
    return may_deliver_many(company_id, [question])[0]


def may_deliver_many(company_id: int, questions: Sequence[Question]) -> list[Answer]:
    """The answers in the order of the questions; each is judged as if it were asked alone."""
    return [judge(facts) for facts in load(company_id, questions)]
