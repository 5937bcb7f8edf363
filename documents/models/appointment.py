"""When one meets: a visit, a sampling, a call about a case, with the people invited."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition
from simple_history.models import HistoricalRecords

from documents.models.living import Living


class AppointmentKind(models.TextChoices):
    """What for."""

    SAMPLING = "sampling", _("Sampling")
    INSPECTION = "inspection", _("Visit to the site")
    MEETING = "meeting", _("Meeting")
    CALL = "call", _("Telephone or video call")


class AppointmentStatus(models.TextChoices):
    """Whether it takes place."""

    PLANNED = "planned", _("planned")
    CANCELLED = "cancelled", _("cancelled")


class Appointment(Living):
    """One appointment of a case.

    `uid` names it in the calendars of those invited and never changes; `sequence` rises with every change and with
    the cancellation, which is how a calendar tells the newer invitation (RFC 5545, 3.8.7.4).
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="appointments", verbose_name=_("case"))
    kind = models.CharField(_("kind"), max_length=12, choices=AppointmentKind)
    title = models.CharField(_("what for"), max_length=200)
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    place = models.CharField(_("where"), max_length=300, blank=True)
    notes = models.TextField(_("notes"), blank=True)
    participants = models.JSONField(_("participants"), default=list, blank=True)
    status = FSMField(
        _("status"), max_length=10, choices=AppointmentStatus.choices, default=AppointmentStatus.PLANNED, protected=True
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(_("changed at"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ("starts_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="appointment_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=AppointmentKind.values), name="appointment_kind_is_known"
            ),
        )
        indexes = (models.Index(fields=["case", "starts_at"], name="appointment_of_case"),)

    def __str__(self) -> str:
        return self.title

    @transition(field=status, source=AppointmentStatus.PLANNED, target=AppointmentStatus.CANCELLED)
    def cancel(self) -> None:
        """It does not take place."""
