"""What the ledger refuses, in words a clerk can act on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.rules.refusals import N_, Refusal
from cases.services.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

_TEXTS: Mapping[str, tuple[str, str]] = {
    "amount_zero": (N_("The amount must not be zero."), ""),
    "amount_not_above_zero": (N_("The amount must be above zero."), N_("Money that went back is a reversal.")),
    "amount_not_cents": (N_("The amount has more than two decimals."), ""),
    "sign_wrong": (
        N_("A {kind} of {amount} has the wrong sign."),
        N_("What the customer owes is above zero, a credit note below."),
    ),
    "due_before_issue": (N_("It falls due on {due}, before its date, {issued}."), N_("Check both dates.")),
    "booked_in_future": (N_("It would be booked on {on}, which has not come yet."), ""),
    "back_before_it_came": (
        N_("It cannot have come back on {on}: it came on {booked}."),
        N_("Write the day on which the money went back."),
    ),
    "document_missing": (N_("The number of the document is missing."), ""),
    "reason_missing": (N_("The reason is missing."), N_("It is read by whoever looks at this later.")),
    "recorded_differently": (
        N_("{key} from {source} is in the ledger already, with other contents."),
        N_("Take the first one back, or correct the file."),
    ),
    "other_customer": (N_("This belongs to another customer."), ""),
    "reversed_already": (N_("This was taken back already."), N_("Reload the page.")),
    "is_reversal": (N_("A reversal is not taken back: enter it anew."), ""),
    "nothing_left": (N_("Nothing of it is left to allocate."), N_("Reload the page.")),
    "too_much": (N_("{amount} is more than what is left, {left}."), ""),
    "not_a_credit": (N_("Only a credit can be used to pay."), ""),
    "item_not_open": (N_("Item {item} is not open any more."), N_("Reload the page.")),
    "not_owed": (N_("On item {item} nothing is owed."), N_("Choose an item above zero.")),
    "interest_nothing": (N_("No interest has grown on it by {on}."), ""),
    "interest_of_accessory": (N_("Interest does not grow on interest or costs."), N_("Art. 1283 c.c.")),
    "rate_missing": (
        N_("No rate of “{kind}” is known for {day}: nothing is computed."),
        N_("An administrator enters it, marked to be confirmed, on the page of rates."),
    ),
    "contract_rate_missing": (
        N_("No default interest of the contract is known for {day}: nothing is computed."),
        N_("Enter what the contract says on the customer's credit page; where it is silent, the legal rate."),
    ),
    "rates_overlap": (N_("Two rates are given for {day}."), N_("An administrator corrects them.")),
    "hold_ended": (N_("This hold has ended already."), N_("Reload the page.")),
    "hold_ends_too_early": (N_("The hold would end on {on}, which is not after {today}."), ""),
    "line_decided": (N_("This movement was decided already."), N_("Reload the page.")),
    "line_open": (N_("This movement is not decided yet."), N_("Reload the page.")),
    "file_known": (N_("This file was brought in already."), ""),
    "statements_in_future": (N_("The day {on} has not come yet."), N_("Choose today or a day before.")),
    "period_ends_before_it_begins": (N_("The period would run from {first} to {last}."), N_("Check both days.")),
    "statements_without_days": (N_("For how many days they are overdue is missing."), ""),
    "statements_without_amount": (N_("The amount that the balance has to exceed is missing."), ""),
    "statements_for_nobody": (N_("No customer fits what was asked for."), N_("Widen it: another day, a lower limit.")),
    "statements_too_many": (
        N_("These would be {number} statements; one run has at most {most}."),
        N_("Narrow it and send them in several runs."),
    ),
    "run_not_prepared": (N_("This run is not being prepared any more: it is {status}."), N_("Reload the page.")),
    "run_empty": (N_("Nobody is left to send a statement to."), N_("Take somebody in, or drop the run.")),
    "statement_text_missing": (
        N_("There is no e-mail text for statements of account in force."),
        N_("An administrator publishes one among the e-mail texts."),
    ),
    "statement_without_address": (
        N_("No address: neither mail nor a complete postal address."),
        N_("Enter one on the customer's page."),
    ),
    "statement_without_mail": (N_("No e-mail and no PEC."), N_("Enter one on the customer's page.")),
    "statement_on_hold": (N_("Collection is on hold: {cause}."), ""),
    "statement_of_nothing": (N_("Nothing is open."), ""),
    "statement_left_out": (N_("Left out by {name}."), ""),
    "statement_twice": (N_("The customer was merged with another of this run."), ""),
    "statement_not_set": (N_("The PDF could not be made: {words}"), ""),
    "statement_broke": (N_("An error prevented it: the administrator finds it in the log."), ""),
    "statement_not_worded": (N_("The e-mail text could not be filled in: {words}"), ""),
}


def refusal(code: str, **params: object) -> Refusal:
    """One reason; a KeyError is a spelling mistake of ours."""
    message, hint = _TEXTS[code]
    return Refusal(code, message, hint=hint, params=params)


def no(code: str, **params: object) -> Refused:
    """A refusal with one reason, to be raised."""
    return Refused([refusal(code, **params)])
