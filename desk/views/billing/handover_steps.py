"""What a person does about a hand-over, and who bills."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from billing.duties import HAND_OVER
from billing.handover.periods import take_back
from billing.handover.repairing import drop, missing_sums, repair, retry
from billing.handover.systems import NewSystem, choose
from billing.models import BillingSystem, Handover
from desk.forms.acts import Reason
from desk.forms.billing.handovers import RepairForm, SystemForm
from desk.presenting.billing.handovers import for_a_person, system_table, why
from desk.presenting.billing.parts import Section
from desk.requests import safe_next
from desk.views.billing.base import LedgerAsking, LedgerView, link, words
from registry.duties import CONFIGURE


def say(request: HttpRequest, row: Handover) -> None:
    """What came of a try."""
    if for_a_person(row):
        messages.warning(request, _("It is not mended yet: %(why)s") % {"why": why(row)})
    else:
        messages.success(request, _("The hand-over goes on."))


class RetryView(LedgerView):
    """Try again, after its reasons were seen to."""

    duty = HAND_OVER

    def post(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponse:
        """Do it."""
        row = self.found(Handover, kwargs["handover"], "case")
        say(request, retry(row, actor=self.actor, now=self.now))
        return redirect(safe_next(request, self.to.to("handover", row.pk)))


class OfHandover(LedgerAsking):
    """A form about a hand-over."""

    duty = HAND_OVER
    handover: Handover

    def load(self, **kwargs: Any) -> None:
        """The hand-over."""
        self.handover = self.row(Handover, kwargs["handover"], "case", "customer")

    def back(self) -> str:
        """The hand-over."""
        return self.to.to("handover", self.handover.pk)


class RepairView(OfHandover):
    """Stating what the case does not."""

    def form(self, typed: Any) -> forms.Form:
        """One field per missing sum."""
        return RepairForm(typed, names=missing_sums(self.handover))

    def words(self) -> Mapping[str, Any]:
        """The page."""
        heading = _("State what is missing: %(case)s") % {"case": self.handover.name}
        return words(heading, _("State it and try again"), why(self.handover))

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Do it."""
        sums = {name: value for name, value in cleaned.items() if name != "reason"}
        row = repair(self.handover, sums, reason=cleaned["reason"], actor=self.actor, now=self.now)
        return _("Stated; something else is still missing.") if for_a_person(row) else _("The hand-over goes on.")


class DropView(OfHandover):
    """Giving a hand-over up, with the reason."""

    def form(self, typed: Any) -> forms.Form:
        """Why."""
        return Reason(typed)

    def words(self) -> Mapping[str, Any]:
        """The page."""
        heading = _("Give up the hand-over of %(case)s") % {"case": self.handover.name}
        lead = _("Billing will never have it. What waits behind it goes on.")
        return words(heading, _("Give it up"), lead, "reject")

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Do it."""
        drop(self.handover, reason=cleaned["reason"], actor=self.actor, now=self.now)
        return _("The hand-over is given up.")


class TakeBackView(OfHandover):
    """Taking a charged contract period back, with the reason."""

    def form(self, typed: Any) -> forms.Form:
        """Why."""
        return Reason(typed)

    def words(self) -> Mapping[str, Any]:
        """The page."""
        heading = _("Take back %(period)s") % {"period": self.handover.name}
        lead = _("A counter-charge of the same sum goes to the same billing, once it has this one.")
        return words(heading, _("Take it back"), lead, "reject")

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Do it."""
        take_back(self.handover, reason=cleaned["reason"], actor=self.actor, now=self.now)
        return _("The charge is taken back.")


class SystemsView(LedgerView):
    """Who bills, from which day on."""

    duty = CONFIGURE

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show it."""
        rows = BillingSystem.objects.of(self.company).order_by("-valid_from")
        section = Section(
            _("Who bills"),
            system_table(rows),
            lead=_("What happened before a day stays with the system of its time."),
        )
        links = [link(_("Choose a billing system"), self.to.to("new-billing-system"), "plug", primary=True)]
        trail = [(_("Hand-overs"), self.to.to("handovers"))]
        return self.ledger(_("Billing system"), [section], trail=trail, links=links)


class NewSystemView(LedgerAsking):
    """Choosing who bills from a day on."""

    duty = CONFIGURE

    def form(self, typed: Any) -> forms.Form:
        """From today, unless said otherwise."""
        return SystemForm(typed, initial={"valid_from": self.on})

    def words(self) -> Mapping[str, Any]:
        """The page."""
        lead = _("Files lie in the folder of the company on the server; HTTP sends each hand-over once, by its key.")
        return words(_("Choose a billing system"), _("Choose"), lead)

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Do it."""
        choose(NewSystem(**cleaned), actor=self.actor, now=self.now)
        return _("The billing system is chosen.")

    def back(self) -> str:
        """The list."""
        return self.to.to("billing-systems")
