"""The dossier of a waste approval: what the producer declares, and what the plant decided."""

from __future__ import annotations

from django.db import models
from simple_history.models import HistoricalRecords

from cases.models import Dossier
from registry.scoping import CompanyOwned
from workflows.waste_approval.choices import Cause, Context, Frequency, PackingGroup, PhysicalState, Unit


class WasteApproval(Dossier):
    """One waste of one producing site, for one plant and operation.

    Whether the waste is hazardous is a property of its code and never typed. Quantities are kept as stated, in
    `quantity_unit`; `tonnes_per_year` is what they weigh. `valid_to` is the last good day, `limits` everything
    that could have ended it earlier, [[cause, ISO day], ...], the nearest first. A renewal is a new case that
    `renews` the old one and counts one `revision` more. Where the company brokers or carries, or serves a public
    body, the waste may go to somebody else's plant: `receiver` with its authorisation, in place of `plant`.
    """

    context = models.CharField(max_length=20, choices=Context.choices, default=Context.OWN_PLANT)
    producer = models.ForeignKey("registry.Customer", models.PROTECT, null=True, related_name="+")
    holder = models.ForeignKey("registry.Customer", models.PROTECT, null=True, related_name="+")
    broker = models.ForeignKey("registry.Customer", models.PROTECT, null=True, related_name="+")
    transporter = models.ForeignKey("registry.Customer", models.PROTECT, null=True, related_name="+")
    site = models.ForeignKey("registry.Site", models.PROTECT, null=True, related_name="+")

    waste_code = models.CharField(max_length=6)
    waste_name = models.CharField(max_length=200, default="")
    process_of_origin = models.TextField(default="")
    raw_materials = models.TextField(default="")
    appearance = models.CharField(max_length=200, default="")
    physical_state = models.CharField(max_length=2, choices=PhysicalState.choices, default="")
    hazard_properties = models.JSONField(default=list)
    hazard_judgement = models.TextField(default="")
    packaging = models.CharField(max_length=120, default="")

    is_adr = models.BooleanField(default=False)
    un_number = models.CharField(max_length=4, default="")
    adr_class = models.CharField(max_length=10, default="")
    packing_group = models.CharField(max_length=3, choices=PackingGroup.choices, default="")
    proper_shipping_name = models.CharField(max_length=200, default="")

    quantity_unit = models.CharField(max_length=2, choices=Unit.choices, default=Unit.TONNES)
    density = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    quantity_per_year = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    quantity_per_delivery = models.DecimalField(max_digits=14, decimal_places=3, null=True)
    tonnes_per_year = models.DecimalField(max_digits=16, decimal_places=6, null=True)
    frequency = models.CharField(max_length=10, choices=Frequency.choices, default="")
    plant = models.ForeignKey("registry.Plant", models.PROTECT, null=True, related_name="+")
    operation = models.CharField(max_length=3, default="")
    receiver = models.CharField(max_length=200, default="")
    receiver_authorisation = models.CharField(max_length=120, default="")
    receiver_authorised_until = models.DateField(null=True)
    public_contract = models.CharField(max_length=120, default="")
    contract_until = models.DateField(null=True)

    needs_laboratory = models.BooleanField(default=False)
    sample_number = models.CharField(max_length=40, default="")
    sample_received_on = models.DateField(null=True)
    sample_kept_until = models.DateField(null=True)
    technical_judgement = models.TextField(default="")

    price_per_tonne = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    price_per_trip = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    minimum_charge = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    analysis_fee = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    conditions = models.TextField(default="")

    revision = models.PositiveIntegerField(default=1)
    renews = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    valid_to_cause = models.CharField(max_length=20, choices=Cause.choices, default="")
    limits = models.JSONField(default=list)
    rejection_reason = models.TextField(default="")
    suspension_reason = models.TextField(default="")
    ending_reason = models.TextField(default="")

    history = HistoricalRecords()

    class Meta:
        indexes = [
            models.Index(fields=["company", "waste_code"], name="waste_approval_by_code"),
            models.Index(fields=["company", "valid_to"], name="waste_approval_by_end"),
            models.Index(fields=["plant", "waste_code", "operation"], name="waste_approval_by_permit"),
        ]

    def __str__(self) -> str:
        return self.waste_code


class Prescription(CompanyOwned):
    """One thing the producer must do or heed for as long as the approval is good."""

    dossier = models.ForeignKey(WasteApproval, models.PROTECT, related_name="prescriptions")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=500)

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["dossier", "position"], name="waste_prescription_position_once"),
            models.CheckConstraint(name="waste_prescription_has_a_text", condition=~models.Q(text="")),
        ]

    def __str__(self) -> str:
        return self.text
