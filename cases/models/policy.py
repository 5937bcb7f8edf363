"""Which numbers apply?"""

from __future__ import annotations

from typing import Any, Final

from django.db import models
from simple_history.models import HistoricalRecords


class PolicyFinal(RuntimeError):
    """A published version was about to be changed or removed: what was decided by it must stay readable."""


class PolicyVersion(models.Model):
    """One version of a policy: a decision table, required documents, a clock's term, separations.

    `company` is null for the factory's version; a company's published version goes before it. A published
    version never changes; `valid_from` is the first day it applies, the next version's day ends it.
    """

    DRAFT: Final = "draft"
    PUBLISHED: Final = "published"

    company = models.ForeignKey("registry.Company", models.PROTECT, null=True, related_name="policies")
    process_code = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=((DRAFT, DRAFT), (PUBLISHED, PUBLISHED)), default=DRAFT)
    valid_from = models.DateField(null=True)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    note = models.TextField(default="")
    changed_by = models.ForeignKey("registry.User", models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()
    published_by = models.ForeignKey("registry.User", models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "process_code", "kind", "code", "version"],
                name="company_policy_version_once",
                condition=models.Q(company__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["process_code", "kind", "code", "version"],
                name="factory_policy_version_once",
                condition=models.Q(company__isnull=True),
            ),
            models.CheckConstraint(
                name="published_policy_has_a_day",
                condition=models.Q(status="draft") | models.Q(valid_from__isnull=False, published_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["process_code", "kind", "code", "valid_from"], name="policy_in_force"),
        ]

    def __str__(self) -> str:
        return f"{self.process_code}/{self.kind}/{self.code} v{self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises PolicyFinal for a version that was already published."""
        self._require_draft()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Drafts only. Raises PolicyFinal."""
        self._require_draft()
        return super().delete(*args, **kwargs)

    def _require_draft(self) -> None:
        if PolicyVersion.objects.filter(pk=self.pk, status=self.PUBLISHED).exists():
            raise PolicyFinal(str(self))
