"""Hand-overs as rows: what was handed over, what billing has, and what differs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from billing.duties import READ
from billing.handover.texts import refusals
from billing.models import Handover
from billing.queries.handovers import of_case, of_customer
from cases.queries.dispatches import trouble
from desk import formats
from desk.presenting.billing.parts import Button, Cell, Line, Table, day, fact, figure, money
from desk.presenting.dispatches import topic_words
from desk.reasons import reasons_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from billing.models import BillingSystem, Charge
    from billing.queries.handovers import Sides
    from cases.models import Case, Dispatch
    from desk.presenting.addresses import Addresses
    from registry.actors import Actor
    from registry.models import Customer

NEWEST = 10
ACTS = {
    "taken_back": gettext_lazy("Taken back by"),
    "retried": gettext_lazy("Tried again by"),
    "dropped": gettext_lazy("Given up by"),
}
TONES = {
    Handover.WAITING: "wait",
    Handover.TO_REPAIR: "bad",
    Handover.READY: "run",
    Handover.UNKNOWN: "run",
    Handover.PARKED: "bad",
    Handover.REFUSED: "bad",
    Handover.TAKEN: "good",
    Handover.DROPPED: "calm",
}


def state(handover: Handover) -> tuple[str, str]:
    """Where it stands, in words and a colour; a sum that differs shows though it was taken."""
    if handover.status == Handover.TAKEN and handover.billed != handover.total:
        return _("Sums differ"), "bad"
    if handover.status == Handover.TAKEN and handover.was_repaired:
        return _("Taken over, repaired"), "good"
    return str(handover.get_status_display()), TONES[handover.status]


def occasion(row: Handover) -> str:
    """For what it was handed over: what happened in the case, or the days of a contract line."""
    if row.event is not None:
        return topic_words(row.event.kind)
    words = _("Taken back: %(line)s from %(day)s") if row.reverses_id else _("%(line)s from %(day)s")
    return words % {"line": row.line, "day": formats.say_date(row.period_from or row.on, row.on)}


def whose(row: Handover) -> str:
    """The case or the contract it belongs to."""
    return row.case.number if row.case is not None else row.contract_ref


def why(handover: Handover) -> str:
    """Why it waits for a person, or what the last try met, in one line."""
    told = handover.reasons if handover.status in Handover.FOR_A_PERSON else [handover.trouble]
    return " ".join(each.message for each in reasons_of(refusals(each for each in told if each)))


def table(rows: Iterable[Handover], to: Addresses, *, may: bool, alone: bool = False, narrow: bool = False) -> Table:
    """Hand-overs side by side with what billing has.

    `alone`: of one case, which is not named; `narrow`: of one customer, who is not, beside much else: no differences.
    """
    first = [] if alone else [(_("Case or contract"), "")]
    last = [] if narrow else [(_("Difference"), "amount")]
    heads = [
        *first,
        (_("What happened"), ""),
        (_("Handed over"), "amount"),
        (_("Billing has"), "amount"),
        *last,
        (_("State"), ""),
    ]
    lines = [_line(row, to, may=may, alone=alone, narrow=narrow) for row in rows]
    return Table(heads, lines, _("Nothing was handed over."))


def _line(row: Handover, to: Addresses, *, may: bool, alone: bool, narrow: bool) -> Line:
    href = to.to("handover", row.pk)
    label, tone = state(row)
    customer = row.customer.name if row.customer and not narrow else ""
    first = [] if alone else [Cell(whose(row), "whole", href, customer)]
    settled = row.status == Handover.TAKEN
    gap = row.total - (row.billed or 0) if row.status != Handover.DROPPED else None
    again = Button(_("Try again"), to.to("retry-handover", row.pk), about=row.name)
    buttons = [again] if may and for_a_person(row) else []
    return Line(
        [
            *first,
            Cell(occasion(row), "whole", href if alone else "", formats.say_date(row.on, row.on)),
            money(row.total),
            money(row.billed if settled else None),
            *([] if narrow else [money(gap or None)]),
            Cell(label, tone=tone, under=why(row)),
        ],
        href,
        buttons,
    )


def handed_over_by(case: Case, actor: Actor, to: Addresses) -> Table | None:
    """What a case handed over, for who may read it; None where there is nothing. One statement."""
    rows = of_case(case) if actor.has(READ) else []
    return table(rows, to, may=False, alone=True) if rows else None


def handed_over_for(customer: Customer, actor: Actor, to: Addresses) -> Table | None:
    """The newest that was handed over for a customer, as above."""
    rows = of_customer(customer, NEWEST) if actor.has(READ) else []
    return table(rows, to, may=False, narrow=True) if rows else None


def for_a_person(row: Handover) -> bool:
    """Whether a person has to do something about it."""
    return row.status in Handover.FOR_A_PERSON


def file_rows(rows: Iterable[Handover]) -> Iterable[list[Any]]:
    """The same as a file."""
    for row in rows:
        yield [
            whose(row), row.seq or "", occasion(row), row.on,
            row.customer.code if row.customer else "", row.customer.name if row.customer else "",
            str(row.get_system_display()), row.total, row.billed, state(row)[0], why(row),
            str(row.key or ""), row.receipt.get("reference", ""),
        ]  # fmt: skip


def untold_table(rows: Iterable[Dispatch], to: Addresses) -> Table:
    """Events on their way to billing, or parked before it."""
    heads = [(_("Case"), ""), (_("What happened"), ""), (_("State"), "")]
    lines = [
        Line(
            [
                Cell(row.event.case.number if row.event else "", "whole", to.to("dispatches")),
                Cell(topic_words(row.topic)),
                Cell(
                    *(
                        (
                            _("Parked"),
                            "",
                            "",
                            " ".join(each.message for each in reasons_of(filter(None, [trouble(row)]))),
                            "bad",
                        )
                        if row.status == row.PARKED
                        else (_("Waits"), "", "", "", "wait")
                    )
                ),
            ]
        )
        for row in rows
    ]
    return Table(heads, lines)


def figures(found: Sides, here: str) -> list[dict[str, str]]:
    """The two sides and what differs; each opens the rows it counts."""
    said = _("%(count)s hand-overs")
    open_ones = found.waiting + found.person + found.amounts + found.untold + found.lost
    return [
        figure(_("Handed over"), formats.say_money(found.handed_sum), said % {"count": found.handed}, here),
        figure(
            _("Billing has"), formats.say_money(found.taken_sum), said % {"count": found.taken}, f"{here}?show=taken"
        ),
        figure(
            _("For a person"), str(found.person), _("to be repaired, refused, parked"), f"{here}?show=person",
            "late" if found.person else "",
        ),
        figure(
            _("Differences"),
            str(open_ones),
            _("%(waiting)s on their way, %(amounts)s sums, %(lost)s lost")
            % {"waiting": found.waiting + found.untold, "amounts": found.amounts, "lost": found.lost},
            f"{here}?show=differences",
            "soon" if open_ones else "",
        ),
    ]  # fmt: skip


def charge_table(charges: Iterable[Charge], to: Addresses) -> Table:
    """The lines of a hand-over."""
    heads = [
        (_("Line"), ""),
        (_("Quantity"), "amount"),
        (_("Unit price"), "amount"),
        (_("VAT"), "amount"),
        (_("Amount"), "amount"),
    ]
    return Table(heads, [_charge_line(each, to) for each in charges], _("No charges."))


def _charge_line(charge: Charge, to: Addresses) -> Line:
    words = charge.description_it if (get_language() or "it").startswith("it") else charge.description_en
    kind = str(charge.get_kind_display())
    back = charge.reverses
    about = _("takes back %(what)s") % {"what": back.handover.name} if back else ""
    version = charge.policy.get("version")
    rule = f"{charge.policy.get('policy', '')} v{version} · {charge.policy.get('row', '')}" if version else ""
    vat = charge.vat_nature or f"{formats.say_number(charge.vat_rate)} %"
    return Line(
        [
            Cell(
                words,
                "whole",
                to.to("handover", back.handover_id) if back else "",
                " · ".join(filter(None, [kind, _days(charge), about, rule])),
            ),
            Cell(formats.say_number(charge.quantity) if charge.quantity is not None else "–", "amount wide-only"),
            Cell(f"{formats.say_money(charge.unit_price)}{_unit(charge)}", "amount"),
            Cell(vat, "amount wide-only"),
            money(charge.amount) if charge.amount is not None else Cell(_("when delivered"), "amount"),
        ]
    )


def _days(charge: Charge) -> str:
    """The days a recurring charge is for, the last one included."""
    if charge.period_from is None or charge.period_to is None:
        return ""
    last, told = charge.period_to - timedelta(days=1), charge.recorded_at.date()
    return f"{formats.say_date(charge.period_from, told)} – {formats.say_date(last, told)}"


def _unit(charge: Charge) -> str:
    return "" if charge.unit == "once" else f" / {_(charge.unit)}"


def facts(handover: Handover, on: date) -> list[dict[str, Any]]:
    """What is known of it."""
    label, tone = state(handover)
    lines = [
        fact(_("What happened"), occasion(handover)),
        fact(_("Contract"), handover.contract_ref),
        fact(_("On"), formats.say_date(handover.on, on)),
        fact(_("State"), why(handover) or label, label if why(handover) else "", tone),
        fact(_("Customer"), f"{handover.customer.code} {handover.customer.name}" if handover.customer else ""),
        fact(_("Billing system"), str(handover.get_system_display())),
        fact(_("Handed over"), formats.say_money(handover.total)),
        fact(_("Billing has"), formats.say_money(handover.billed) if handover.billed is not None else ""),
        fact(_("Key"), str(handover.key or "")),
        fact(_("Reference in billing"), handover.receipt.get("reference", "")),
        fact(_("Tries"), str(handover.attempts or "")),
        fact(_("Given up because"), handover.dropped_reason),
    ]
    told = [fact(str(ACTS[each["what"]]), _said(each, on)) for each in handover.acts]
    stated = [
        fact(_(name), f"{each['amount']} · {each['by']}: {each['reason']}") for name, each in handover.given.items()
    ]
    return [line for line in [*lines, *stated, *told] if line["value"]]


def _said(act: dict[str, Any], on: date) -> str:
    """Who did it when, and the reason given."""
    reason = act.get("reason") or act.get("inputs", {}).get("reason", "")
    at = formats.say_date(datetime.fromisoformat(act["at"]).date(), on)
    return ": ".join(filter(None, [f"{act['by']}, {at}", reason]))


def system_table(rows: Iterable[BillingSystem]) -> Table:
    """Who bills, from when on; never the token."""
    heads = [(_("Valid from"), ""), (_("Billing system"), ""), (_("Token"), ""), (_("Entered by"), "")]
    lines = [
        Line(
            [
                day(row.valid_from),
                Cell(str(row.get_kind_display()), "whole", under=row.url),
                Cell(_("entered") if row.secret else ""),
                Cell(row.changed_by_name),
            ]
        )
        for row in rows
    ]
    return Table(heads, lines, _("Pratica itself bills: no other system was chosen."))
