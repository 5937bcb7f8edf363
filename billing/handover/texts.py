"""Why a hand-over waits for a person, or an act on it is refused, in words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from billing.adapters.addresses import AddressRefused
from cases.rules.refusals import N_, Refusal
from cases.services.errors import Refused
from registry.models import Customer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_TEXTS: Mapping[str, tuple[str, str]] = {
    "tariff_missing": (
        N_("No tariff of the process was in force on {on}."),
        N_("An administrator publishes one among the rules; then try again."),
    ),
    "tariff_unclear": (
        N_("The tariff cannot tell what is due: {problem}"),
        N_("An administrator corrects it among the rules; then try again."),
    ),
    "tariff_silent": (
        N_("The tariff has no line for this event."),
        N_("An administrator adds one among the rules, even one of zero; then try again."),
    ),
    "amount_missing": (
        N_("The tariff asks for “{name}”, which the case does not state."),
        N_("State it here, with the reason."),
    ),
    "line_twice": (N_("The tariff names the line “{line}” twice."), N_("An administrator corrects it.")),
    "vat_unclear": (
        N_("The line “{line}” needs either a VAT rate above zero or a VAT nature."),
        N_("An administrator corrects the tariff among the rules; then try again."),
    ),
    "customer_missing": (N_("The case has no customer to charge."), ""),
    "customer_incomplete": (
        N_("Of {customer} something is missing that an invoice needs: {what}"),
        N_("Complete the customer; then try again."),
    ),
    "no_system": (N_("No billing system is chosen for that day any more."), N_("Tell your administrator.")),
    "folder": (N_("The folder of hand-overs cannot be used: {words}."), N_("Tell your administrator.")),
    "other_contents": (N_("Billing has other contents under this key."), N_("Compare both sides; then try again.")),
    "no_connection": (N_("There was no connection ({error})."), N_("Check address and token of the billing system.")),
    "no_answer": (N_("It was sent, and no answer came ({error})."), N_("Billing is asked whether it has it.")),
    "no_receipt": (N_("The answer was no receipt of this hand-over."), N_("Billing is asked whether it has it.")),
    "http_status": (N_("Billing answered {status}."), ""),
    "http_refused": (N_("Billing refused it ({status}): {words}"), N_("Correct what it names; then try again.")),
    "handover_settled": (N_("This hand-over is settled."), N_("Reload the page.")),
    "handover_on_its_way": (
        N_("Nobody knows yet whether billing has it: it is being asked."),
        N_("Wait for the answer: given up now, it might be billed all the same."),
    ),
    "handover_waits": (N_("It waits behind an earlier one of the case."), N_("See to the earlier one first.")),
    "system_too_early": (
        N_("A billing system is chosen from today, {today}, on: what is handed over stays where it is."),
        "",
    ),
    "sum_missing": (N_("Nothing is missing that could be stated here."), N_("Reload the page.")),
    "other_company": (N_("The customer belongs to another company."), ""),
    "contract_missing": (N_("The contract or its line is missing."), ""),
    "period_empty": (N_("The period from {since} to {until} has no day."), N_("It ends before it begins.")),
    "amount_unfit": (N_("{amount} is no amount to charge: zero, with more than two decimals, or too large."), ""),
    "period_overlaps": (
        N_("From {since} to {until} this line is charged already."),
        N_("Take that back, and charge the days anew under another line."),
    ),
    "charged_differently": (
        N_("{contract}, {line} from {since} is charged already, with other contents."),
        N_("Take that back, and charge the days anew under another line."),
    ),
    "not_a_period": (N_("Only the charge of a contract period is taken back here."), ""),
    "nothing_to_take_back": (N_("It was given up: billing never had it, so nothing is taken back."), ""),
    "reason_missing": (N_("The reason is missing."), N_("It is read by whoever looks at this later.")),
}


_TEXTS = {**_TEXTS, **{code: (text, "") for code, text in AddressRefused.texts.items()}}


_TROUBLES: Mapping[str, str] = {
    "TimeoutError": N_("it took too long"),
    "ConnectionRefusedError": N_("nobody listens at that address"),
    "ConnectionResetError": N_("the line was cut"),
    "RemoteDisconnected": N_("the line was cut"),
    "IncompleteRead": N_("the line was cut"),
    "SSLCertVerificationError": N_("its certificate does not hold"),
    "SSLError": N_("no secure line could be made"),
}
"""By the name that Python gives a fault of the line; what is not here is shown by that name."""


def reason(code: str, **params: object) -> dict[str, Any]:
    """A reason as it is kept."""
    return {"code": code, "params": {name: str(value) for name, value in params.items()}}


def refusals(reasons: Iterable[Mapping[str, Any]]) -> list[Refusal]:
    """Kept reasons as refusals, to be shown in the reader's language."""
    return [
        Refusal(each["code"], _TEXTS[each["code"]][0], hint=_TEXTS[each["code"]][1], params=_read(each["params"]))
        for each in reasons
    ]


def _read(params: Mapping[str, str]) -> dict[str, object]:
    """Kept values as they are shown: days as such, the names of sums in the reader's words."""
    shown: dict[str, object] = dict(params)
    for name in ("on", "today", "since", "until"):
        if name in params:
            shown[name] = date.fromisoformat(params[name])
    if "name" in params:
        shown["name"] = gettext(params["name"])
    if "error" in params:
        shown["error"] = gettext(_TROUBLES.get(params["error"], params["error"]))
    if params.get("words") == "":
        shown["words"] = gettext("it gave no reason.")
    if "what" in params:
        shown["what"] = ", ".join(_label(name) for name in params["what"].split(","))
    return shown


def _label(name: str) -> str:
    """What a field of a customer is called; words kept before names were are said as they are."""
    name = name.strip()
    labels = {field.name: str(field.verbose_name) for field in Customer._meta.concrete_fields}
    return labels.get(name, name)


def no(code: str, **params: object) -> Refused:
    """A refusal with one reason, to be raised."""
    return Refused(refusals([reason(code, **params)]))
