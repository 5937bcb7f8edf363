"""The credit of a customer in figures, each with its source, its day, and the address of the rows it sums."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from billing.duties import READ
from billing.queries.credit import CreditView, credit_view
from billing.queries.listing import PAID_LATE, RETURNED
from desk import formats
from desk.presenting.billing.parts import Cell, Line, Table, day, figure, money

if TYPE_CHECKING:
    from datetime import date

    from desk.presenting.addresses import Addresses
    from registry.actors import Actor
    from registry.models import Customer


def credit_of(customer: Customer, actor: Actor, to: Addresses, on: date) -> dict[str, Any]:
    """What the customer's page says of his credit, by the query of credit control; for who may read the ledger."""
    if not actor.has(READ):
        return {"credit_href": ""}
    view, here = credit_view(customer, on), to.to("credit", customer.code)
    return {"credit_href": here, "credit_figures": credit_figures(view, to, here), "insolvency": view.insolvency}


def credit_figures(view: CreditView, to: Addresses, page: str = "") -> list[dict[str, str]]:
    """The five on top; `page` is the credit page where they stand elsewhere."""
    items = f"{to.to('items')}?q={view.customer.code}"
    said = formats.say_date(view.on, view.on)
    limit = formats.say_money(view.limit) if view.limit is not None else pgettext("limit", "none")
    used = _("%(percent)s%% used") % {"percent": view.used_percent} if view.used_percent is not None else said
    over = "late" if view.over else ""
    came_back = ngettext("%(count)s payment came back", "%(count)s payments came back", view.returned)
    return [
        figure(_("Exposure"), formats.say_money(view.exposure), said, f"{page}#part-age", over),
        figure(_("Credit limit"), limit, used, f"{page}#part-credit", over),
        figure(_("Past due"), formats.say_money(view.late), said, f"{items}&age=late", "late" if view.late else ""),
        figure(
            _("Disputed"),
            formats.say_money(view.disputed),
            said,
            f"{items}&show=disputed",
            "soon" if view.disputed else "",
        ),
        figure(
            _("Items paid late"),
            formats.say_number(view.paid_late),
            came_back % {"count": view.returned},
            f"{items}&show={PAID_LATE}",
            "soon" if view.paid_late or view.returned else "",
        ),
    ]


def figure_table(view: CreditView, to: Addresses) -> Table:
    """Every figure with where it comes from and of which day; each opens its rows, the limit says who set it."""
    whose = f"&q={view.customer.code}"
    items, payments = to.to("items"), to.to("payments")
    opened = _("open items")
    rows = [
        (_("Owed"), money(view.owed), opened, f"{items}?age=owed{whose}"),
        (_("Past due"), money(view.late), opened, f"{items}?age=late{whose}"),
        (_("Credits"), money(view.credits), _("credit notes"), f"{items}?age=credits{whose}"),
        (_("Unallocated money"), money(-view.unallocated), _("payments"), f"{payments}?show=open{whose}"),
        (_("Exposure"), money(view.exposure), _("owed, less credits and unallocated money"), "#part-age"),
        (_("Disputed"), money(view.disputed), opened, f"{items}?show=disputed{whose}"),
        (_("Open disputes"), _count(view.disputes), _("collection holds"), "#part-holds"),
        (_("Items paid late"), _count(view.paid_late), _("payments"), f"{items}?show={PAID_LATE}{whose}"),
        (_("Payments that came back"), _count(view.returned), _("payments"), f"{payments}?show={RETURNED}{whose}"),
    ]
    lines = [
        Line([Cell(label, "whole", href), amount, Cell(source), day(view.on)], href)
        for label, amount, source, href in rows
    ]
    heads = [(_("Figure"), ""), (_("How much"), "amount"), (_("Source"), ""), (_("As of"), "")]
    return Table(heads, [*lines, *_terms(view)])


def _terms(view: CreditView) -> list[Line]:
    """The limit and the procedure: entered by a person, from a day on."""
    source, since = Cell(view.limit_source or _("nobody has entered any")), day(view.limit_from or view.on)
    limit = formats.say_money(view.limit) if view.limit is not None else _("no limit was set")
    over = _("exceeded by %(amount)s") % {"amount": formats.say_money(view.over)} if view.over else ""
    procedure = Cell(view.insolvency, "amount", tone="bad") if view.insolvency else Cell(_("none known"), "amount")
    return [
        Line([Cell(_("Credit limit"), "whole"), Cell(limit, "amount", under=over), source, since]),
        Line([Cell(_("Insolvency"), "whole"), procedure, source, since]),
    ]


def _count(value: int) -> Cell:
    return Cell(formats.say_number(value), "amount")
