"""Collection holds: listed, placed, extended, lifted, seen when expired."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from billing.duties import HOLD
from billing.models import CollectionHold, OpenItem
from billing.services.holds import NewHold, extend_hold, lift_hold, place_hold
from cases.access import visible_to
from cases.models import Case
from desk import formats
from desk.forms.acts import Reason
from desk.forms.billing.ledger import ExtendForm, HoldForm
from desk.paging import paged
from desk.presenting.billing import rows as presenting
from desk.presenting.billing.parts import Section
from desk.requests import page_number
from desk.views.billing.base import LedgerAsking, LedgerView, link, words
from registry.models import Customer
from registry.queries.customers import by_code


class HoldsView(LedgerView):
    """Those in force, those that expired unseen, the others."""

    tab = "collection"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show them."""
        rows = CollectionHold.objects.of(self.company).select_related("customer", "case").prefetch_related("items")
        may = self.may(HOLD)
        waiting = rows.filter(status=CollectionHold.EXPIRED, seen_at__isnull=True).order_by("until_on", "pk")
        in_force = rows.filter(status=CollectionHold.ACTIVE).order_by("until_on", "pk")
        ended = (
            rows.exclude(status=CollectionHold.ACTIVE).exclude(pk__in=waiting.values("pk")).order_by("-ended_at", "-pk")
        )
        shown, pager = paged(in_force, page_number(request))
        sections = [Section(_("In force"), presenting.hold_table(shown, self.to, may=may), pager=pager)]
        if expired := list(waiting[:50]):
            title = _("Expired holds: collected again unless you act")
            sections.insert(0, Section(title, presenting.hold_table(expired, self.to, may=may)))
        sections.append(Section(_("Ended"), presenting.hold_table(ended[:30], self.to, may=may)))
        links = (
            [link(_("Hold collection"), self.to.to("new-collection-hold"), "hand-stop", primary=True)] if may else []
        )
        return self.ledger(_("Receivables"), sections, links=links)


class NewHoldView(LedgerAsking):
    """Placing a hold; a link may name the customer, whose items can then be chosen."""

    duty = HOLD

    def named(self) -> Customer | None:
        """The customer of the address."""
        return by_code(self.company, self.request.GET.get("customer", "").upper())

    def form(self, typed: Any) -> forms.Form:
        """The form."""
        customer = self.named()
        items, cases = list[OpenItem](), list[Case]()
        if customer is not None:
            rows = OpenItem.objects.of(self.company).filter(customer=customer, is_open=True, amount__gt=0)
            items = list(rows.order_by("due_on", "pk")[:60])
            cases = list(visible_to(self.actor).filter(customer=customer, closed_at=None).order_by("-pk")[:60])
        start = {"customer": customer.code if customer else ""}
        return HoldForm(typed, company=self.company, items=items, cases=cases, say=formats.say_money, initial=start)

    def words(self) -> Mapping[str, Any]:
        """The page."""
        lead = _("Nothing chosen: everything the customer owes is held.")
        return words(_("Hold collection"), _("Place the hold"), lead)

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Place it."""
        chosen = OpenItem.objects.of(self.company).filter(pk__in=cleaned.get("items") or ())
        new = NewHold(
            customer=cleaned["customer"],
            cause=cleaned["cause"],
            reason=cleaned["reason"],
            contract_ref=cleaned["contract_ref"],
            until_on=cleaned["until_on"],
            items=list(chosen),
            case=visible_to(self.actor).filter(number=cleaned.get("case") or "").first(),
        )
        place_hold(new, actor=self.actor, now=self.now)
        return _("The hold is placed.")

    def back(self) -> str:
        """The list."""
        return self.to.to("collection-holds")


class OfHold(LedgerAsking):
    """A step on a hold."""

    duty = HOLD
    hold: CollectionHold

    def load(self, **kwargs: Any) -> None:
        """The hold."""
        self.hold = self.row(CollectionHold, kwargs["hold"], "customer")

    def back(self) -> str:
        """The list."""
        return self.to.to("collection-holds")


class ExtendHoldView(OfHold):
    """Another last day."""

    def form(self, typed: Any) -> forms.Form:
        """Until when, and why."""
        return ExtendForm(typed, initial={"until_on": self.hold.until_on})

    def words(self) -> Mapping[str, Any]:
        """The page."""
        return words(_("Extend the hold"), _("Extend"), f"{self.hold.customer.name}: {self.hold.reason}")

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Do it."""
        extend_hold(self.hold, **cleaned, actor=self.actor, now=self.now)
        return _("The hold is extended.")


class LiftHoldView(OfHold):
    """Collection goes on."""

    def form(self, typed: Any) -> forms.Form:
        """Why."""
        return Reason(typed)

    def words(self) -> Mapping[str, Any]:
        """The page."""
        return words(_("Lift the hold"), _("Lift"), f"{self.hold.customer.name}: {self.hold.reason}")

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Do it."""
        lift_hold(self.hold, **cleaned, actor=self.actor, now=self.now)
        return _("The hold is lifted.")
