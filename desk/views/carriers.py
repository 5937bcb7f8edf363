"""Carriers with their enrolments and vehicles; stops of deliveries; the gate's numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from contracts.duties import ASK, EDIT_CARRIER, PLAN, STOP
from contracts.models import Carrier, DeliveryStop, GatePolicy, Vehicle
from contracts.queries.gate_terms import gate_terms
from contracts.services.carriers import add_vehicle, enrol, register_carrier, set_in_use
from contracts.services.gate_policy import set_gate_terms
from contracts.services.stops import lift_stop, stop_deliveries
from desk.forms.carriers import CarrierForm, EnrolmentForm, GateTermsForm, LiftForm, StopForm, VehicleForm
from desk.forms.customers import ServiceForm
from desk.presenting.plants import carrier_rows, enrolments, has_ended, stop_rows, vehicles
from desk.queries.plants import carriers
from desk.views.base import CompanyView
from desk.views.service_form import ServiceFormView
from registry.actors import Actor
from registry.duties import CONFIGURE, require
from registry.models import Plant
from registry.queries.customers import by_code
from registry.queries.plants import plants_of

ENDED_SHOWN = 20


def see_deliveries(actor: Actor) -> None:
    """Carriers and stops concern who plans, asks, edits or stops. Raises PermissionDenied."""
    if not any(actor.has(duty) for duty in (ASK, PLAN, EDIT_CARRIER, STOP)):
        raise PermissionDenied


class CarriersView(CompanyView):
    """Who may carry waste."""

    area = "carriers"

    def enter(self, **kwargs: Any) -> None:
        """Only for who has to do with deliveries."""
        see_deliveries(self.actor)

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """The list."""
        context = {
            "rows": carrier_rows(carriers(self.company, self.on), self.to, self.on),
            "new_href": self.to.to("new-carrier") if self.actor.has(EDIT_CARRIER) else "",
        }
        return self.page("desk/registry/carriers.html", context)


class InCarrierView(CompanyView):
    """A page about a carrier of this company."""

    area = "carriers"
    carrier: Carrier

    def enter(self, **kwargs: Any) -> None:
        """Another company's is not there (404)."""
        self.carrier = get_object_or_404(Carrier.objects.of(self.company), pk=kwargs["carrier"])
        see_deliveries(self.actor)


class CarrierView(InCarrierView):
    """One carrier."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Its enrolments and vehicles."""
        may_edit, carrier = self.actor.has(EDIT_CARRIER), self.carrier
        context = {
            "carrier": carrier,
            "enrolments": enrolments(carrier, self.on),
            "vehicles": vehicles(carrier, self.to, self.on, may_edit=may_edit),
            "carriers_href": self.to.to("carriers"),
            "enrol_href": self.to.to("new-enrolment", carrier.pk) if may_edit else "",
            "vehicle_href": self.to.to("new-vehicle", carrier.pk) if may_edit else "",
            "toggle_href": self.to.to("toggle-carrier", carrier.pk) if may_edit else "",
        }
        return self.page("desk/registry/carrier.html", context)


class ToggleCarrierView(InCarrierView):
    """A carrier put out of use, or back."""

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Turn it."""
        set_in_use(self.carrier, actor=self.actor, is_active=not self.carrier.is_active)
        return redirect(self.to.to("carrier", self.carrier.pk))


class ToggleVehicleView(InCarrierView):
    """A vehicle put out of use, or back."""

    def post(self, request: HttpRequest, *args: object, **kwargs: Any) -> HttpResponse:
        """Turn it."""
        vehicle = get_object_or_404(Vehicle.objects.of(self.company), carrier=self.carrier, pk=kwargs["vehicle"])
        set_in_use(vehicle, actor=self.actor, is_active=not vehicle.is_active)
        return redirect(self.to.to("carrier", self.carrier.pk))


class NewCarrierView(ServiceFormView):
    """A carrier more."""

    area = "carriers"
    duty = EDIT_CARRIER
    form_class = CarrierForm

    def words(self) -> dict[str, Any]:
        """The page in words."""
        return {"heading": _("New carrier"), "action": _("Register")}

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Register it."""
        carrier = register_carrier(actor=self.actor, **cleaned)
        return _("%(name)s is registered.") % {"name": carrier.name}

    def back(self) -> str:
        """The list."""
        return self.to.to("carriers")


class OfCarrierView(ServiceFormView):
    """A form about a carrier of this company."""

    area = "carriers"
    duty = EDIT_CARRIER
    carrier: Carrier

    def load(self, **kwargs: Any) -> None:
        """Another company's is not there (404)."""
        self.carrier = get_object_or_404(Carrier.objects.of(self.company), pk=kwargs["carrier"])

    def back(self) -> str:
        """The carrier's page."""
        return self.to.to("carrier", self.carrier.pk)


class NewEnrolmentView(OfCarrierView):
    """A category of the Albo."""

    form_class = EnrolmentForm

    def words(self) -> dict[str, Any]:
        """The page in words."""
        return {"heading": _("New enrolment"), "lead": self.carrier.name, "action": _("Add")}

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Add it."""
        enrol(self.carrier, actor=self.actor, **cleaned)
        return _("The enrolment is added.")


class NewVehicleView(OfCarrierView):
    """A vehicle."""

    form_class = VehicleForm

    def words(self) -> dict[str, Any]:
        """The page in words."""
        return {"heading": _("New vehicle"), "lead": self.carrier.name, "action": _("Add")}

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Add it."""
        vehicle = add_vehicle(self.carrier, actor=self.actor, **cleaned)
        return _("%(name)s is added.") % {"name": vehicle.plate}


class StopsView(CompanyView):
    """Deliveries that are stopped."""

    area = "stops"

    def enter(self, **kwargs: Any) -> None:
        """Only for who has to do with deliveries."""
        see_deliveries(self.actor)

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Those that hold or come, then the newest that ended."""
        rows = DeliveryStop.objects.of(self.company).select_related("customer", "plant").order_by("-from_on", "-pk")
        open_ones = list(rows.filter(Q(until_on__isnull=True) | Q(until_on__gte=self.on)))
        ended = [stop for stop in rows.filter(until_on__lt=self.on)[:ENDED_SHOWN] if has_ended(stop, self.on)]
        may_stop = self.actor.has(STOP)
        context = {
            "rows": stop_rows([*open_ones, *ended], self.to, self.on, may_stop=may_stop),
            "new_href": self.to.to("new-stop") if may_stop else "",
        }
        return self.page("desk/registry/stops.html", context)


class NewStopView(ServiceFormView):
    """Deliveries stopped."""

    area = "stops"
    duty = STOP
    form_class = StopForm

    def form(self, typed: Any = None) -> ServiceForm:
        """With the plants at work."""
        return StopForm(typed, initial=self.initial(), plants=plants_of(self.company))

    def initial(self) -> dict[str, Any]:
        """From today; for the customer one comes from."""
        return {"from_on": self.on, "customer": self.request.GET.get("customer", "")}

    def words(self) -> dict[str, Any]:
        """The page in words."""
        return {"heading": _("Stop deliveries"), "action": _("Stop"), "tone": "reject"}

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Place it."""
        code, plant = cleaned["customer"].strip(), cleaned["plant"]
        customer = by_code(self.company, code) if code else None
        if code and customer is None:
            raise ValidationError({"customer": _("No customer has this code.")})
        where = Plant.objects.of(self.company).get(pk=plant) if plant else None
        stop_deliveries(actor=self.actor, **{**cleaned, "customer": customer, "plant": where})
        return _("Deliveries are stopped.")

    def back(self) -> str:
        """The list."""
        return self.to.to("stops")


class LiftStopView(ServiceFormView):
    """A stop lifted."""

    area = "stops"
    duty = STOP
    form_class = LiftForm
    stop: DeliveryStop

    def load(self, **kwargs: Any) -> None:
        """Another company's is not there (404)."""
        self.stop = get_object_or_404(DeliveryStop.objects.of(self.company), pk=kwargs["stop"])

    def initial(self) -> dict[str, Any]:
        """From today."""
        return {"on": self.on}

    def words(self) -> dict[str, Any]:
        """The page in words."""
        return {"heading": _("Lift the stop"), "lead": self.stop.reason, "action": _("Lift")}

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Lift it."""
        lift_stop(self.stop, actor=self.actor, **cleaned)
        return _("The stop is lifted.")

    def back(self) -> str:
        """The list."""
        return self.to.to("stops")


class GateTermsView(ServiceFormView):
    """The gate's numbers: those that apply, those that did and will; new ones from a day on."""

    area = "gate-terms"
    duty = CONFIGURE
    form_class = GateTermsForm
    template = "desk/registry/gate_terms.html"

    def enter(self, **kwargs: Any) -> None:
        """Only for who configures."""
        require(self.actor, CONFIGURE)

    def initial(self) -> dict[str, Any]:
        """What applies today."""
        terms = gate_terms(self.company.pk, on=self.on)
        return {
            "valid_from": self.on,
            "tolerance_percent": terms.tolerance_percent,
            "reservation_days": terms.reservation_days,
        }

    def words(self) -> dict[str, Any]:
        """The rows, and what applies today."""
        rows = GatePolicy.objects.of(self.company).order_by("-valid_from")
        return {"rows": list(rows), "terms": gate_terms(self.company.pk, on=self.on)}

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Set them."""
        set_gate_terms(actor=self.actor, today=self.on, **cleaned)
        return _("The numbers apply from that day.")

    def back(self) -> str:
        """This page."""
        return self.to.to("gate-terms")
