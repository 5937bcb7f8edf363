"""May X deliver Y to Z? An approval (omologa) answers it; each is a numbered version that is never rewritten."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from cases.models import Case, ChainedEvent
from registry.models import Customer, Plant, Site
from registry.models.fields import matches, ordered_dates
from registry.models.plant import OPERATION
from registry.scoping import CompanyOwned


class ApprovalState(models.TextChoices):
    """How an approval stands; whether its days have come is a matter of its dates."""

    IN_FORCE = "in_force", _("In force")
    SUSPENDED = "suspended", _("Suspended")
    REVOKED = "revoked", _("Revoked")
    EXPIRED = "expired", _("Expired")
    SUPERSEDED = "superseded", _("Superseded")


class Provenance(models.TextChoices):
    """Where waste comes from (RENTRI "provenienza"): it decides which carriers may take it."""

    URBAN = "U", _("urban")
    SPECIAL = "S", _("special")


class Approval(CompanyOwned):
    """One version of an approval. Quantities in tonnes a calendar year; both days of the validity are inside it.

    `line` names what is approved over all versions ("customer:site:code:plant:operation"), `asked_as` how a gate asks
    ("customer:code:plant"): both follow from the columns and carry the indexes. `ended_on` is the first day it held
    no more. `is_adr` None: nobody has said whether the goods are dangerous for transport.
    """

    State = ApprovalState
    UNDERWAY: Final = (ApprovalState.IN_FORCE, ApprovalState.SUSPENDED)

    number = models.CharField(max_length=20)
    version = models.PositiveIntegerField()
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="approvals")
    supersedes = models.ForeignKey("self", models.PROTECT, null=True, related_name="successors")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="approvals")
    site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="approvals")
    waste_code = models.CharField(max_length=6)
    plant = models.ForeignKey(Plant, models.PROTECT, related_name="approvals")
    operation = models.CharField(max_length=3)
    line = models.CharField(max_length=80, editable=False)
    asked_as = models.CharField(max_length=60, editable=False)
    provenance = models.CharField(max_length=1, choices=Provenance.choices, default=Provenance.SPECIAL)

    state = FSMField(max_length=12, choices=ApprovalState.choices, default=ApprovalState.IN_FORCE, protected=True)
    state_reason = models.TextField(default="", blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField()
    valid_to_cause = models.CharField(max_length=40)
    ended_on = models.DateField(null=True)

    yearly_quantity_t = models.DecimalField(max_digits=12, decimal_places=3)
    per_delivery_t = models.DecimalField(max_digits=12, decimal_places=3, null=True)
    price_per_tonne = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    price_per_trip = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    price_minimum = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    price_note = models.TextField(default="", blank=True)

    is_adr = models.BooleanField(null=True)
    adr_un_number = models.CharField(max_length=4, default="", blank=True)
    adr_class = models.CharField(max_length=5, default="", blank=True)
    adr_packing_group = models.CharField(max_length=3, default="", blank=True)

    seq = models.PositiveIntegerField(default=0)
    head_hash = models.CharField(max_length=64, default="", blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("company", "number", "version"), name="approval_version_once"),
            models.UniqueConstraint(
                fields=("company", "line"),
                name="one_approval_in_force",
                condition=Q(state__in=("in_force", "suspended")),
            ),
            models.CheckConstraint(name="approval_code_shape", condition=Q(waste_code__regex="^[0-9]{6}$")),
            models.CheckConstraint(name="approval_operation_shape", condition=Q(operation__regex=f"^({OPERATION})$")),
            models.CheckConstraint(name="approval_quantity_above_zero", condition=Q(yearly_quantity_t__gt=0)),
            models.CheckConstraint(
                name="approval_delivery_within_year",
                condition=Q(per_delivery_t__isnull=True)
                | Q(per_delivery_t__gt=0, per_delivery_t__lte=F("yearly_quantity_t")),
            ),
            matches("approval_un_number_shape", "adr_un_number", "[0-9]{4}"),
            ordered_dates("approval_dates_in_order"),
        )
        indexes = (
            models.Index(fields=("company", "asked_as"), name="approval_as_asked"),
            models.Index(fields=("company", "line"), name="approval_by_line"),
            models.Index(
                fields=("company", "valid_to"), name="approval_ending", condition=Q(state__in=("in_force", "suspended"))
            ),
            models.Index(fields=("company", "customer", "state"), name="approval_of_customer"),
            models.Index(fields=("company", "plant", "waste_code", "state"), name="approval_of_plant"),
        )

    def __str__(self) -> str:
        return f"{self.number} v{self.version}"

    @transition(field=state, source=ApprovalState.IN_FORCE, target=ApprovalState.SUSPENDED)
    def suspend(self) -> None:
        """Nothing may be delivered until it is resumed."""

    @transition(field=state, source=ApprovalState.SUSPENDED, target=ApprovalState.IN_FORCE)
    def resume(self) -> None:
        """The reason of the suspension is gone."""

    @transition(field=state, source=[*UNDERWAY], target=ApprovalState.REVOKED)
    def revoke(self) -> None:
        """Taken back for good."""

    @transition(field=state, source=[*UNDERWAY], target=ApprovalState.EXPIRED)
    def expire(self) -> None:
        """Its last day has passed."""

    @transition(field=state, source=[*UNDERWAY], target=ApprovalState.SUPERSEDED)
    def give_way(self) -> None:
        """A newer version took its place."""


class Prescription(CompanyOwned):
    """A condition of an approval: what to do at delivery, packing, analysis, transport."""

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="prescriptions")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=20, default="general")
    text = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("approval", "position"), name="prescription_position_once"),)

    def __str__(self) -> str:
        return self.text


class ApprovalEvent(ChainedEvent):
    """What happened to an approval: put in force, suspended, resumed, revoked, expired, superseded."""

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="events")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("approval", "seq"), name="approval_event_seq_once"),)


def line_of(*, customer_id: int, site_id: int | None, waste_code: str, plant_id: int, operation: str) -> str:
    """What is approved, over all its versions, as one text."""
    return f"{customer_id}:{site_id or 0}:{waste_code}:{plant_id}:{operation}"


def asked_as(*, customer_id: int, waste_code: str, plant_id: int) -> str:
    """What a gate always knows of a delivery, as one text."""
    return f"{customer_id}:{waste_code}:{plant_id}"
