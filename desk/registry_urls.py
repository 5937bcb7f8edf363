"""Addresses of the registry: customers' belongings and duplicates, plants, carriers, stops, imports."""

from __future__ import annotations

from django.urls import path

from desk.views import carriers, duplicates, imports, limits, party, plants

CUSTOMER = "customers/<str:code>"
DEED = "plants/<str:plant>/authorisations/<int:deed>"

patterns = [
    path("customers/duplicates/", duplicates.DuplicatesView.as_view(), name="duplicates"),
    path("customers/duplicates/apart/", duplicates.TellApartView.as_view(), name="tell-apart"),
    path("customers/similar/", duplicates.SimilarView.as_view(), name="similar"),
    path(f"{CUSTOMER}/merge/<str:other>/", duplicates.MergeView.as_view(), name="merge"),
    path(f"{CUSTOMER}/contacts/new/", party.NewContactView.as_view(), name="new-contact"),
    path(f"{CUSTOMER}/contacts/<int:contact>/", party.EditContactView.as_view(), name="edit-contact"),
    path(f"{CUSTOMER}/addresses/new/", party.NewAddressView.as_view(), name="new-address"),
    path(f"{CUSTOMER}/addresses/<int:address>/", party.EditAddressView.as_view(), name="edit-address"),
    path(f"{CUSTOMER}/sites/new/", party.NewSiteView.as_view(), name="new-site"),
    path(f"{CUSTOMER}/sites/<int:site>/", party.EditSiteView.as_view(), name="edit-site"),
    path(f"{CUSTOMER}/consents/", party.ConsentView.as_view(), name="new-consent"),
    path(f"{CUSTOMER}/group/", party.ParentView.as_view(), name="parent"),
    path("plants/", plants.PlantsView.as_view(), name="plants"),
    path("plants/new/", plants.NewPlantView.as_view(), name="new-plant"),
    path("plants/<str:plant>/", plants.PlantView.as_view(), name="plant"),
    path("plants/<str:plant>/edit/", plants.EditPlantView.as_view(), name="edit-plant"),
    path("plants/<str:plant>/limits/new/", limits.NewLimitView.as_view(), name="new-limit"),
    path("plants/<str:plant>/limits/law/<slug:table>/", limits.LawLimitsView.as_view(), name="law-limits"),
    path("plants/<str:plant>/limits/<int:limit>/end/", limits.EndLimitView.as_view(), name="end-limit"),
    path("plants/<str:plant>/authorisations/new/", plants.NewDeedView.as_view(), name="new-deed"),
    path(f"{DEED}/end/", plants.EndDeedView.as_view(), name="end-deed"),
    path(f"{DEED}/codes/new/", plants.NewLineView.as_view(), name="new-line"),
    path(f"{DEED}/codes/<int:line>/", plants.LineQuantityView.as_view(), name="line-quantity"),
    path(f"{DEED}/codes/<int:line>/end/", plants.EndLineView.as_view(), name="end-line"),
    path(f"{DEED}/groups/new/", plants.NewGroupView.as_view(), name="new-group"),
    path(f"{DEED}/groups/<int:group>/", plants.GroupQuantityView.as_view(), name="group-quantity"),
    path("carriers/", carriers.CarriersView.as_view(), name="carriers"),
    path("carriers/new/", carriers.NewCarrierView.as_view(), name="new-carrier"),
    path("carriers/<int:carrier>/", carriers.CarrierView.as_view(), name="carrier"),
    path("carriers/<int:carrier>/use/", carriers.ToggleCarrierView.as_view(), name="toggle-carrier"),
    path("carriers/<int:carrier>/enrolments/new/", carriers.NewEnrolmentView.as_view(), name="new-enrolment"),
    path("carriers/<int:carrier>/vehicles/new/", carriers.NewVehicleView.as_view(), name="new-vehicle"),
    path(
        "carriers/<int:carrier>/vehicles/<int:vehicle>/use/",
        carriers.ToggleVehicleView.as_view(),
        name="toggle-vehicle",
    ),
    path("stops/", carriers.StopsView.as_view(), name="stops"),
    path("stops/new/", carriers.NewStopView.as_view(), name="new-stop"),
    path("stops/<int:stop>/lift/", carriers.LiftStopView.as_view(), name="lift-stop"),
    path("gate-terms/", carriers.GateTermsView.as_view(), name="gate-terms"),
    path("imports/", imports.ImportsView.as_view(), name="imports"),
    path("imports/<uuid:key>/", imports.ImportView.as_view(), name="import"),
    path("exports/<str:kind>.<str:format>", imports.ExportRegistryView.as_view(), name="export-registry"),
]
