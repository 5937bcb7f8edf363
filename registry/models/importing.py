"""A file somebody brought: read, checked row by row, then taken over as a whole or not at all."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from registry.scoping import CompanyOwned


class ImportStage(models.TextChoices):
    """Where an import stands: what is asked for, or what was done."""

    TO_CHECK = "to_check"
    CHECKED = "checked"
    TO_APPLY = "to_apply"
    APPLIED = "applied"


class ImportJob(CompanyOwned):
    """One file. `rows` holds [[line, {column: value}], ...] until it is applied; `report` what became of it."""

    Stage = ImportStage

    key = models.UUIDField(unique=True, default=uuid.uuid4)
    kind = models.CharField(max_length=20)
    file_name = models.CharField(max_length=255)
    rows = models.JSONField(default=list)
    total = models.PositiveIntegerField(default=0)
    stage = models.CharField(max_length=10, choices=ImportStage.choices, default=ImportStage.TO_CHECK)
    report = models.JSONField(default=dict)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.CheckConstraint(name="import_stage_is_known", condition=Q(stage__in=ImportStage.values)),)
        indexes = (
            models.Index(
                name="import_waiting",
                fields=("id",),
                condition=Q(stage__in=(ImportStage.TO_CHECK, ImportStage.TO_APPLY)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name}"
