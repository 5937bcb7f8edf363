"""Which numbers apply?"""

from __future__ import annotations

from typing import Final

from django.db import models


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
    note = models.TextField(default="")
    changed_by = models.ForeignKey("registry.User", models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()
    published_by = models.ForeignKey("registry.User", models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

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

    def __str__(self) -> str:
        return f"{self.process_code}/{self.kind}/{self.code} v{self.version}"
