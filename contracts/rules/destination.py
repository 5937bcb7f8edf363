"""May the plant take this code on the day, and does anything stop deliveries?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.rules.refusals import N_, Refusal
from contracts.rules.facts import ZERO

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.rules.facts import ApprovalFacts, DeliveryFacts, PermitFacts, StopFacts


def refusals(facts: DeliveryFacts, approval: ApprovalFacts | None) -> Iterator[Refusal]:
    """What the waste list, the plant's authorisations and stops say."""
    if facts.question.quantity_t <= ZERO:
        yield Refusal("quantity_missing", N_("The quantity must be above zero."), hint=N_("State the tonnes expected."))
    if not facts.code.valid:
        yield _code(facts)
    yield from _plant(facts, approval.operation if approval else facts.question.operation)
    if stop := facts.customer_stop:
        yield _stopped("customer_stopped", N_("Deliveries of {name} are stopped: {reason}."), facts.customer, stop)
    if stop := facts.plant_stop:
        yield _stopped("plant_stopped", N_("Deliveries to {name} are stopped: {reason}."), facts.plant, stop)


def _plant(facts: DeliveryFacts, operation: str) -> Iterator[Refusal]:
    """The operation approved, else the one asked; without either, some operation must be authorised."""
    permit = facts.permits.get(operation)
    if permit is not None:
        yield from _plant_year(facts, permit)
    elif operation or not facts.permits:
        yield _not_authorised(facts, operation)


def _code(facts: DeliveryFacts) -> Refusal:
    params = {"code": facts.waste, "on": facts.question.on, "ended_on": facts.code.ended_on}
    if facts.code.ended_on:
        message = N_("The code {code} left the European waste list: its last day was {ended_on}.")
        return Refusal("code_ended", message, hint=N_("Have the waste classified again."), params=params)
    message = N_("The code {code} is not in the European waste list on {on}.")
    return Refusal("code_unknown", message, hint=N_("Check the code."), params=params)


def _not_authorised(facts: DeliveryFacts, operation: str) -> Refusal:
    params = {"plant": facts.plant, "code": facts.waste, "operation": operation, "on": facts.question.on}
    message = N_("{plant} is not authorised for {code} on {on}.")
    if operation:
        message = N_("{plant} is not authorised for {code} with operation {operation} on {on}.")
    hint = N_("Ask the technical office whether the authorisation was renewed.")
    return Refusal("plant_not_authorised", message, hint=hint, params=params)


def _plant_year(facts: DeliveryFacts, permit: PermitFacts) -> Iterator[Refusal]:
    room = permit.room
    if room.left_t is None or facts.question.quantity_t <= room.left_t:
        return
    message, group = N_("{plant} may take {yearly} t of {code} in {year}; {left} t are left."), room.group
    if group:
        message = N_("{plant} may take {yearly} t of the codes of {group} in {year}; {left} t are left for {code}.")
    yield Refusal(
        "plant_group_exhausted" if group else "plant_year_exhausted",
        message,
        hint=N_("Choose another plant, or deliver next year."),
        params={
            "plant": facts.plant,
            "yearly": group.quantity_t if group else room.limit_t,
            "group": group.name if group else "",
            "code": facts.waste,
            "year": facts.question.on.year,
            "left": max(room.left_t, ZERO),
        },
    )


def _stopped(code: str, message: str, name: str, stop: StopFacts) -> Refusal:
    hint = N_("It lasts until {until}.") if stop.until else N_("It lasts until somebody lifts it.")
    return Refusal(code, message, hint=hint, params={"name": name, "reason": stop.reason, "until": stop.until})
