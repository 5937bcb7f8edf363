"""May it be delivered? Facts in, every refusal out. No query, no clock.

The sources of the rules: art. 188 and 193 D.Lgs. 152/2006 (who hands waste over checks that the receiver is
authorised), the plant's authorisation for codes, operations and yearly quantities, D.M. 120/2014 for carriers, ADR for
dangerous goods; the rest is what the approval itself says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.rules import destination, standing, transport
from contracts.rules.facts import ZERO
from contracts.rules.questions import Answer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from cases.rules.refusals import Refusal
    from contracts.rules.facts import ApprovalFacts, DeliveryFacts


def judge(facts: DeliveryFacts) -> Answer:
    """The answer. Where several approvals fit the question, the one that says yes, else the one with fewest reasons."""
    fitting, reason = standing.fitting(facts)
    if not fitting:
        refusals = [*reason, *_about_delivery(facts, None)]
        return Answer(refusals=tuple(refusals), unchecked=transport.unchecked(facts, None))
    answers = [_answer(facts, approval) for approval in fitting]
    return min(answers, key=lambda answer: len(answer.refusals))


def _answer(facts: DeliveryFacts, approval: ApprovalFacts) -> Answer:
    refusals = [*standing.refusals(facts, approval), *_about_delivery(facts, approval)]
    return Answer(
        refusals=tuple(refusals),
        approval_id=approval.id,
        number=approval.number,
        version=approval.version,
        operation=approval.operation,
        valid_to=approval.valid_to,
        remaining_t=remaining(facts, approval),
        prescriptions=approval.prescriptions,
        unchecked=transport.unchecked(facts, approval),
    )


def _about_delivery(facts: DeliveryFacts, approval: ApprovalFacts | None) -> Sequence[Refusal]:
    return [*destination.refusals(facts, approval), *transport.refusals(facts, approval)]


def remaining(facts: DeliveryFacts, approval: ApprovalFacts) -> Decimal:
    """What is left of the year: of the approval, and of the plant when that is less; never below zero."""
    left = approval.yearly_quantity_t - approval.used.total
    permit = facts.permits.get(approval.operation)
    if permit and permit.room.left_t is not None:
        left = min(left, permit.room.left_t)
    return max(left, ZERO)
