"""What is handed over to billing: one hand-over per event of a case or per contract line and period, and who takes it.

The hand-over that carries charges has a life: it is priced, sent, asked about, taken, or waits for a person.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition
from simple_history.models import HistoricalRecords

from cases.models import Case, CaseEvent, WorkItem
from registry.models import Customer
from registry.scoping import CompanyOwned

NO_PERIOD: Final[dict[str, Any]] = {"contract_ref": "", "period_from__isnull": True}
"""What a row of a case says of contracts: nothing."""


class SystemKind(models.TextChoices):
    """Who bills."""

    BUILT_IN = "built_in", _("Pratica itself")
    FILE = "file", _("Another system, by files")
    HTTP = "http", _("Another system, by HTTP")


class BillingSystem(CompanyOwned):
    """Who bills what happens from a day on; without a row, the product itself.

    `url` and `secret` (encrypted, never shown) belong to HTTP; files go to a folder of their own under DATA_DIR.
    """

    Kind = SystemKind

    valid_from = models.DateField(_("valid from"))
    kind = models.CharField(_("billing system"), max_length=10, choices=SystemKind.choices)
    url = models.URLField(_("address"), max_length=300, blank=True)
    secret = models.BinaryField(default=b"", editable=False)
    changed_at = models.DateTimeField()
    changed_by_name = models.CharField(max_length=120)

    history = HistoricalRecords(excluded_fields=["secret"])

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("company", "valid_from"), name="billing_system_once_per_day"),
            models.CheckConstraint(name="billing_system_has_its_address", condition=~Q(kind="http") | ~Q(url="")),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.valid_from}"


class Handover(CompanyOwned):
    """What one event of a case hands over, or one period of a contract line.

    In order per case: behind one that is not settled the later ones wait. Of periods only one that takes another back
    (`reverses`) waits for it.

    `reasons`   why it waits for a person: [{"code", "params"}]
    `given`     sums a person stated where the dossier has none: {name: {"amount", "by", "reason"}}
    `body`      what is sent, as text: sent again it is the same to the byte; `digest` its SHA-256
    `revision`  counts the bodies: only what billing refused for good is written anew, under another key
    `attempts`  also the token of whoever is at it: an answer that comes late, under an older token, counts for nothing
    `receipt`   what the receiver says it has: reference, digest, total
    `billed`    that total as a number; none where it has nothing, or does not say
    `acts`      of a period: what persons did about it (a case tells it in its journal)
    """

    WAITING: Final = "waiting"
    TO_REPAIR: Final = "to_repair"
    READY: Final = "ready"
    UNKNOWN: Final = "unknown"
    PARKED: Final = "parked"
    REFUSED: Final = "refused"
    TAKEN: Final = "taken"
    DROPPED: Final = "dropped"
    STATUSES: Final = (
        (WAITING, _("Waits behind an earlier one")),
        (TO_REPAIR, _("To be repaired")),
        (READY, _("To be sent")),
        (UNKNOWN, _("Sent, not answered")),
        (PARKED, _("Parked")),
        (REFUSED, _("Refused by billing")),
        (TAKEN, _("Taken over")),
        (DROPPED, _("Given up")),
    )
    FOR_A_PERSON: Final = (TO_REPAIR, PARKED, REFUSED)
    OPEN: Final = (WAITING, TO_REPAIR, READY, UNKNOWN, PARKED, REFUSED)
    SETTLED: Final = (TAKEN, DROPPED)

    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="handovers")
    event = models.OneToOneField(CaseEvent, models.PROTECT, null=True, related_name="handover")
    contract_ref = models.CharField(_("contract"), max_length=40, blank=True)
    line = models.CharField(_("contract line"), max_length=60, blank=True)
    period_from = models.DateField(null=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversal")
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="handovers")
    seq = models.PositiveIntegerField(default=0)
    on = models.DateField()
    system = models.CharField(max_length=10, choices=SystemKind.choices)
    status = FSMField(max_length=10, choices=STATUSES, default=WAITING, protected=True)
    total = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal("0.00"))
    reasons = models.JSONField(default=list)
    given = models.JSONField(default=dict)
    work = models.ForeignKey(WorkItem, models.PROTECT, null=True, related_name="+")
    was_repaired = models.BooleanField(default=False)
    revision = models.PositiveSmallIntegerField(default=0)
    key = models.UUIDField(null=True, unique=True)
    body = models.TextField(default="")
    digest = models.CharField(max_length=64, default="")
    attempts = models.PositiveIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    busy_until = models.DateTimeField(null=True)
    trouble = models.JSONField(default=dict)
    receipt = models.JSONField(default=dict)
    billed = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    dropped_reason = models.TextField(default="")
    acts = models.JSONField(default=list)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="handover_of_an_event_or_a_period",
                condition=Q(case__isnull=False, event__isnull=False, reverses__isnull=True, **NO_PERIOD)
                | Q(case__isnull=True, event__isnull=True, period_from__isnull=False)
                & ~Q(contract_ref="")
                & ~Q(line=""),
            ),
            models.UniqueConstraint(
                fields=("company", "contract_ref", "line", "period_from"),
                name="handover_once_per_contract_line_and_period",
                condition=Q(event__isnull=True, reverses__isnull=True),
            ),
        )
        indexes = (
            models.Index(fields=("case", "seq"), name="handover_of_case"),
            models.Index(fields=("company", "status", "-id"), name="handover_page"),
            models.Index(
                fields=("next_try_at",), name="handover_to_send", condition=Q(status__in=("ready", "unknown"))
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.status}"

    @property
    def name(self) -> str:
        """What people call it: the case with the number of its event, or the contract with its line and first day."""
        if self.case is not None:
            return f"{self.case.number}/{self.seq}"
        return f"{self.contract_ref}/{self.line}/{self.period_from}{'/-' if self.reverses_id else ''}"

    @property
    def occasion(self) -> tuple[Case, CaseEvent]:
        """The case and its event. Raises LookupError for a period of a contract line."""
        if self.case is None or self.event is None:
            raise LookupError(f"hand-over {self.pk} is of no case")
        return self.case, self.event

    @property
    def is_open(self) -> bool:
        """Whether anything is still to come of it."""
        return self.status in self.OPEN

    @transition(field=status, source=[WAITING, TO_REPAIR], target=TO_REPAIR)
    def set_aside(self) -> None:
        """It cannot be priced: a person sees to the reasons."""

    @transition(field=status, source=[WAITING, TO_REPAIR, PARKED, REFUSED, UNKNOWN], target=READY)
    def make_ready(self) -> None:
        """It is priced and may be sent, or sent again."""

    @transition(field=status, source=[READY, UNKNOWN], target=UNKNOWN)
    def let_go(self) -> None:
        """From the moment it is sent until an answer says more, nobody knows whether it arrived."""

    @transition(field=status, source=UNKNOWN, target=PARKED)
    def park(self) -> None:
        """Too often it surely did not leave; a person decides."""

    @transition(field=status, source=UNKNOWN, target=REFUSED)
    def refuse(self) -> None:
        """The receiver said no for good: it has nothing of it."""

    @transition(field=status, source=[READY, UNKNOWN], target=TAKEN)
    def take(self) -> None:
        """Billing has it."""

    @transition(field=status, source=[TO_REPAIR, PARKED, REFUSED], target=DROPPED)
    def drop(self) -> None:
        """A person gives it up, with a reason; never one of which nobody knows whether it arrived."""
