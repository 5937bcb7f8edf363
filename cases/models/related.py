"""Cases that have to do with each other."""

from __future__ import annotations

from django.db import models

from cases.models.case import Case
from registry.scoping import CompanyOwned


class CaseLink(CompanyOwned):
    """`case` refers to `other`: renews, follows from, concerns. Shown on both, inverted on the other."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="links")
    other = models.ForeignKey(Case, models.PROTECT, related_name="linked_from")
    kind = models.CharField(max_length=20, default="concerns")
    created_by = models.ForeignKey("registry.User", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "other", "kind"], name="case_link_once"),
            models.CheckConstraint(name="case_link_to_another", condition=~models.Q(case=models.F("other"))),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.kind} {self.other}"
