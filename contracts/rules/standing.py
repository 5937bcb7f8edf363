"""Does an approval answer the question, does it hold on the day, and does it leave enough?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.rules.refusals import N_, Refusal
from contracts.rules.facts import ZERO

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from contracts.rules.facts import ApprovalFacts, DeliveryFacts


def fitting(facts: DeliveryFacts) -> tuple[Sequence[ApprovalFacts], Sequence[Refusal]]:
    """The approvals the question may be about, or why there is none."""
    asked = facts.question
    known = facts.approvals
    if asked.approval_id is not None:
        known = tuple(each for each in known if each.id == asked.approval_id)
    if not known:
        return (), [_none(facts)]
    at_site, reason = _at_site(known, facts)
    if not at_site:
        return (), [reason] if reason else []
    fit = [each for each in at_site if not asked.operation or each.operation == asked.operation]
    if not fit:
        return (), [_other_operation(facts, at_site)]
    return _on_the_day(fit, facts), ()


def _at_site(known: Sequence[ApprovalFacts], facts: DeliveryFacts) -> tuple[Sequence[ApprovalFacts], Refusal | None]:
    """The site's own approvals go before those for every site; without a site asked, only one site may be meant."""
    asked = facts.question
    anywhere = [each for each in known if each.site_id is None]
    if asked.site_id is not None:
        own = [each for each in known if each.site_id == asked.site_id]
        return (own or anywhere), _other_site(known)
    sites = sorted({each.site for each in known if each.site_id is not None})
    if anywhere or len(sites) == 1 or asked.approval_id is not None:
        return (anywhere or known), None
    return (), Refusal(
        "site_missing",
        N_("This waste is approved for more than one site: {sites}."),
        hint=N_("Say from which site it comes."),
        params={"sites": ", ".join(sites)},
    )


def _on_the_day(fit: Sequence[ApprovalFacts], facts: DeliveryFacts) -> Sequence[ApprovalFacts]:
    """Of every line the version that holds, else its newest one."""
    chosen: dict[str, ApprovalFacts] = {}
    for each in sorted(fit, key=lambda each: (each.holds_on(facts.question.on), each.version)):
        chosen[each.line] = each
    return tuple(chosen.values())


def refusals(facts: DeliveryFacts, approval: ApprovalFacts) -> Iterator[Refusal]:
    """Why this approval does not cover the delivery."""
    if not approval.holds_on(facts.question.on):
        yield _not_holding(facts, approval)
    asked, limit = facts.question.quantity_t, approval.per_delivery_t
    if limit is not None and asked > limit:
        yield Refusal(
            "delivery_too_large",
            N_("One delivery of {asked} t is more than the {limit} t approved for a delivery."),
            hint=N_("Split the load."),
            params={"asked": asked, "limit": limit},
        )
    left = _left(facts, approval)
    if asked > left:
        yield _exhausted(facts, approval, left)


def _left(facts: DeliveryFacts, approval: ApprovalFacts) -> Decimal:
    """What the approval leaves of the year, the tolerance included."""
    tolerance = approval.yearly_quantity_t * facts.terms.tolerance_percent / 100
    return approval.yearly_quantity_t + tolerance - approval.used.total


def _exhausted(facts: DeliveryFacts, approval: ApprovalFacts, left: Decimal) -> Refusal:
    return Refusal(
        "quantity_exhausted",
        N_("Of the {yearly} t approved for {year}, {left} t are left: {delivered} t delivered, {reserved} t reserved."),
        hint=N_("Release reservations nobody will use, or have a larger quantity approved."),
        params={
            "yearly": approval.yearly_quantity_t,
            "year": facts.question.on.year,
            "left": max(left, ZERO),
            "delivered": approval.used.delivered_t,
            "reserved": approval.used.reserved_t,
        },
    )


def _none(facts: DeliveryFacts) -> Refusal:
    return Refusal(
        "no_approval",
        N_("{customer} has no approval for {code} at {plant}."),
        hint=N_("Open a waste approval."),
        params={"customer": facts.customer, "code": facts.waste, "plant": facts.plant},
    )


def _other_site(known: Sequence[ApprovalFacts]) -> Refusal:
    return Refusal(
        "site_not_approved",
        N_("This waste is approved for another site: {sites}."),
        hint=N_("Check where the load comes from."),
        params={"sites": ", ".join(sorted({each.site for each in known if each.site}))},
    )


def _other_operation(facts: DeliveryFacts, known: Sequence[ApprovalFacts]) -> Refusal:
    return Refusal(
        "operation_not_approved",
        N_("The operation {operation} is not approved; approved is {approved}."),
        hint=N_("Check the operation on the transport document."),
        params={
            "operation": facts.question.operation,
            "approved": ", ".join(sorted({each.operation for each in known})),
        },
    )


def _not_holding(facts: DeliveryFacts, approval: ApprovalFacts) -> Refusal:
    """A state that ends everything goes before dates."""
    code, message, hint = _ENDED.get(approval.state, ("", "", ""))
    if not code and facts.question.on < approval.valid_from:
        code, message, hint = _TOO_EARLY
    elif not code:
        code, message, hint = _TOO_LATE
    params = {
        "number": approval.number,
        "on": facts.question.on,
        "valid_from": approval.valid_from,
        "valid_to": approval.valid_to,
        "reason": approval.state_reason.rstrip(" ."),
    }
    return Refusal(code, message, hint=hint, params=params)


_TOO_EARLY = (
    "not_yet_in_force",
    N_("The approval {number} begins on {valid_from}."),
    N_("Deliver from that day on."),
)
_TOO_LATE = (
    "approval_expired",
    N_("The approval {number} ended on {valid_to}."),
    N_("Renew it."),
)
_ENDED = {
    "suspended": (
        "approval_suspended",
        N_("The approval {number} is suspended: {reason}."),
        N_("Ask who suspended it; its case says why."),
    ),
    "revoked": (
        "approval_revoked",
        N_("The approval {number} was revoked: {reason}."),
        N_("A new approval is needed."),
    ),
    "superseded": (
        "approval_superseded",
        N_("This version of the approval {number} gave way to a newer one."),
        N_("Ask again without naming the version."),
    ),
}
