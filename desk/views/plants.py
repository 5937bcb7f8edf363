"""Plants: what each may receive, by which deed, and how much of the year is used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from desk.forms.customers import ServiceForm
from desk.forms.plants import DeedForm, EndForm, GroupForm, LineForm, PlantForm, QuantityForm
from desk.presenting.limits import limit_rows
from desk.presenting.plants import deeds, plant_rows
from desk.queries.plants import plants, used_of
from desk.views.base import CompanyView
from desk.views.service_form import ServiceFormView
from registry.duties import EDIT_PLANT, IMPORT
from registry.models import AuthorisedGroup, AuthorisedWaste, Plant, PlantAuthorisation
from registry.queries.limit_tables import tables
from registry.queries.limits import limits_of
from registry.services.authorised import GroupLine, WasteLine, add_group, add_waste, change_quantity, end_row
from registry.services.plants import authorise, change_plant, end_authorisation, register_plant


class PlantsView(CompanyView):
    """The company's plants."""

    area = "plants"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """The list."""
        context = {
            "rows": plant_rows(plants(self.company, self.on), self.to, self.on),
            "new_href": self.to.to("new-plant") if self.actor.has(EDIT_PLANT) else "",
        }
        return self.page("desk/registry/plants.html", context)


class PlantView(CompanyView):
    """One plant."""

    area = "plants"
    plant: Plant

    def enter(self, **kwargs: Any) -> None:
        """Another company's is not there (404)."""
        self.plant = get_object_or_404(Plant.objects.of(self.company), code=kwargs["plant"])

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Its deeds and the quantities of the year."""
        may_edit, plant = self.actor.has(EDIT_PLANT), self.plant
        context = {
            "plant": plant,
            "year": self.on.year,
            "deeds": deeds(plant, used_of(plant, self.on.year), self.to, self.on, may_edit=may_edit),
            "plants_href": self.to.to("plants"),
            "quantities_href": self.to.to("plant-quantities", plant.code),
            "limits": limit_rows(limits_of(plant, self.on), self.to, self.on, may_edit=may_edit),
            "limit_href": self.to.to("new-limit", plant.code) if may_edit else "",
            "law_href": self.law_href() if may_edit else "",
            "limits_href": self.to.to("imports") if self.actor.has(IMPORT) else "",
            "edit_href": self.to.to("edit-plant", plant.code) if may_edit else "",
            "deed_href": self.to.to("new-deed", plant.code) if may_edit else "",
        }
        return self.page("desk/registry/plant.html", context)

    def law_href(self) -> str:
        """The first table of limits that the law supplies, if any is loaded."""
        found = tables(self.on)
        return self.to.to("law-limits", self.plant.code, found[0][0]) if found else ""


class NewPlantView(ServiceFormView):
    """A plant more."""

    area = "plants"
    duty = EDIT_PLANT
    form_class = PlantForm

    def form(self, typed: Any = None) -> ServiceForm:
        """It is in use from the start."""
        form = super().form(typed)
        del form.fields["is_active"]
        return form

    def words(self) -> dict[str, Any]:
        """The page in words."""
        return {"heading": _("New plant"), "action": _("Register")}

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Register it."""
        plant = register_plant(actor=self.actor, **cleaned)
        return _("%(name)s is registered.") % {"name": plant.name}

    def back(self) -> str:
        """The list."""
        return self.to.to("plants")


class OfPlantView(ServiceFormView):
    """A form about a plant of this company, and one of its deeds where the address names it."""

    area = "plants"
    duty = EDIT_PLANT
    plant: Plant
    deed: PlantAuthorisation

    def load(self, **kwargs: Any) -> None:
        """The plant and its deed; another company's are not there (404)."""
        self.plant = get_object_or_404(Plant.objects.of(self.company), code=kwargs["plant"])
        if "deed" in kwargs:
            self.deed = get_object_or_404(self.plant.authorisations.all(), pk=kwargs["deed"])

    def back(self) -> str:
        """The plant's page."""
        return self.to.to("plant", self.plant.code)


class EditPlantView(OfPlantView):
    """A plant changed, or closed."""

    form_class = PlantForm

    def form(self, typed: Any = None) -> ServiceForm:
        """Its code stays."""
        form = super().form(typed)
        del form.fields["code"]
        return form

    def initial(self) -> dict[str, Any]:
        """As it is."""
        return PlantForm.of(self.plant)

    def words(self) -> dict[str, Any]:
        """The page in words."""
        return {"heading": self.plant.name, "action": _("Save")}

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Change it."""
        plant = change_plant(self.plant, actor=self.actor, **cleaned)
        return _("%(name)s is changed.") % {"name": plant.name}


class NewDeedView(OfPlantView):
    """An authorisation more."""

    form_class = DeedForm

    def words(self) -> dict[str, Any]:
        """The page in words."""
        return {"heading": _("New authorisation"), "lead": self.plant.name, "action": _("Record")}

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Record it with its first code."""
        names = ("waste_code", "operation", "stated", "unit", "tonnes_per_m3")
        line = WasteLine(**{name: cleaned[name] for name in names})
        rest = {name: value for name, value in cleaned.items() if name not in names}
        deed = authorise(self.plant, actor=self.actor, wastes=[line], **rest)
        return _("The authorisation %(number)s is recorded: add its further codes.") % {"number": deed.number}


class EndDeedView(OfPlantView):
    """Another last day of an authorisation."""

    form_class = EndForm

    def initial(self) -> dict[str, Any]:
        """As it is."""
        return {"valid_to": self.deed.valid_to}

    def words(self) -> dict[str, Any]:
        """The page in words."""
        return {"heading": _("Last day of the authorisation"), "lead": self.deed.number, "action": _("Save")}

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Shorten or extend it."""
        end_authorisation(self.deed, actor=self.actor, **cleaned)
        return _("The last day is changed.")


class NewLineView(OfPlantView):
    """A waste code more."""

    form_class = LineForm

    def form(self, typed: Any = None) -> ServiceForm:
        """With the groups of the deed."""
        rows = self.deed.groups.order_by("code", "pk")
        groups = list(dict.fromkeys((row.code, f"{row.code} {row.name}".strip()) for row in rows))
        return LineForm(typed, groups=groups)

    def words(self) -> dict[str, Any]:
        """The page in words."""
        return {"heading": _("New waste code"), "lead": self.deed.number, "action": _("Add")}

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Add it."""
        add_waste(self.deed, WasteLine(**cleaned), actor=self.actor)
        return _("The waste code is added.")


class NewGroupView(OfPlantView):
    """A group more."""

    form_class = GroupForm

    def words(self) -> dict[str, Any]:
        """The page in words."""
        return {"heading": _("New group"), "lead": self.deed.number, "action": _("Add")}

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Add it."""
        add_group(self.deed, GroupLine(**cleaned), actor=self.actor)
        return _("The group is added.")


class QuantityView(OfPlantView):
    """Another quantity a year of a code or a group."""

    form_class = QuantityForm
    row: AuthorisedWaste | AuthorisedGroup

    def initial(self) -> dict[str, Any]:
        """As it is."""
        row = self.row
        return {"stated": row.stated_quantity, "unit": row.unit, "tonnes_per_m3": row.tonnes_per_m3}

    def words(self) -> dict[str, Any]:
        """The page in words."""
        return {"heading": _("Quantity a year"), "lead": str(self.row), "action": _("Save")}

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """Change it."""
        if isinstance(self.row, AuthorisedWaste):
            change_quantity(self.row, actor=self.actor, **cleaned)
        else:
            change_quantity(self.row, actor=self.actor, **cleaned)
        return _("The quantity is changed.")


class LineQuantityView(QuantityView):
    """Of a waste code."""

    def load(self, **kwargs: Any) -> None:
        """The line."""
        super().load(**kwargs)
        self.row = get_object_or_404(
            AuthorisedWaste.objects.of(self.company), authorisation=self.deed, pk=kwargs["line"]
        )


class GroupQuantityView(QuantityView):
    """Of a group."""

    def load(self, **kwargs: Any) -> None:
        """The group."""
        super().load(**kwargs)
        rows = AuthorisedGroup.objects.of(self.company)
        self.row = get_object_or_404(rows, authorisation=self.deed, pk=kwargs["group"])


class EndLineView(OfPlantView):
    """A waste code taken out of a deed."""

    form_class = EndForm
    row: AuthorisedWaste

    def load(self, **kwargs: Any) -> None:
        """The line."""
        super().load(**kwargs)
        self.row = get_object_or_404(
            AuthorisedWaste.objects.of(self.company), authorisation=self.deed, pk=kwargs["line"]
        )

    def words(self) -> dict[str, Any]:
        """The page in words."""
        return {"heading": _("Take the code out"), "lead": str(self.row), "action": _("Save")}

    def act(self, cleaned: Mapping[str, Any]) -> str:
        """End it."""
        end_row(self.row, actor=self.actor, **cleaned)
        return _("The code is taken out of the authorisation.")
