"""Absences, substitutions, and what people asked to be told."""

from __future__ import annotations

from django.db import models

from cases.models.case import Case
from cases.models.journal import CaseEvent
from registry.scoping import CompanyOwned


class Substitution(CompanyOwned):
    """`substitute` may act for `absent`, from one day to another (last day included), never passed on.

    `process_codes` limits it; empty: every process. Both names stand in the journal.
    """

    absent = models.ForeignKey("registry.User", models.PROTECT, related_name="substituted_by")
    substitute = models.ForeignKey("registry.User", models.PROTECT, related_name="substitutes_for")
    process_codes = models.JSONField(default=list)
    from_on = models.DateField()
    to_on = models.DateField()
    reason = models.CharField(max_length=200, default="")
    created_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey("registry.User", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="substitute_is_another", condition=~models.Q(absent=models.F("substitute"))),
            models.CheckConstraint(
                name="substitution_ends_after_start", condition=models.Q(to_on__gte=models.F("from_on"))
            ),
        ]
        indexes = [models.Index(fields=["company", "substitute", "to_on"], name="substitution_of")]

    def __str__(self) -> str:
        return f"{self.substitute} for {self.absent}"


class Absence(CompanyOwned):
    """Days on which a person gets nothing new (last day included)."""

    person = models.ForeignKey("registry.User", models.PROTECT, related_name="absences")
    from_on = models.DateField()
    to_on = models.DateField()
    reason = models.CharField(max_length=200, default="")
    entered_by = models.ForeignKey("registry.User", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(name="absence_ends_after_start", condition=models.Q(to_on__gte=models.F("from_on")))
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.from_on}"


class Follow(CompanyOwned):
    """A person wants to be told of what happens to a case."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="followers")
    user = models.ForeignKey("registry.User", models.PROTECT, related_name="followed")
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "user"], name="follow_once")]

    def __str__(self) -> str:
        return f"{self.user} follows {self.case}"


class Mention(CompanyOwned):
    """A comment names a person."""

    event = models.ForeignKey(CaseEvent, models.PROTECT, related_name="mentions")
    case = models.ForeignKey(Case, models.PROTECT, related_name="mentions")
    user = models.ForeignKey("registry.User", models.PROTECT, related_name="mentions")
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "user"], name="mention_once")]
        indexes = [
            models.Index(
                fields=["company", "user", "-id"], name="mention_unread", condition=models.Q(read_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.case}"


class Notice(CompanyOwned):
    """Something a person is told once: a followed case moved, a deadline comes near, a substitution given (no case)."""

    user = models.ForeignKey("registry.User", models.PROTECT, related_name="notices")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="notices")
    kind = models.CharField(max_length=40)
    source = models.CharField(max_length=80)
    params = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "source"], name="notice_once")]
        indexes = [models.Index(fields=["company", "user", "-id"], name="notice_of")]

    def __str__(self) -> str:
        return f"{self.kind} to {self.user}"


class SavedView(CompanyOwned):
    """A named set of filters of the case list; shared ones are seen by the whole company."""

    user = models.ForeignKey("registry.User", models.PROTECT, related_name="saved_views")
    name = models.CharField(max_length=80)
    query = models.JSONField(default=dict)
    is_shared = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "user", "name"], name="saved_view_once")]

    def __str__(self) -> str:
        return self.name
